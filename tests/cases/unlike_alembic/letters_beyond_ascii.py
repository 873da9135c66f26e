# RUN: migc upgrade head --sql
# DIALECTS: mssql
"""Text beyond ASCII says that it is Unicode."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    t = sa.table("t", sa.column("s", sa.String))
    op.bulk_insert(t, [{"s": "☃"}])
    op.create_table("u", sa.Column("s", sa.String(9), server_default="é"))


def downgrade():
    pass
