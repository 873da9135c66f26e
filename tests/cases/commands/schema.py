# RUN(sql): migc schema --dialect postgresql
# RUN(json): migc schema a1 --format json --dialect postgresql
# RUN(ir): migc ir a1 --dialect postgresql
"""What the revisions make of an empty database."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("email", sa.String(200), nullable=False),
    )
    op.create_index("ix_users_email", "users", ["email"], unique=True)


def downgrade():
    op.drop_table("users")


# --- versions/b2_ages.py
"""ages"""
from alembic import op
import sqlalchemy as sa

revision = "b2"
down_revision = "a1"


def upgrade():
    op.add_column("users", sa.Column("age", sa.Integer()))
    op.execute("ALTER TABLE users ADD COLUMN city text NOT NULL DEFAULT 'x'")


def downgrade():
    op.drop_column("users", "age")
    op.drop_column("users", "city")
