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
        op.create_table("u", sa.Column("id", sa.String(30), primary_key=True), schema=of)
        if not CREATES_T:
            op.create_table("t", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("a", sa.Integer()), schema=of)


def downgrade():
    pass
