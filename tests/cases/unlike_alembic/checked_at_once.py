# RUN: migc upgrade head --sql
# DIALECTS: mssql oracle
"""What these servers do without words for it."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_foreign_key(
        "fk_owner", "pets", "owners", ["owner"], ["id"], match="SIMPLE", ondelete="RESTRICT"
    )


def downgrade():
    pass
