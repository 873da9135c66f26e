# RUN: migc lint --dialect postgresql --select missing-downgrade
# EXIT: 1
"""A revision without a way back stops a rollback half way."""
revision = "a1"
down_revision = None


def upgrade():  # the first revision: nobody goes back behind it
    pass


# --- versions/b2_ages.py
"""ages"""
from alembic import op
import sqlalchemy as sa

revision = "b2"
down_revision = "a1"


def upgrade():  # error: missing-downgrade
    op.add_column("users", sa.Column("age", sa.Integer()))


# --- versions/c3_silent.py
"""has a way back"""
from alembic import op
import sqlalchemy as sa

revision = "c3"
down_revision = "b2"


def upgrade():
    op.add_column("users", sa.Column("zip", sa.Integer()))


def downgrade():
    op.drop_column("users", "zip")


# --- versions/d4_silent.py
"""says that there is none"""
from alembic import op

revision = "d4"
down_revision = "c3"


def upgrade():
    op.drop_column("users", "age")


def downgrade():
    raise NotImplementedError("the ages are gone")
