from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


def upgrade():
    op.create_table("u", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b", sa.Integer(), unique=True))
    op.create_table("t", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("a", sa.Integer()), sa.Column("b", sa.Integer()))


def downgrade():
    pass
