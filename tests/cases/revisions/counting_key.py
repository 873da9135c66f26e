# RUN: migc upgrade head --sql
# DIALECTS: postgresql mysql mariadb mssql oracle
"""A key that columns make up begins with the one that counts up."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "a",
        sa.Column("x", sa.Integer, primary_key=True),
        sa.Column("n", sa.Integer, primary_key=True, autoincrement=True),
    )
    op.create_table(
        "b",
        sa.Column("x", sa.Integer),
        sa.Column("n", sa.Integer, autoincrement=True),
        sa.PrimaryKeyConstraint("x", "n", name="pk_b"),
    )
