# RUN: migc schema --dialect postgresql
"""What a rebuild leaves unnamed has its name from the table that it was made in."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None

t = sa.Table(
    "t",
    sa.MetaData(),
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("a", sa.Integer(), unique=True),
    sa.CheckConstraint("a > 0", name="ck_a"),
)


def upgrade():
    op.create_table(
        "t",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("a", sa.Integer(), unique=True),
        sa.CheckConstraint("a > 0", name="ck_a"),
    )
    with op.batch_alter_table("t", copy_from=t, recreate="always") as batch_op:
        batch_op.create_check_constraint("ck_b", "a > 1")


def downgrade():
    pass
