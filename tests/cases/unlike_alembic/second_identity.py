# RUN: migc upgrade head --sql
# DIALECTS: mssql
"""A column that counts up although it is no key is told of."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "t",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("n", sa.Integer(), autoincrement=True),
    )


def downgrade():
    pass
