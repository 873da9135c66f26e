# RUN: migc upgrade head --sql --dialect postgresql
"""An isolation level that is set on the way does not leave the script's transaction."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    bind = op.get_bind()
    bind.execution_options(isolation_level="AUTOCOMMIT")  # warning: isolation-level
    bind.execution_options(stream_results=True)
    bind.execute(sa.text("SELECT 1"))
