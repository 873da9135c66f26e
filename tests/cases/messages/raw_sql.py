# RUN: migc upgrade heads --sql --dialect postgresql
"""SQL that PostgreSQL would refuse is printed as it is, with a warning."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.execute("CREATE TABEL users (id integer)")  # warning: invalid-sql
