# RUN: migc lint --dialect postgresql --select noop-downgrade,downgrade-not-inverse --format text
# EXIT: 1
"""How an index without a name and an Enum that is a text are called."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.execute("CREATE INDEX ON users (email)")


def downgrade():
    pass


# --- versions/b2_kinds.py
"""kinds"""
from alembic import op
import sqlalchemy as sa

revision = "b2"
down_revision = "a1"


def upgrade():
    op.create_table("pets", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("kind", sa.Text()))


def downgrade():
    op.drop_table("pets")


# --- versions/c3_kinds.py
"""other kinds"""
from alembic import op
import sqlalchemy as sa

revision = "c3"
down_revision = "b2"


def upgrade():
    op.alter_column("pets", "kind", type_=sa.Enum("cat", "rabbit", name="kind", native_enum=False))


def downgrade():
    op.alter_column("pets", "kind", existing_nullable=True)
