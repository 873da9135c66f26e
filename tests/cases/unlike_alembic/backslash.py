# RUN: migc upgrade head --sql
"""A backslash is an escape for MySQL and MariaDB alone."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    t = sa.table("t", sa.column("s", sa.String), sa.column("j", sa.JSON))
    op.bulk_insert(t, [{"s": "a\\b", "j": {"path": "c:\\d"}}])
    op.create_table("u", sa.Column("s", sa.String(9), server_default="\\", comment="a\\b"))


def downgrade():
    pass
