# RUN: migc upgrade head --sql
# DIALECTS: postgresql
"""A type that was dropped is created again, one that stands is not."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    e = sa.Enum("a", "b", name="e")
    op.create_table("t", sa.Column("c", e))
    op.create_table("u", sa.Column("c", e))
    op.drop_table("t")
    op.drop_table("u")
    op.execute("DROP TYPE e")
    op.create_table("t", sa.Column("c", e))


def downgrade():
    pass
