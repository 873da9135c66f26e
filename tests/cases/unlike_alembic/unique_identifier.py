# RUN: migc upgrade head --sql
# DIALECTS: mssql
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.add_column("pets", sa.Column("key", sa.UUID()))


def downgrade():
    pass
