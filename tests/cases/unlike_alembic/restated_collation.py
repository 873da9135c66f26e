# RUN: migc upgrade head --sql
# DIALECTS: mssql
"""ALTER COLUMN gives a text the collation of the database unless the one that it has is said."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "t",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("e", sa.String(50, collation="Latin1_General_BIN"), nullable=False),
    )
    op.alter_column("t", "e", existing_type=sa.String(50), nullable=True)
    op.alter_column("t", "e", type_=sa.Unicode(80), existing_nullable=True)
    op.alter_column("t", "e", nullable=False)
