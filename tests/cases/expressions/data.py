# RUN: migc upgrade head --sql
"""INSERT, UPDATE and DELETE, with defaults of columns and rows as parameters."""
import datetime

from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None

users = sa.Table(
    "users",
    sa.MetaData(),
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("name", sa.String(20)),
    sa.Column("role", sa.String(20), default="member"),
    sa.Column("changed", sa.DateTime(), onupdate=sa.func.now()),
)


def upgrade():
    bind = op.get_bind()
    op.execute(users.insert().values(name="O'Hara"))
    bind.execute(users.insert(), [{"id": 3, "name": "c"}, {"id": 4, "name": "d"}])
    bind.execute(
        users.update()
        .where(users.c.id == sa.bindparam("user"))
        .values(name=sa.bindparam("new_name")),
        [{"user": 3, "new_name": "e"}, {"user": 4, "new_name": "f"}],
    )
    bind.execute(sa.text("UPDATE users SET name = :name WHERE id = :id"), {"name": "it's", "id": 5})
    op.execute(
        users.update()
        .where(users.c.changed < datetime.datetime(2020, 1, 2, 3, 4, 5))
        .values(role=sa.func.coalesce(users.c.role, "guest"), name=users.c.name + "!")
    )
    op.execute(sa.delete(users).where(users.c.role.is_(None)))
