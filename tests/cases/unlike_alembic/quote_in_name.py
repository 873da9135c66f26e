# RUN: migc upgrade head --sql
# DIALECTS: mssql
"""A quote in a name does not end the string that holds the name."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.drop_column("it's", "c'x", schema="s.t", mssql_drop_default=True, mssql_drop_check=True)
    op.alter_column("it's", "c'x", new_column_name="d")
    op.rename_table("it's", "its")


def downgrade():
    pass
