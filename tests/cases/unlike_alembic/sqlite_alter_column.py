# RUN: migc upgrade head --sql
# DIALECTS: sqlite
"""SQLite changes a column by a new table."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(50), server_default="x", nullable=False, comment="who"),
    )

    op.alter_column("users", "name", nullable=True)
    op.alter_column("users", "name", type_=sa.Text())
    op.alter_column("users", "name", server_default="y")
    op.alter_column("users", "name", comment="other")
    op.create_table_comment("users", "people")
    op.add_column("users", sa.Column("ok", sa.Boolean(create_constraint=True, name="ck_ok")))
    op.add_column("users", sa.Column("n", sa.Integer(), nullable=False, server_default="0"))


def downgrade():
    pass
