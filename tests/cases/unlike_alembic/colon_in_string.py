# RUN: migc upgrade head --sql
"""A colon within a string is no parameter."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.execute("""UPDATE t SET cfg = '{"a":1,"b":true}'""")


def downgrade():
    pass
