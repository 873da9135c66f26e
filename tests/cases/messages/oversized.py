# RUN: migc upgrade head --sql --dialect postgresql
# EXIT: 4
# What is shared grows with each use: refused, not written out.
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    pets = sa.table("pets", sa.column("age", sa.Integer))
    condition = pets.c.age == 1
    for age in range(200):
        condition = sa.and_(condition, sa.or_(condition, pets.c.age == age))
    op.execute(pets.update().where(condition).values(age=2))  # error: uncaught-exception
    query = sa.select(pets.c.age)
    for _ in range(200):
        query = sa.union_all(query, query)
    op.execute(query)
