# RUN: migc upgrade head --sql
# DIALECTS: postgresql mariadb sqlite mssql oracle
# RUN(refused): migc upgrade head --sql
# DIALECTS: mysql
# EXIT: 4
"""An index that is made if it is not there."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("t", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_index("ix", "t", ["id"], if_not_exists=True)


def downgrade():
    pass
