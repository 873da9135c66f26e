# RUN: migc upgrade head --sql
"""What stands in an added column is added with it."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("u", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("t", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("t", sa.Column("a", sa.Integer(), sa.CheckConstraint("a > 0")))
    op.add_column("t", sa.Column("b", sa.Integer(), sa.ForeignKey("u.id")), inline_references=True)


def downgrade():
    pass
