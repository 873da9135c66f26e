# RUN: migc upgrade head --sql --dialect postgresql
# RUN(lite): migc upgrade head --sql --dialect sqlite
"""Questions about the schema are answered from the revisions before."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    bind = op.get_bind()
    inspector = sa.inspect(bind)
    if not inspector.has_table("users"):
        op.create_table(
            "users",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("email", sa.String(200), nullable=False, unique=True),
        )
    # What the revision did itself is seen at once.
    if sa.inspect(bind).has_table("users"):
        op.create_index("ix_users_email", "users", ["email"])


def downgrade():
    op.drop_table("users")


# --- versions/b2_more.py
"""more"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.exc import NoSuchTableError

revision = "b2"
down_revision = "a1"


def upgrade():
    bind = op.get_bind()
    inspector = sa.inspect(bind)
    columns = {column["name"] for column in inspector.get_columns("users")}
    if "age" not in columns:
        op.add_column("users", sa.Column("age", sa.Integer()))
    if "name" in columns:
        op.drop_column("users", "name")
    for index in inspector.get_indexes("users"):
        if index["column_names"] == ["email"] and not index["unique"]:
            op.drop_index(index["name"], table_name="users")
    for table in inspector.get_table_names():
        if table.startswith("user"):
            op.execute(f"ANALYZE {table}")
    users = sa.Table("users", sa.MetaData(), autoload_with=bind)
    op.execute(users.update().where(users.c.email == "").values(age=0))
    try:
        inspector.get_columns("nobody")
    except NoSuchTableError:
        op.execute("SELECT 'nobody is not there'")


def downgrade():
    op.drop_column("users", "age")
