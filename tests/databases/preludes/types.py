from alembic import op

revision = "prelude"
down_revision = None


def upgrade():
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE TYPE xy AS ENUM ('x', 'y')")
        op.execute("CREATE CAST (varchar AS xy) WITH INOUT AS ASSIGNMENT")


def downgrade():
    pass
