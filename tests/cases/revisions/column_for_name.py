# RUN: migc upgrade head --sql --dialect postgresql
#
# A Column where its name belongs: nothing is said of what changes, and nothing is.
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.add_column("event", sa.Column("paid", sa.Boolean(), server_default="False"))
    op.alter_column("event", sa.Column("open", sa.Boolean(), server_default="False"))
