# RUN: migc upgrade head --sql
"""A Sequence gives a row its value where there are sequences; elsewhere the server counts."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    pets = op.create_table(
        "pets",
        sa.Column("id", sa.Integer, sa.Sequence("pets_seq"), primary_key=True),
        sa.Column("name", sa.String(20)),
    )
    op.bulk_insert(pets, [{"name": "cat"}, {"name": "dog"}])
    op.execute(pets.insert().values(name="owl"))
