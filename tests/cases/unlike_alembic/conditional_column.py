# RUN: migc upgrade head --sql
# DIALECTS: postgresql mariadb sqlite mssql
# RUN(refused): migc upgrade head --sql
# DIALECTS: mysql oracle
# EXIT: 4
"""A column that is added if it is not there."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("t", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("t", sa.Column("a", sa.Integer()), if_not_exists=True)


def downgrade():
    pass
