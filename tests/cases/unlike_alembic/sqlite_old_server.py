# RUN: migc upgrade head --sql --dialect sqlite --server-version 3.24
"""An old SQLite renames and drops no columns: it gets a new table."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "t",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("s", sa.String(5)),
        sa.Column("q", sa.Integer()),
    )
    op.alter_column("t", "s", new_column_name="s2")
    op.drop_column("t", "q")
