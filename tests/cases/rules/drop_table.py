# RUN: migc lint --dialect postgresql --select drop-table %s
# EXIT: 1
"""A dropped table takes its rows with it."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.drop_table("invoices")  # error: drop-table
    op.drop_table("lines", schema="billing")  # error: drop-table
    op.execute("DROP TABLE customers")  # error: drop-table
    for name in ("drafts",):
        op.drop_table(name)  # error: drop-table

    # What follows is silent.
    op.create_table("scratch", sa.Column("id", sa.Integer(), primary_key=True))
    op.drop_table("scratch")  # made in this revision: nobody's yet
    op.create_table("before", sa.Column("id", sa.Integer(), primary_key=True))
    op.rename_table("before", "after")
    op.drop_table("after")
    op.drop_table("parked")  # migc: ignore[drop-table] renamed two releases ago, nobody reads it
    op.execute("DELETE FROM orders WHERE id = 1")


def downgrade():
    op.drop_table("orders")  # a way back may drop what the way up made
