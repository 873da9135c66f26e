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
        op.create_table("u", sa.Column("id", sa.Integer(), primary_key=True), schema=of)
    op.create_table("yet_another_long_table_name_here", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("v", sa.Column("x", sa.Integer()), sa.Column("y", sa.Integer()), sa.UniqueConstraint("x", "y"))


def downgrade():
    pass
