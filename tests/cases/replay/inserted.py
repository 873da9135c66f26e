# RUN: migc upgrade head --sql --dialect postgresql
"""Rows that the plan itself inserted are known, as far as no server changes them on the way."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    kinds = op.create_table(
        "kinds",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(20)),
        sa.Column("active", sa.Boolean()),
    )
    op.bulk_insert(kinds, [{"id": 1, "name": "bank"}, {"id": 2, "name": "card"}])
    op.execute("INSERT INTO kinds (id, name, active) VALUES (3, 'cash', true)")
    bind = op.get_bind()
    for name in ("cash", "cheque"):
        found = bind.execute(
            sa.text("SELECT count(name) FROM kinds WHERE name = :name"), {"name": name}
        )
        if found.scalar() == 0:
            op.bulk_insert(kinds, [{"id": 4, "name": name}])
    card = bind.execute(sa.select(kinds.c.id).where(kinds.c.name == "card")).scalar_one()
    op.execute(f"UPDATE kinds SET active = false WHERE id = {card}")
    op.alter_column("kinds", "name", new_column_name="title")
    for row in bind.execute(sa.text("SELECT id, title FROM kinds ORDER BY id")):
        op.execute(f"COMMENT ON COLUMN kinds.title IS '{row.id} is {row.title}'")
    op.execute("DELETE FROM kinds")
    op.execute(f"COMMENT ON TABLE kinds IS '{bind.scalar(sa.text('SELECT count(*) FROM kinds'))}'")


def downgrade():
    pass
