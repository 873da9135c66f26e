# RUN: migc lint --dialect postgresql --select concurrently-in-transaction %s
# EXIT: 1
"""CONCURRENTLY within a transaction ends the migration."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)  # error: concurrently-in-transaction
    op.drop_index("ix_users_name", "users", postgresql_concurrently=True)  # error: concurrently-in-transaction
    op.execute("CREATE INDEX CONCURRENTLY ix_users_city ON users (city)")  # error: concurrently-in-transaction
    op.execute("DROP INDEX CONCURRENTLY ix_users_old")  # error: concurrently-in-transaction

    # What follows is silent.
    op.create_index("ix_users_zip", "users", ["zip"])
    op.create_index("ix_users_area", "users", ["area"], postgresql_concurrently=False)
    op.drop_index("ix_users_fax", "users")
    with op.get_context().autocommit_block():
        op.create_index("ix_users_age", "users", ["age"], postgresql_concurrently=True)
        op.drop_index("ix_users_sex", "users", postgresql_concurrently=True)
        op.execute("CREATE INDEX CONCURRENTLY ix_users_day ON users (day)")
    op.execute("COMMIT")
    op.create_index("ix_users_job", "users", ["job"], postgresql_concurrently=True)
    op.execute("BEGIN")


def downgrade():
    pass
