# RUN: migc upgrade head --sql --dialect postgresql
# EXIT: 4
"""A change of an object may be a row, once a session writes it."""
from alembic import op
from sqlalchemy.orm import Session
from shop.users import find_admin

revision = "a1"
down_revision = None


def upgrade():
    session = Session(bind=op.get_bind())
    admin = find_admin()
    admin.name = "root"  # error: unknown-object
    session.commit()


def downgrade():
    pass
