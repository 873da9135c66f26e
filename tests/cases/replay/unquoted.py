# RUN: migc schema --dialect postgresql --format json
"""A name that the migration leaves without quotes is folded by the server; columns of a parent are there as well."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("parent", sa.Column("Old", sa.Integer(), quote=False))
    op.create_table(
        "child", sa.Column("New", sa.Integer(), quote=False, unique=True), postgresql_inherits="parent"
    )


def downgrade():
    pass
