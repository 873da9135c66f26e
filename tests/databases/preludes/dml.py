from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

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
            sa.Column("zz", sa.String(50)),
            sa.Column("j", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")),
            schema=of,
        )
        if op.get_context().dialect.name == "postgresql":
            op.add_column("t", sa.Column("arr", postgresql.ARRAY(sa.Integer())), schema=of)
        if op.get_context().dialect.name == "mariadb":
            op.create_index("ft", "t", ["name"], mysql_prefix="FULLTEXT", mariadb_prefix="FULLTEXT", schema=of)
        op.create_table(
            "u",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("t_id", sa.Integer()),
            sa.Column("name", sa.String(50)),
            schema=of,
        )
    op.create_table("x", sa.Column("id", sa.Integer()))
    op.create_table("Order", sa.Column("id", sa.Integer()), sa.Column("Qty", sa.Integer()), sa.Column("User Name", sa.String(50)), sa.Column("group", sa.Integer()))
    op.create_table("Quoted T", sa.Column("id", sa.Integer()), sa.Column("Col A", sa.Integer()), sa.Column("Some Col", sa.Integer()), sa.Column("order", sa.Integer()))
    if "CASE_NAME".endswith("subquery_value"):
        op.execute("INSERT INTO t (id) VALUES (1)")


def downgrade():
    pass
