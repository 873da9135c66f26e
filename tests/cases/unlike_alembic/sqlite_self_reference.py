# RUN: migc upgrade head --sql --dialect sqlite
"""A table that refers to itself keeps its rows where foreign keys are on."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.execute("PRAGMA foreign_keys=ON")
    op.create_table(
        "nodes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("parent", sa.Integer(), sa.ForeignKey("nodes.id", ondelete="CASCADE")),
        sa.Column("name", sa.String(9)),
    )
    op.execute("INSERT INTO nodes VALUES (1, NULL, 'a'), (2, 1, 'b')")
    with op.batch_alter_table("nodes") as batch:
        batch.alter_column("name", type_=sa.Text(), existing_type=sa.String(9))
        batch.alter_column("id", new_column_name="key")
