# RUN: migc upgrade head --sql --dialect sqlite
"""What stands in reflect_args takes the place of what is there, where the table is made anew."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "t",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("f", sa.Boolean()),
        sa.Column("g", sa.Boolean(create_constraint=True, name="ck_g")),
    )
    flags = [
        sa.Column("f", sa.Boolean(create_constraint=True, name="ck_f")),
        sa.Column("g", sa.Boolean(), server_default=sa.true()),
        sa.CheckConstraint("id > 0", name="ck_id"),
    ]
    with op.batch_alter_table("t", reflect_args=flags) as batch:
        batch.alter_column("f", nullable=False)
    with op.batch_alter_table("t", reflect_args=flags) as batch:
        batch.add_column(sa.Column("n", sa.Integer()))
