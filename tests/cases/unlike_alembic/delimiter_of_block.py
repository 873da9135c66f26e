# RUN: migc upgrade head --sql
# DIALECTS: mariadb
"""A block of its own."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.execute("BEGIN NOT ATOMIC SELECT 1; SELECT 2; END")
