# RUN: migc upgrade head --sql
# DIALECTS: postgresql mysql mariadb sqlite mssql
"""A semicolon of the author stands beside that of the script."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.execute("UPDATE t SET a = 1;")
    op.execute("")


def downgrade():
    pass
