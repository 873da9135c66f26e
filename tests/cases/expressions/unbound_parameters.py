# RUN: migc upgrade head --sql --dialect postgresql
# EXIT: 4
"""A placeholder that nothing fills is no SQL."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None

users = sa.table("users", sa.column("id"), sa.column("token"))


def upgrade():
    op.execute("UPDATE users SET name = 'a:b'")
    op.execute("UPDATE users SET name = ':c'")  # warning: colon-in-string
    op.execute("UPDATE users SET name = :name")  # error: unbound-parameter
    op.execute(users.update().where(users.c.id == sa.bindparam("p")).values(token="x"))  # error: unbound-parameter
