# RUN: migc upgrade head --sql --dialect postgresql
"""What unknown code does while a revision is loaded is none of the revision's operations."""
from alembic import op
import sqlalchemy as sa
from shop.patches import patch_json

revision = "a1"
down_revision = None

patch_json(sa.JSON)


def upgrade():
    op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    pass
