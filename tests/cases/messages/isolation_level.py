# RUN: migc upgrade head --sql --dialect postgresql
"""Another connection in AUTOCOMMIT works outside of the script's transaction; the script's own
connection stays in it."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    bind = op.get_bind()
    bind.execution_options(isolation_level="AUTOCOMMIT")  # warning: isolation-level
    bind.execution_options(stream_results=True)
    bind.execute(sa.text("CREATE TABLE notes (id INTEGER)"))
    with bind.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
        other.execute(sa.text("CREATE INDEX CONCURRENTLY one ON notes (id)"))
        other.exec_driver_sql("CREATE INDEX CONCURRENTLY two ON notes (id)")
    engine = bind.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as other, other.begin() as same:
        same.execute(sa.text("VACUUM notes"))
        assert other.scalar(sa.text("SELECT count(*) FROM notes")) == 0
    with bind.engine.connect() as other:
        other.execute(sa.text("COMMENT ON TABLE notes IS 'n'"))
