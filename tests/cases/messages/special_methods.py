# RUN: migc upgrade head --sql
# DIALECTS: postgresql
# EXIT: 4
"""What Python's own values have and migc does not know is not taken for missing."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    if hasattr("a", "__contains__"):  # error: undecided-branch
        op.execute("SELECT 1")
    else:
        op.execute("DELETE FROM important")
