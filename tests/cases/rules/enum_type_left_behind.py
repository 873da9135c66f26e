# RUN: migc lint --dialect postgresql --select enum-type-left-behind
# EXIT: 1
"""A table goes, and the type of its column stays."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(  # error: enum-type-left-behind
        "pets",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("mood", sa.Enum("calm", "wild", name="mood")),
    )


def downgrade():
    op.drop_table("pets")


# --- versions/b2_made_outright.py
"""made by a statement of its own"""
from alembic import op

revision = "b2"
down_revision = "a1"


def upgrade():
    op.execute("CREATE TYPE size AS ENUM ('small', 'large')")  # error: enum-type-left-behind
    op.execute("ALTER TABLE pets ADD COLUMN size size")


def downgrade():
    op.drop_column("pets", "size")


# --- versions/c3_silent.py
"""dropped with its table; used again; not made here; no native type; no way back"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "c3"
down_revision = "b2"


def upgrade():
    op.create_table(
        "birds",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("song", sa.Enum("long", "short", name="song")),
        sa.Column("size", postgresql.ENUM("small", "large", name="size", create_type=False)),
        sa.Column("kind", sa.Enum("owl", "crow", name="kind", native_enum=False)),
    )


def downgrade():
    op.drop_table("birds")
    op.execute("DROP TYPE song")


# --- versions/d4_no_way_back.py
"""there is none, and it says so"""
from alembic import op
import sqlalchemy as sa

revision = "d4"
down_revision = "c3"


def upgrade():
    op.create_table("fish", sa.Column("water", sa.Enum("salt", "fresh", name="water")))


def downgrade():
    raise NotImplementedError
