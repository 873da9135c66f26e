# RUN: migc upgrade head --sql --dialect mariadb
"""A key that the server named after its table goes along when the table is renamed."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("kinds", sa.Column("id", sa.Integer, primary_key=True))
    op.create_table(
        "pets",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Integer, sa.ForeignKey("kinds.id")),
        sa.Column("other", sa.Integer),
        sa.ForeignKeyConstraint(["other"], ["kinds.id"], name="fk_other"),
    )
    op.rename_table("pets", "animals")
    for key in sa.inspect(op.get_bind()).get_foreign_keys("animals"):
        op.drop_constraint(key["name"], "animals", type_="foreignkey")
