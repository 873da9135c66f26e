# RUN: migc lint --dialect postgresql --select downgrade-not-inverse
# EXIT: 1
"""Up and then down should lead back to where it began."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.Text()))


def downgrade():
    op.drop_table("users")


# --- versions/b2_column_stays.py
"""the index goes, the column stays"""
from alembic import op
import sqlalchemy as sa

revision = "b2"
down_revision = "a1"


def upgrade():
    op.add_column("users", sa.Column("age", sa.Integer()))
    op.create_index("ix_users_age", "users", ["age"])


def downgrade():  # error: downgrade-not-inverse
    op.drop_index("ix_users_age", table_name="users")


# --- versions/c3_other_type.py
"""comes back as another type"""
from alembic import op
import sqlalchemy as sa

revision = "c3"
down_revision = "b2"


def upgrade():
    op.alter_column("users", "name", type_=sa.String(80))


def downgrade():  # error: downgrade-not-inverse
    op.alter_column("users", "name", type_=sa.String(40))


# --- versions/d4_silent.py
"""column and index come and go"""
from alembic import op
import sqlalchemy as sa

revision = "d4"
down_revision = "c3"


def upgrade():
    op.add_column("users", sa.Column("zip", sa.String(5)))
    op.create_index("ix_users_zip", "users", ["zip"])
    op.create_unique_constraint("uq_users_name", "users", ["name"])


def downgrade():
    op.drop_constraint("uq_users_name", "users", type_="unique")
    op.drop_column("users", "zip")  # its index goes with it


# --- versions/e5_silent.py
"""a table and its index"""
from alembic import op
import sqlalchemy as sa

revision = "e5"
down_revision = "d4"


def upgrade():
    op.create_table("teams", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.Text(), index=True))
    op.execute("CREATE INDEX ix_teams_lower ON teams (lower(name))")


def downgrade():
    op.drop_table("teams")


# --- versions/f6_silent.py
"""an index that the database has under another name than the history says"""
from alembic import op

revision = "f6"
down_revision = "e5"


def upgrade():
    op.drop_index("ix_elder", table_name="users")


def downgrade():
    op.create_index("ix_elder", "users", ["name"])


# --- versions/g7_replaced.py
"""a constraint of the same name"""
from alembic import op
import sqlalchemy as sa

revision = "g7"
down_revision = "f6"


def upgrade():
    op.create_check_constraint("ck_users_name", "users", sa.text("name <> ''"))


def downgrade():
    op.drop_constraint("ck_users_name", "users", type_="check")


# --- versions/h8_replaced.py
"""made, replaced, and not made again"""
from alembic import op
import sqlalchemy as sa

revision = "h8"
down_revision = "g7"


def upgrade():
    op.drop_constraint("ck_users_name", "users", type_="check")
    op.create_check_constraint("ck_users_name", "users", sa.text("length(name) > 2"))


def downgrade():  # error: downgrade-not-inverse
    op.drop_constraint("ck_users_name", "users", type_="check")
