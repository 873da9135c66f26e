# RUN: migc lint --dialect postgresql --select create-index-blocking %s
# EXIT: 1
"""A plain CREATE INDEX holds every write to the table until it is done."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_index("ix_users_email", "users", ["email"])  # error: create-index-blocking
    op.create_index("ix_users_name", "users", ["name"], unique=True, postgresql_where=sa.text("name <> ''"))  # error: create-index-blocking
    op.execute("CREATE INDEX ix_users_city ON users (city)")  # error: create-index-blocking

    # What follows is silent.
    with op.get_context().autocommit_block():
        op.create_index("ix_users_zip", "users", ["zip"], postgresql_concurrently=True)
        op.execute("CREATE INDEX CONCURRENTLY ix_users_fax ON users (fax)")
    op.create_table("teams", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.Text(), index=True))
    op.create_index("ix_teams_name2", "teams", ["name"])  # the table is new, so empty


def downgrade():
    op.create_index("ix_back", "users", ["age"])
