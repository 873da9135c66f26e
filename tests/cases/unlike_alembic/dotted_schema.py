# RUN: migc upgrade head --sql
# DIALECTS: postgresql
# EXIT: 4
"""A dot in a schema is refused, for it would name two."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("t", sa.Column("a", sa.Integer()), schema="Db.dbo")
    op.add_column("t", sa.Column("b", sa.Integer()), schema="Db.dbo")


def downgrade():
    pass
