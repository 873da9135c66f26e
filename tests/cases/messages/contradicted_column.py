# RUN: migc upgrade head --sql --dialect mariadb
"""What a revision says of a column as it is may have been written for another one."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "a1"
down_revision = None



def upgrade():
    op.create_table(
        "t",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("b", sa.Integer(), nullable=False, server_default="5", comment="five"),
        sa.Column("n", mysql.INTEGER(unsigned=True)),
        sa.Column("big", sa.BigInteger()),
    )
    op.alter_column(
        "t", "b", type_=sa.BigInteger(), existing_nullable=True, existing_server_default=None, existing_comment=None
    )
    op.alter_column("t", "id", type_=sa.BigInteger(), existing_autoincrement=False)
    op.alter_column("t", "n", type_=sa.BigInteger())
    op.alter_column("t", "big", existing_type=sa.Integer(), nullable=False)
