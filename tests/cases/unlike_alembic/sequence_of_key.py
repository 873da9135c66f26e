# RUN: migc upgrade head --sql
# DIALECTS: postgresql mysql oracle
"""A sequence behind a key is created by no one."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("t", sa.Column("id", sa.Integer(), sa.Sequence("t_id_seq"), primary_key=True))


def downgrade():
    pass
