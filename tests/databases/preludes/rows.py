from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


def upgrade():
    for name in SCHEMAS:
        if op.get_context().dialect.name == "sqlite":
            op.execute("ATTACH DATABASE ':memory:' AS \"%s\"" % name)
        else:
            op.execute(sa.schema.CreateSchema(name))
    for of in [None] + SCHEMAS:
        op.create_table(
            "t",
            sa.Column("id", sa.String(5) if "CASE_NAME".endswith("no_autoincrement") else sa.Integer()),
            sa.Column("n", sa.String(50)),
            sa.Column("a", sa.Integer()),
            sa.Column("d", sa.Integer()),
            sa.Column("j", sa.JSON()),
            sa.Column("b", sa.String(50)),
            sa.Column("c", sa.String(50)),
            sa.Column("active", sa.Boolean()),
            sa.Column("rank", sa.Integer()),
            schema=of,
        )
    op.create_table("c", sa.Column("code", sa.String(2)), sa.Column("name", sa.String(50)))
    op.create_table("My Table", sa.Column("Some Col", sa.Integer()), sa.Column("order", sa.Integer()))


def downgrade():
    pass
