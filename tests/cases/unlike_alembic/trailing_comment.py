# RUN: migc upgrade head --sql
"""A comment at the end of a statement does not swallow its terminator."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.execute("UPDATE t SET a = 1 -- note")
    op.execute("UPDATE t SET a = 2")


def downgrade():
    pass
