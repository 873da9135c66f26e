# A table that is rebuilt from the replayed schema gets a new sequence, which must go on behind the
# rows that were copied.
# RUN: migc upgrade head --sql --dialect postgresql
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "Pets", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text)
    )
    op.create_table(
        "kinds",
        sa.Column("id", sa.Integer, sa.Identity(always=False)),
        sa.Column("name", sa.Text),
        schema="shop",
    )
    with op.batch_alter_table("Pets", recreate="always") as batch:
        batch.drop_column("name")
    with op.batch_alter_table("kinds", schema="shop", recreate="always") as batch:
        batch.add_column(sa.Column("age", sa.Integer))
