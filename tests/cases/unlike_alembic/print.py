# RUN: migc upgrade head --sql
"""What a revision prints is no part of the script."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    print("hello")
    op.execute("UPDATE t SET a = 1")


def downgrade():
    pass
