# RUN: migc upgrade head --sql
# DIALECTS: mysql mariadb mssql
"""… and where no revision tells, that is said."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.alter_column("users", "name", type_=sa.String(80))


def downgrade():
    pass
