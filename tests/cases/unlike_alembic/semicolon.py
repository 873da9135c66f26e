# RUN: migc upgrade head --sql
# DIALECTS: oracle
"""SQL*Plus runs a statement by its slash; a block of PL/SQL keeps its semicolons."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.execute("UPDATE t SET a = 1;")
    op.execute("BEGIN p(1); END;")
    op.execute("UPDATE t SET a = 2; UPDATE t SET a = ';'")
    op.execute("")


def downgrade():
    pass
