# RUN: migc upgrade head --sql
# DIALECTS: postgresql
"""The type of a column that is added or altered must be there."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("t", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("t", sa.Column("c", sa.Enum("a", "b", name="e")))
    op.alter_column("t", "c", type_=sa.Enum("a", "b", name="e2"), postgresql_using="c::text::e2", existing_type=sa.Enum("a", "b", name="e"))


def downgrade():
    pass
