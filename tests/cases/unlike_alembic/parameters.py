# RUN: migc upgrade head --sql
"""Parameters given to execute() are those of the statement."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.get_bind().execute(sa.text("UPDATE t SET name = :n WHERE id = :i"), {"n": "x'y", "i": 7})


def downgrade():
    pass
