# RUN: migc upgrade head --sql
"""A list of parameters is a list of statements."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    t = sa.table("t", sa.column("id", sa.Integer), sa.column("s", sa.String))
    op.get_bind().execute(
        t.update().where(t.c.id == sa.bindparam("b")).values(s=sa.bindparam("v")),
        [{"b": 1, "v": "x"}, {"b": 2, "v": "y"}],
    )


def downgrade():
    pass
