# RUN: migc upgrade head --sql --dialect postgresql
# EXIT: 4
"""A program that a migration starts may change the database; files and the network do not."""
import subprocess
import threading

import requests
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    requests.post("https://example.org/hook", json={"revision": revision})
    subprocess.run(["psql", "-c", "DROP TABLE notes"])  # error: unknown-call
    threading.Thread(target=lambda: op.drop_table("notes")).start()  # error: unknown-call
    op.execute("SELECT 1")
