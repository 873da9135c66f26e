# RUN: migc upgrade head --sql --dialect sqlite
"""SQLite adds no key to a table; the table is made anew with it."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("t", sa.Column("a", sa.Integer()))
    op.add_column("t", sa.Column("id", sa.Integer(), primary_key=True), inline_primary_key=True)


def downgrade():
    pass
