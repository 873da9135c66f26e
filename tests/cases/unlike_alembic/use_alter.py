# RUN: migc upgrade head --sql
"""A foreign key with use_alter is added when both its tables stand."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "a",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("b_id", sa.Integer(), sa.ForeignKey("b.id", name="fk_a_b", use_alter=True)),
    )
    op.create_table(
        "b",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("a_id", sa.Integer(), sa.ForeignKey("a.id", name="fk_b_a", use_alter=True)),
    )


def downgrade():
    pass
