from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


def upgrade():
    name = op.get_context().dialect.name
    if name == "postgresql":
        for schema in ("dbo", "my"):
            op.execute(sa.schema.CreateSchema(schema))
        op.execute("CREATE FUNCTION dbo.fn() RETURNS integer LANGUAGE sql AS 'SELECT 1'")
        op.execute("CREATE FUNCTION my.fn(integer, text) RETURNS integer LANGUAGE sql AS 'SELECT 1'")
        op.execute("CREATE FUNCTION myfunc(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'")
    if name == "mariadb":
        for schema in ("dbo", "my"):
            op.execute(sa.schema.CreateSchema(schema))
        op.execute("CREATE FUNCTION dbo.fn() RETURNS integer RETURN 1")
        op.execute("CREATE FUNCTION my.fn(a integer, b text) RETURNS integer RETURN 1")
        op.execute("CREATE FUNCTION MyFunc(a integer) RETURNS integer RETURN 1")


def downgrade():
    pass
