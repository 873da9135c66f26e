# RUN: migc upgrade head --sql
# DIALECTS: mysql mariadb mssql
# EXIT: 4
"""… which must be known."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.drop_index("ix_a")


def downgrade():
    pass
