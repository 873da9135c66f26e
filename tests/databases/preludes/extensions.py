from alembic import op

revision = "prelude"
down_revision = None


def upgrade():
    if op.get_context().dialect.name == "postgresql":
        for name in ("btree_gin", "btree_gist", "citext", "hstore", "ltree", "pg_trgm"):
            op.execute("CREATE EXTENSION IF NOT EXISTS " + name)
        op.execute("CREATE CAST (varchar AS hstore) WITH INOUT AS ASSIGNMENT")


def downgrade():
    pass
