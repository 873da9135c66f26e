# RUN: migc upgrade head --sql
"""What is no number is refused."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    t = sa.table("t", sa.column("x", sa.Float))
    op.bulk_insert(t, [{"x": float("inf")}, {"x": float("nan")}])


def downgrade():
    pass
