# RUN: migc upgrade head --sql
# EXIT: 4
"""What a query answers is not known before it is asked."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    bind = op.get_bind()
    row = bind.execute(sa.text("SELECT count(*) FROM t")).fetchone()
    if row[0]:
        op.execute("UPDATE t SET a = 1")
    else:
        op.execute("INSERT INTO t (a) VALUES (1)")


def downgrade():
    pass
