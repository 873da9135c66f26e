# RUN: migc upgrade head --sql
# DIALECTS: postgresql
"""primary_key= of an added column needs inline_primary_key= to be one."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.add_column("t", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("u", sa.Column("id", sa.Integer(), primary_key=True), inline_primary_key=True)


def downgrade():
    pass
