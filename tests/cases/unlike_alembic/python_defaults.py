# RUN: migc upgrade head --sql
"""A default on the side of Python is a value, unless it is a function of the application."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    t = sa.Table(
        "t",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("n", sa.Integer, default=7),
        sa.Column("s", sa.String(5)),
    )
    op.bulk_insert(t, [{"id": 1, "s": "a"}])


def downgrade():
    pass
