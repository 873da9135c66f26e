# RUN: migc upgrade head --sql
# DIALECTS: oracle
# EXIT: 4
"""Types that Oracle has not are refused."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("t", sa.Column("a", sa.String()), sa.Column("b", sa.Time()), sa.Column("c", sa.UUID()))


def downgrade():
    pass
