# RUN: migc lint --dialect postgresql --select noop-downgrade
# EXIT: 1
"""An empty downgrade says that it took something back, and did not."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.add_column("users", sa.Column("age", sa.Integer()))


def downgrade():  # error: noop-downgrade
    pass


# --- versions/b2_docstring.py
"""only words"""
from alembic import op

revision = "b2"
down_revision = "a1"


def upgrade():
    op.execute("CREATE VIEW adults AS SELECT * FROM users WHERE age > 17")


def downgrade():  # error: noop-downgrade
    """Nothing to do."""


# --- versions/c3_silent.py
"""does something"""
from alembic import op

revision = "c3"
down_revision = "b2"


def upgrade():
    op.rename_table("users", "people")


def downgrade():
    op.rename_table("people", "users")


# --- versions/d4_silent.py
"""nothing up, nothing down: a merge, an empty step"""
revision = "d4"
down_revision = "c3"


def upgrade():
    pass


def downgrade():
    pass


# --- versions/e5_silent.py
"""says that there is no way back"""
from alembic import op

revision = "e5"
down_revision = "d4"


def upgrade():
    op.execute("UPDATE people SET age = NULL")


def downgrade():
    raise RuntimeError("the ages are gone")
