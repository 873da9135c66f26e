# RUN: migc upgrade head --sql --url mysql+pymysql://ann:p%40ss@db.example:3307/shop
"""The parts of a database's URL, of the connection's own and of one made on the way."""
import os

from alembic import op
from sqlalchemy.engine.url import URL, make_url

revision = "a1"
down_revision = None


def upgrade():
    url = op.get_bind().engine.url
    op.execute(f"ALTER DATABASE {url.database} DEFAULT CHARACTER SET utf8mb4")
    op.execute(f"-- {url.drivername} {url.get_backend_name()} {url.host} {url.port} {url.password}")
    op.execute(f"-- {url} {url.render_as_string()}")
    for text in (
        "sqlite:///a@b.db",
        "sqlite://",
        "postgresql://[::1]:5433/x",
        "postgresql://u@h",
        "oracle+oracledb://u:a/b@h/x/y",
    ):
        made = make_url(text)
        op.execute(f"-- {made.username} {made.host} {made.port} {made.database} {made}")  # warning: colon-in-string
    made = URL.create("postgresql", username="a b", password="c@d", host="h", port=5, database="e")
    op.execute(f"-- {made} {made.set(database='f')} {made.set(password='g')}")
    partly = URL.create("postgresql+psycopg", password=os.environ.get("PGPASSWORD"), host="h")
    op.execute(f"-- {partly.get_driver_name()} {partly.host}")
