# RUN: migc upgrade head --sql
# DIALECTS: mssql
"""Dates, times and large values have the types of a server of today."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "t",
        sa.Column("d", sa.Date()),
        sa.Column("t", sa.Time()),
        sa.Column("b", sa.LargeBinary()),
        sa.Column("u", sa.UnicodeText()),
        sa.Column("x", sa.Text()),
    )


def downgrade():
    pass
