# RUN: migc upgrade head --sql
"""RETURNING asks for variables that a script for Oracle has not."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    t = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("s", sa.String(5)))
    op.execute(t.insert().values(s="x"))


def downgrade():
    pass
