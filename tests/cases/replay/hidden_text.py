# RUN: migc upgrade head --sql --dialect postgresql
# EXIT: 4
"""A text that is put together may create anything."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.execute("DO $$ BEGIN EXECUTE current_setting('shop.first'); END $$")
    there = sa.inspect(op.get_bind()).has_table("users")  # error: unsupported
    if not there:  # error: undecided-branch
        op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    pass
