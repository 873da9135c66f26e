# RUN(mysql): migc upgrade head --sql --url mysql+pymysql://shop:secret@db.example:3306/shop
# RUN(lite): migc upgrade head --sql --url sqlite://
#
# The url of the connection is that of the run.
import sqlalchemy as sa
from alembic import context, op

revision = "a1"
down_revision = None


def upgrade():
    url = op.get_bind().engine.url
    if str(url).startswith("mysql"):
        op.execute(f"ALTER DATABASE {url.database} DEFAULT CHARACTER SET utf8mb4")
    if url.get_backend_name() == "sqlite" or context.get_impl().dialect.name == "sqlite":
        op.execute("PRAGMA foreign_keys = ON")
    schema = context.get_context().version_table_schema
    op.create_table("note", sa.Column("id", sa.Integer()), schema=schema)
    op.execute(f"/* {context.get_context().version_table} {url.drivername} */ SELECT 1")
