# RUN: migc upgrade head --sql --dialect postgresql
# EXIT: 4
"""Only as it is can the moment of the run be left to the server."""
from datetime import datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None

notes = sa.table("notes", sa.column("at", sa.DateTime), sa.column("text", sa.String))


def upgrade():
    now = datetime.now()
    op.execute(notes.insert().values(at=now))
    op.execute(notes.insert().values(at=now - timedelta(days=1)))  # error: unknown-argument
    op.execute(notes.insert().values(text=now))  # error: unknown-argument
    op.execute(f"UPDATE notes SET text = '{now}'")  # error: unknown-argument
    op.execute("UPDATE notes SET text = '%s'" % now.isoformat())  # error: unknown-argument
