# RUN: migc upgrade head --sql --dialect postgresql
# EXIT: 4
"""What anonymous blocks do is read where it is no more than statements and conditions."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.execute("DO $$ BEGIN CREATE TYPE mood AS ENUM ('good'); EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    op.execute(
        """
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reader') THEN
                EXECUTE format('CREATE USER %I', 'reader');
            END IF;
        END $$
        """
    )
    bind = op.get_bind()
    query = sa.text("SELECT 1 FROM pg_type WHERE typname = :name")
    assert bind.execute(query, {"name": "mood"}).scalar() == 1
    assert not sa.inspect(bind).has_table("users")
    op.execute("DO $$ DECLARE t text := 'users'; BEGIN EXECUTE 'CREATE TABLE ' || t || '()'; END $$")
    if sa.inspect(bind).has_table("users"):  # error: unsupported, undecided-branch
        op.drop_table("users")


def downgrade():
    pass
