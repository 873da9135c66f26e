# RUN: migc upgrade head --sql --dialect postgresql --explain-assumptions
"""A check of the application raises or does not matter."""
from alembic import op
import sqlalchemy as sa
from shop.config import settings

revision = "a1"
down_revision = None


def checked(name):
    if name in settings.FORBIDDEN:
        raise ValueError(f"{name} may not be used")
    return name


def upgrade():
    op.create_table(checked("orders"), sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    pass
