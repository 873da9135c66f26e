"""add age to users

Revision ID: 3f2a9c
Revises: 7b1d

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa

revision: str = "3f2a9c"
down_revision: Union[str, None] = ("7b1d", 'c3' "d4")
branch_labels = None
depends_on = ["e5"]


def upgrade() -> None:
    op.add_column("users", sa.Column("age", sa.Integer(), nullable=True))
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.alter_column('name', existing_type=sa.VARCHAR(length=20), nullable=False)


def downgrade():
    op.drop_column("users", "age")
