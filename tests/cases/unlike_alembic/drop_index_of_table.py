# RUN: migc upgrade head --sql
# DIALECTS: mysql mariadb mssql
"""An index is dropped from the table that has it."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("t", sa.Column("a", sa.Integer()))
    op.create_index("ix_a", "t", ["a"])
    op.drop_index("ix_a")


def downgrade():
    pass
