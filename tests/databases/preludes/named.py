from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


def upgrade():
    for name in SCHEMAS:
        if name == "public" and op.get_context().dialect.name == "postgresql":
            pass
        elif op.get_context().dialect.name == "sqlite":
            op.execute("ATTACH DATABASE ':memory:' AS \"%s\"" % name)
        else:
            op.execute(sa.schema.CreateSchema(name))
        op.create_table(name, sa.Column(name, sa.Integer(), unique=True))


def downgrade():
    pass
