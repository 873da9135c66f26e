# RUN: migc upgrade head --sql
# DIALECTS: mysql mariadb
"""A body holds semicolons at which the client must not split it."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.execute("CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; SET NEW.b = 2; END")


def downgrade():
    pass
