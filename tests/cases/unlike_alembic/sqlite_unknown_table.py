# RUN: migc upgrade head --sql
# DIALECTS: sqlite
# EXIT: 4
"""… and not where no revision tells of the old one."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.alter_column("users", "name", nullable=True)


def downgrade():
    pass
