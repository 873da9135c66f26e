# RUN: migc upgrade head --sql --dialect postgresql
# EXIT: 4
"""An error that the code would catch is no empty table."""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

revision = "a1"
down_revision = None


def upgrade():
    try:
        op.get_bind().execute(sa.text("SELECT 1 FROM old_users")).fetchall()  # error: unsupported
        op.rename_table("old_users", "users")
    except ProgrammingError:
        op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    pass
