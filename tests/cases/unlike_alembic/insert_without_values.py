# RUN: migc upgrade head --sql
# EXIT: 4
"""insert() without values would insert placeholders."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    t = sa.table("t", sa.column("id", sa.Integer), sa.column("s", sa.String))
    op.execute(t.insert())


def downgrade():
    pass
