# RUN: migc upgrade a1:b2 --sql
# DIALECTS: mssql
"""CREATE VIEW must be the first of its batch."""
from alembic import op

revision = "b2"
down_revision = "a1"


def upgrade():
    op.execute("CREATE VIEW v AS SELECT 1 AS a")


def downgrade():
    pass


# --- versions/a1_start.py
revision = "a1"
down_revision = None


def upgrade():
    pass


def downgrade():
    pass
