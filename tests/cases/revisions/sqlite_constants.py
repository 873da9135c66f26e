# RUN: migc upgrade head --sql --dialect sqlite
"""A constant that is written as SQL needs no new table."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("users", sa.Column("a", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.add_column("users", sa.Column("b", sa.Integer(), server_default=sa.text("-1"), nullable=False))
    op.add_column("users", sa.Column("c", sa.Text(), server_default=sa.text("'it''s'")))
    op.add_column("users", sa.Column("d", sa.Integer(), server_default=sa.text("(1 + 1)")))


def downgrade():
    pass
