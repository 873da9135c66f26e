# RUN: migc upgrade head --sql
"""Queries find their FROM, tell columns apart and correlate their subqueries."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None

users = sa.table("users", sa.column("id", sa.Integer()), sa.column("name", sa.String()))
orders = sa.table(
    "orders",
    sa.column("id", sa.Integer()),
    sa.column("user_id", sa.Integer()),
    sa.column("total", sa.Numeric(10, 2)),
)
report = sa.table("report", sa.column("user_id"), sa.column("name"), sa.column("total"))


def upgrade():
    spent = sa.func.sum(orders.c.total)
    op.execute(sa.select(users.c.id, orders.c.id).where(users.c.id == orders.c.user_id))
    op.execute(
        report.insert().from_select(
            ["user_id", "name", "total"],
            sa.select(users.c.id, users.c.name, spent)
            .join(orders, orders.c.user_id == users.c.id)
            .group_by(users.c.id, users.c.name)
            .having(spent > 100),
        )
    )
    latest = (
        sa.select(sa.func.max(orders.c.id)).where(orders.c.user_id == users.c.id).scalar_subquery()
    )
    op.execute(sa.select(users.c.name, latest.label("latest")).order_by(sa.desc("latest")).limit(3))
    big = sa.select(orders.c.user_id).where(orders.c.total > 1000).cte("big")
    op.execute(users.update().where(users.c.id.in_(sa.select(big.c.user_id))).values(name="big"))
    totals = sa.select(orders.c.user_id, spent.label("total")).group_by(orders.c.user_id).subquery()
    op.execute(sa.select(totals.c.total, sa.literal(1), totals.c.total * 2).where(totals.c.total > 5))
    op.execute(sa.union_all(sa.select(users.c.id), sa.select(orders.c.id).limit(1)).order_by("id"))
    other = users.alias()
    op.execute(
        sa.select(users.c.name, other.c.name)
        .select_from(users.outerjoin(other, users.c.id == other.c.id))
        .distinct()
    )
