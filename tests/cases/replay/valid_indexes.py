# RUN: migc upgrade head --sql --dialect postgresql
"""An index that a migration built is valid; a text that is spelled out creates nothing else."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def is_valid(name):
    return op.get_bind().scalar(
        sa.text("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)").params(
            name=name
        )
    )


def upgrade():
    op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_index("ix_users_id", "users", ["id"])
    if is_valid("ix_users_id") is False:
        raise RuntimeError("the index is not valid")
    op.execute(
        """
        DO $$ BEGIN
            EXECUTE 'GRANT SELECT ON TABLES TO reader';
            GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO reader;
        END $$
        """
    )
    if is_valid("ix_users_name") is None:
        op.execute("COMMENT ON TABLE users IS 'no index on names'")


def downgrade():
    pass
