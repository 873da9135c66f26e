# RUN: migc upgrade head --sql --dialect postgresql
# EXIT: 4
"""Where rows may be, nothing is guessed."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO users SELECT generate_series(1, 5)")
    for row in op.get_bind().execute(sa.text("SELECT id FROM users")):  # error: unsupported
        op.execute(f"DELETE FROM users WHERE id = {row.id}")


def downgrade():
    op.drop_table("users")
