# RUN(mariadb): migc lint --dialect mariadb --select add-required-column --format text %s
# EXIT: 1
# RUN(postgresql): migc lint --dialect postgresql --select add-required-column --format text %s
# EXIT: 1
"""What becomes of rows that have no value for a required column."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.add_column("users", sa.Column("age", sa.Integer(), nullable=False))


def downgrade():
    op.drop_column("users", "age")
