# RUN: migc upgrade head --sql
# DIALECTS: postgresql
"""An index made concurrently stands outside of a transaction."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    with op.get_context().autocommit_block():
        op.create_index("ix_a", "t", ["a"], postgresql_concurrently=True)
    op.create_index("ix_b", "t", ["b"], postgresql_concurrently=True)


def downgrade():
    pass
