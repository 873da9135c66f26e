# RUN: migc lint --dialect postgresql --select truncate %s
# EXIT: 1
"""TRUNCATE takes all rows at once."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.execute("TRUNCATE audit_log")  # error: truncate
    op.execute(sa.text("TRUNCATE TABLE billing.lines RESTART IDENTITY"))  # error: truncate
    op.execute("TRUNCATE sessions CASCADE")  # error: truncate

    # What follows is silent.
    op.create_table("teams", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("TRUNCATE teams")  # made in this revision: empty
    op.execute("DELETE FROM audit_log WHERE at < '2020-01-01'")
    op.execute("COMMENT ON TABLE audit_log IS 'never TRUNCATE this'")


def downgrade():
    op.execute("TRUNCATE orders")
