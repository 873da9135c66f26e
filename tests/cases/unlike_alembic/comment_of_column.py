# RUN: migc upgrade head --sql
# DIALECTS: oracle
"""A comment names its column as any statement does."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.alter_column("T x", "c", schema="s", comment="x")
    op.create_table("T x", sa.Column("c", sa.Integer(), comment="y"), schema="s")


def downgrade():
    pass
