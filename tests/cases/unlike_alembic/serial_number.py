# RUN: migc upgrade head --sql
# DIALECTS: postgresql
"""A number that counts up becomes SERIAL."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("t", sa.Column("id", sa.Numeric(10), primary_key=True))


def downgrade():
    pass
