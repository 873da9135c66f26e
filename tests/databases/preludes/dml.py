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
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("name", sa.String(50)),
            sa.Column("qty", sa.Integer()),
            sa.Column("price", sa.Numeric(12, 2)),
            sa.Column("ok", sa.Boolean()),
            sa.Column("at", sa.DateTime()),
            sa.Column("data", sa.JSON()),
            schema=of,
        )
        op.create_table(
            "u",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("t_id", sa.Integer()),
            sa.Column("name", sa.String(50)),
            schema=of,
        )
    op.create_table("x", sa.Column("id", sa.Integer()))
    op.create_table("Order", sa.Column("id", sa.Integer()), sa.Column("Qty", sa.Integer()))
    op.create_table("Quoted T", sa.Column("id", sa.Integer()), sa.Column("Col A", sa.Integer()))


def downgrade():
    pass
