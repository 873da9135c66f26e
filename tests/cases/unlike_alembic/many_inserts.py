# RUN: migc upgrade head --sql
"""… also of rows."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    t = sa.table("t", sa.column("id", sa.Integer), sa.column("s", sa.String))
    op.get_bind().execute(t.insert(), [{"id": 1, "s": "x"}, {"id": 2, "s": "y"}])


def downgrade():
    pass
