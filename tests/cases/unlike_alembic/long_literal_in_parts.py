# RUN: migc upgrade head --sql
# DIALECTS: mssql
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.execute("UPDATE notes SET body = '" + "0123456789" * 900 + "$(x)'")


def downgrade():
    pass
