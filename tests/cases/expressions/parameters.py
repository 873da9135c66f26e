# RUN: migc upgrade head --sql --dialect postgresql
# EXIT: 4
"""What has no value, or one that only running code knows, is refused."""
import uuid

from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None

users = sa.Table(
    "users",
    sa.MetaData(),
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("token", sa.String(), default=lambda: str(uuid.uuid4())),
)


def upgrade():
    op.execute(users.insert().values(id=1))  # error: unsupported
    op.execute(users.insert())  # error: unsupported
