# RUN: migc lint --dialect postgresql --select rename-as-drop-add
# EXIT: 1
"""A rename that autogenerate could not see."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(80)),
        sa.Column("mail", sa.String(80)),
        sa.Column("phone", sa.String(20)),
        sa.Column("age", sa.Integer()),
        sa.Column("city", sa.Text()),
    )


# --- versions/b2_loses.py
"""the names are gone"""
from alembic import op
import sqlalchemy as sa

revision = "b2"
down_revision = "a1"


def upgrade():
    op.add_column("users", sa.Column("full_name", sa.String(120)))
    op.drop_column("users", "name")  # error: rename-as-drop-add


# --- versions/c3_batch.py
"""in a batch too"""
from alembic import op
import sqlalchemy as sa

revision = "c3"
down_revision = "b2"


def upgrade():
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_column("phone")  # error: rename-as-drop-add
        batch_op.add_column(sa.Column("telephone", sa.String(20)))


# --- versions/d4_silent.py
"""the values are copied"""
from alembic import op
import sqlalchemy as sa

revision = "d4"
down_revision = "c3"


def upgrade():
    op.add_column("users", sa.Column("email", sa.String(80)))
    op.execute("UPDATE users SET email = mail")
    op.drop_column("users", "mail")


# --- versions/e5_silent.py
"""another kind of column"""
from alembic import op
import sqlalchemy as sa

revision = "e5"
down_revision = "d4"


def upgrade():
    op.drop_column("users", "age")
    op.add_column("users", sa.Column("born", sa.Date()))


# --- versions/f6_silent.py
"""a real rename"""
from alembic import op

revision = "f6"
down_revision = "e5"


def upgrade():
    op.alter_column("users", "city", new_column_name="town")


# --- versions/g7_silent.py
"""one column goes, another one comes"""
from alembic import op
import sqlalchemy as sa

revision = "g7"
down_revision = "f6"


def upgrade():
    op.drop_column("users", "town")
    op.add_column("users", sa.Column("biography", sa.Text()))


# --- versions/h8_keys.py
"""who wrote it"""
from alembic import op
import sqlalchemy as sa

revision = "h8"
down_revision = "g7"


def upgrade():
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id")),
    )


# --- versions/i9_keys.py
"""names apart, and the same reference"""
from alembic import op
import sqlalchemy as sa

revision = "i9"
down_revision = "h8"


def upgrade():
    op.add_column("notes", sa.Column("author_id", sa.Integer(), sa.ForeignKey("users.id")))
    op.drop_column("notes", "user_id")  # error: rename-as-drop-add
