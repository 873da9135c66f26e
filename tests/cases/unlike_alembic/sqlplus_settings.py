# RUN: migc upgrade head --sql
# DIALECTS: oracle
"""SQL*Plus is told what it must not read into a statement."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    t = sa.table("t", sa.column("s", sa.String))
    op.bulk_insert(t, [{"s": "AT&T"}])
    op.execute("UPDATE t\n\nSET s = 'R&D'")


def downgrade():
    pass
