# RUN: migc lint --dialect postgresql --select table-rename-as-drop-create
# EXIT: 1
"""A table's rename that autogenerate could not see."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    for name in ("clients", "bills", "notes"):
        op.create_table(
            name,
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("name", sa.Text()),
            sa.Column("city", sa.Text()),
        )


# --- versions/b2_loses.py
"""the clients are gone"""
from alembic import op
import sqlalchemy as sa

revision = "b2"
down_revision = "a1"


def upgrade():
    op.create_table(
        "customers",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.Text()),
        sa.Column("city", sa.Text()),
    )
    op.drop_table("clients")  # error: table-rename-as-drop-create


# --- versions/c3_silent.py
"""the rows are carried over"""
from alembic import op
import sqlalchemy as sa

revision = "c3"
down_revision = "b2"


def upgrade():
    op.create_table(
        "invoices",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.Text()),
        sa.Column("city", sa.Text()),
    )
    op.execute("INSERT INTO invoices SELECT id, name, city FROM bills")
    op.drop_table("bills")


# --- versions/d4_silent.py
"""quite another table"""
from alembic import op
import sqlalchemy as sa

revision = "d4"
down_revision = "c3"


def upgrade():
    op.create_table("tags", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("word", sa.Text()))
    op.drop_table("notes")
    op.rename_table("invoices", "bills")
