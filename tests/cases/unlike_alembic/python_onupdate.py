# RUN: migc upgrade head --sql
"""onupdate= of a table is a value too; Alembic writes NULL over the data."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    t = sa.Table(
        "t",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("n", sa.String(5)),
        sa.Column("version", sa.Integer, onupdate=9),
    )
    op.execute(t.update().values(n="b"))


def downgrade():
    pass
