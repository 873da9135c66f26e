# RUN: migc upgrade head --sql
# DIALECTS: mssql
"""INSERT that says the value of an identity column."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    pets = op.create_table(
        "pets", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String(20))
    )
    old = sa.table("old_pets", sa.column("id"), sa.column("name"))
    op.execute(pets.insert().values(id=7, name="cat"))
    op.execute(pets.insert().values(name="dog"))
    op.execute(pets.insert().from_select(["id", "name"], sa.select(old.c.id, old.c.name)))


def downgrade():
    pass
