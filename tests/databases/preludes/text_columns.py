from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


NUMBERS = "CASE_NAME".split("/")[1] in ("pg_all", "pg_where_expr", "pg_where_text", "where_all", "expr_arith")


def upgrade():
    for name in SCHEMAS:
        if op.get_context().dialect.name == "sqlite":
            op.execute("ATTACH DATABASE ':memory:' AS \"%s\"" % name)
        else:
            op.execute(sa.schema.CreateSchema(name))
    for of in [None] + SCHEMAS:
        if not CREATES_T:
            op.create_table(
                "T" if of == "S" else "t",
                sa.Column("id", sa.Integer(), primary_key=True),
                sa.Column("A" if of == "S" else "a", sa.Integer() if NUMBERS else sa.String(50)),
                sa.Column("b", sa.String(50)),
                sa.Column("z", sa.Integer()),
                sa.Column("Name", sa.String(50)),
                sa.Column("a b", sa.Integer()),
                sa.Column("data", sa.JSON()),
                sa.Column("c", sa.Integer()),
                sa.Column("d", sa.Integer()),
                sa.Column("flag", sa.Boolean()),
                sa.Column("deleted_at", sa.DateTime()),
                schema=of,
            )


def downgrade():
    pass
