# RUN: migc upgrade head --sql
# DIALECTS: postgresql
"""checkfirst= asks the replayed schema."""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "a1"
down_revision = None


def upgrade():
    e = postgresql.ENUM("a", "b", name="e")
    e.create(op.get_bind(), checkfirst=True)
    e.create(op.get_bind(), checkfirst=True)
    op.create_table("t", sa.Column("c", sa.Enum("a", "b", name="e")))
    e.drop(op.get_bind(), checkfirst=True)


def downgrade():
    pass
