from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


def upgrade():
    op.create_table("u", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("v", sa.Column("id", sa.Boolean(), primary_key=True))


def downgrade():
    pass
