# RUN: migc upgrade head --sql
"""A foreign key with use_alter is added when its table stands."""
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


def downgrade():
    pass
