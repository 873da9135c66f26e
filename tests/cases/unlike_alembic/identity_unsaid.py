# RUN: migc upgrade head --sql
# DIALECTS: oracle
# RUN(refused): migc upgrade head --sql
# DIALECTS: postgresql mysql mariadb sqlite mssql
# EXIT: 4
"""An identity is added only where it is known that there is none."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.alter_column("t", "c", server_default=sa.Identity(), existing_type=sa.Integer())


def downgrade():
    pass
