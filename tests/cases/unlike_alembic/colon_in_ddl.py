# RUN: migc upgrade head --sql
"""… nor within what a table says."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "t",
        sa.Column("a", sa.String(50), server_default=sa.text("'{\"a\":1}'")),
        sa.Column("b", sa.Integer(), sa.CheckConstraint("b <> length('x:y')")),
    )
    op.create_index("ix_t_b", "t", ["b"], postgresql_where=sa.text("a <> '(:foo)'"))


def downgrade():
    pass
