# RUN: migc upgrade head --sql
# DIALECTS: postgresql mysql
"""… nor where the environment asks for placeholders."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.execute("""UPDATE t SET cfg = '{"a":1}'""")


def downgrade():
    pass


# --- env.py
from alembic import context

context.configure(url=context.config.get_main_option("sqlalchemy.url"))
with context.begin_transaction():
    context.run_migrations()
