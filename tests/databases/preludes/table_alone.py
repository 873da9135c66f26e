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
            "u",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("b", sa.Integer(), unique=True),
            sa.Column("x", sa.Integer(), unique=True),
            schema=of,
        )
        op.create_table("t", sa.Column("id", sa.Integer(), primary_key=True), schema=of)


def downgrade():
    pass
