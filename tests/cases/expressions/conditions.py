# RUN: migc upgrade head --sql
"""Conditions are grouped, folded and spelled as each server wants them."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None

users = sa.table(
    "users",
    sa.column("id", sa.Integer()),
    sa.column("name", sa.String()),
    sa.column("age", sa.Integer()),
    sa.column("active", sa.Boolean()),
    sa.column("seen", sa.DateTime()),
)


def upgrade():
    def reset(*conditions):
        op.execute(users.update().where(*conditions).values(age=0))

    reset(users.c.active, ~users.c.active)
    reset(sa.or_(users.c.id == 1, sa.and_(users.c.age > 2, users.c.name == "x")))
    reset(sa.and_(sa.true(), users.c.id == 1), sa.or_(sa.false(), users.c.id == 2))
    reset((users.c.age + 1) * 2 > 10, users.c.age - (users.c.id - 1) == 3)
    reset(users.c.name + "-" + users.c.name == "a-a")
    reset(users.c.name.startswith("a"), ~users.c.name.contains("b"), users.c.name.ilike("c%"))
    reset(users.c.id.in_([1, 2]), users.c.id.not_in([3]), users.c.name.in_([]))
    reset(users.c.name.is_(None), users.c.age != None, users.c.active == True)  # noqa: E711, E712
    reset(users.c.age.between(18, 65), users.c.age / 2 > 9, users.c.age // 2 > 9, users.c.age % 2 == 1)
    reset(sa.func.lower(users.c.name) == "x", users.c.seen < sa.func.now())
    reset(sa.case((users.c.age > 17, "adult"), else_="child") == "adult")
    reset(sa.extract("year", users.c.seen) == 2020)
    reset(sa.text("id = :id").bindparams(id=7))
    reset(sa.not_(sa.exists().where(users.c.id == sa.column("other"))))
