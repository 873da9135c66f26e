# RUN: migc upgrade head --sql
"""A tab in a string is data."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    t = sa.table("t", sa.column("s", sa.String))
    op.bulk_insert(t, [{"s": "a\tb"}])
    op.execute("UPDATE t\tSET s = 'a\tb'")


def downgrade():
    pass
