# RUN: migc upgrade head --sql
# DIALECTS: mysql mariadb
"""A type is restated with what `existing_type` leaves out, a text in the letters that it has."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "t",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("e", sa.String(50, collation="utf8mb4_bin"), nullable=False),
        sa.Column("k", mysql.ENUM("a", "b", charset="latin1"), nullable=False),
        sa.Column("n", mysql.INTEGER(unsigned=True), nullable=False),
        sa.Column("body", mysql.LONGTEXT()),
        sa.Column("at", mysql.DATETIME(fsp=6)),
    )
    op.alter_column("t", "e", existing_type=sa.String(50), nullable=True)
    op.alter_column("t", "n", existing_type=sa.Integer(), nullable=True)
    op.alter_column("t", "body", existing_type=sa.Text(), nullable=False)
    op.alter_column("t", "at", existing_type=sa.DateTime(), nullable=False)
    op.alter_column("t", "e", type_=sa.String(80))
    op.alter_column("t", "e", comment="c")
    op.alter_column("t", "k", type_=mysql.ENUM("a", "b", "c"))
    op.alter_column("t", "k", type_=sa.String(9, collation="latin1_bin"))
