# RUN: migc upgrade head --sql
# DIALECTS: postgresql
"""unique=True with index=True is one unique index."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.add_column("t", sa.Column("a", sa.Integer(), unique=True, index=True))


def downgrade():
    pass
