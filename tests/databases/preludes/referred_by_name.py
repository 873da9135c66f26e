from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


def upgrade():
    for schema in ("Schema", "S 1", "S 2"):
        if op.get_context().dialect.name == "sqlite":
            op.execute("ATTACH DATABASE ':memory:' AS \"%s\"" % schema)
        else:
            op.execute(sa.schema.CreateSchema(schema))
    op.create_table("Table", sa.Column("Col", sa.Integer(), unique=True), schema="Schema")
    op.create_table("a b", sa.Column("e f", sa.Integer()), schema="S 1")
    op.create_table("c d", sa.Column("g h", sa.Integer(), unique=True), schema="S 2")


def downgrade():
    pass
