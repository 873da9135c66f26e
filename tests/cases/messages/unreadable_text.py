# RUN: migc upgrade head --sql
# DIALECTS: postgresql sqlite
# EXIT: 4
"""Half of a surrogate pair is a string to Python, but no text to a database."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():  # error: unreadable-text
    op.execute(sa.table("t", sa.column("a")).insert().values(a="\ud800"))
