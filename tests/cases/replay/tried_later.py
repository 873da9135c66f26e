# RUN: migc upgrade head --sql --dialect postgresql
# EXIT: 4
"""The third pass would do what the first does not."""
from alembic import op
from shop.config import settings

revision = "a1"
down_revision = None


def upgrade():
    passes = 0
    for name in settings.NAMES:
        passes += 1
        if passes == 3:  # error: undecided-branch
            op.execute("SELECT 3")


def downgrade():
    pass
