# RUN: migc upgrade head --sql --dialect postgresql
# EXIT: 4
"""A guard over the data is part of what the revision does; a script would not have it."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO users SELECT generate_series(1, 5)")
    changed = op.get_bind().execute(sa.text("UPDATE users SET id = id + 1"))
    if changed.rowcount != 5:  # error: undecided-branch
        raise ValueError("five users are wanted")


def downgrade():
    pass
