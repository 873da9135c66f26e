# RUN: migc lint --dialect postgresql --select drop-column %s
# EXIT: 1
"""A dropped column takes its values with it, and the running release still reads it."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.drop_column("users", "nickname")  # error: drop-column
    op.drop_column("users", "fax", schema="crm")  # error: drop-column
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_column("pager")  # error: drop-column
    op.execute("ALTER TABLE users DROP COLUMN telex")  # error: drop-column

    # What follows is silent.
    op.add_column("users", sa.Column("scratch", sa.Integer()))
    op.drop_column("users", "scratch")  # added in this revision: it holds nothing
    op.create_table("teams", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("x", sa.Text()))
    op.drop_column("teams", "x")
    op.alter_column("users", "email", new_column_name="mail")
    # migc: ignore[DES005] written by nobody since the last release
    op.drop_column("users", "legacy_id")


def downgrade():
    op.drop_column("users", "age")
