# RUN: migc upgrade head --sql
# DIALECTS: sqlite
"""A column that rows must have and that has no default can be added to no table with rows."""
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

    with op.batch_alter_table("users") as batch_op:
        batch_op.add_column(sa.Column("n", sa.Integer(), nullable=False))


def downgrade():
    pass
