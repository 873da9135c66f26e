# RUN: migc upgrade head --sql --dialect sqlite
"""A batch calls what has no name by its convention."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("t", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table(
        "c",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("tid", sa.Integer(), sa.ForeignKey("t.id")),
        sa.Column("n", sa.Integer(), unique=True),
    )
    convention = {
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
    with op.batch_alter_table("c", naming_convention=convention) as batch:
        batch.drop_constraint("fk_c_tid_t", type_="foreignkey")
        batch.drop_constraint("uq_c_n", type_="unique")
