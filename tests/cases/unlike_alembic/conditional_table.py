# RUN: migc upgrade head --sql
# DIALECTS: postgresql mssql
"""A table and a schema that are made if they are not there."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("t", sa.Column("a", sa.Integer()), if_not_exists=True)
    op.execute(sa.schema.CreateSchema("s", if_not_exists=True))


def downgrade():
    pass
