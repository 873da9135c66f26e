# RUN: migc upgrade head --sql --dialect postgresql
# EXIT: 4
"""Unknown code that is handed the connection may do anything with it."""
from alembic import op
import sqlalchemy as sa
from shop.tables import create_missing

revision = "a1"
down_revision = None


def upgrade():
    made = create_missing(op.get_bind(), ["users"])  # error: unknown-call
    print(made)  # warning: print-in-migration


def downgrade():
    pass
