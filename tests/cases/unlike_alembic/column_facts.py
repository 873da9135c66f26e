# RUN: migc upgrade head --sql
# DIALECTS: mysql mariadb mssql
"""MODIFY and ALTER COLUMN restate a column, with all that the revision leaves unsaid."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(50), server_default="x", nullable=False, comment="who"),
    )

    op.alter_column("users", "name", type_=sa.String(80))
    op.alter_column("users", "id", type_=sa.BigInteger())


def downgrade():
    pass
