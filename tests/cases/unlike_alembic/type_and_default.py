# RUN: migc upgrade head --sql
# DIALECTS: postgresql
"""A default that the new type cannot take goes first."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.alter_column(
        "t",
        "c",
        existing_type=sa.String(9),
        type_=sa.Integer(),
        existing_server_default="x",
        server_default="0",
        postgresql_using="length(c)",
    )


def downgrade():
    pass
