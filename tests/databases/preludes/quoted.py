from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


def upgrade():
    op.create_table("My Table", sa.Column("id", sa.Integer()), sa.Column("Some Col", sa.Integer()))


def downgrade():
    pass
