# RUN: migc upgrade head --sql --dialect postgresql
# EXIT: 4
"""Where an arm does more, what it hangs on must be known."""
from alembic import op
import sqlalchemy as sa
from shop.config import settings

revision = "a1"
down_revision = None


def upgrade():
    if settings.BILLING:  # error: undecided-branch
        print("with billing")  # warning: print-in-migration
        op.create_table("bills", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    pass
