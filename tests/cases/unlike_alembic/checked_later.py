# RUN: migc upgrade head --sql
# DIALECTS: mssql
# EXIT: 4
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_foreign_key("fk_owner", "pets", "owners", ["owner"], ["id"], deferrable=True)  # error: unsupported-constraint
    op.create_foreign_key("fk_chief", "pets", "owners", ["chief"], ["id"], match="FULL")  # error: unsupported-constraint


def downgrade():
    pass
