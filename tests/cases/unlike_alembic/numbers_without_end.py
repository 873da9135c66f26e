# RUN: migc upgrade head --sql
# DIALECTS: postgresql
# RUN(refused): migc upgrade head --sql
# DIALECTS: mysql mariadb sqlite mssql oracle
# EXIT: 4
"""What is no finite number has words on PostgreSQL alone."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    t = sa.table("t", sa.column("x", sa.Float))
    op.bulk_insert(t, [{"x": float("inf")}, {"x": float("nan")}])


def downgrade():
    pass
