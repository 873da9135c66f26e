# RUN: migc lint --dialect postgresql --select drop-table --format text %s
# EXIT: 3
"""A suppression says which rule it is for, and why."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.drop_table("users")  # migc: ignore[drop-table] moved to the archive in 2023
    op.drop_table("teams")  # migc: ignore the team is gone
    op.drop_table("pets")  # migc: ignore[drop-table]
    op.create_table("owners")  # migc: ignore[drop-table] nothing is dropped here
