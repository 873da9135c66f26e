# RUN: migc upgrade head --sql
"""A driver whose parameters begin with a percent sign has it written twice: told, and kept."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.execute("UPDATE t SET share = '5%'")
    op.create_table("c%", sa.Column("a", sa.String(9), server_default="5%"))


def downgrade():
    pass


# --- env.py
from alembic import context

context.configure(url=context.config.get_main_option("sqlalchemy.url"), literal_binds=True)
with context.begin_transaction():
    context.run_migrations()
