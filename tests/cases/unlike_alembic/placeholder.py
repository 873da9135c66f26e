# RUN: migc upgrade head --sql
# EXIT: 4
"""A value becomes a placeholder only where a script can fill it, which is nowhere."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    t = sa.table("t", sa.column("id", sa.Integer), sa.column("s", sa.String))
    op.execute(t.update().where(t.c.id == 5).values(s="x"))


def downgrade():
    pass


# --- env.py
from alembic import context

context.configure(url=context.config.get_main_option("sqlalchemy.url"))
with context.begin_transaction():
    context.run_migrations()
