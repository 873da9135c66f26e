# RUN: migc upgrade head --sql
# DIALECTS: mysql mariadb
"""Each of the two has its own words for dropping a CHECK."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.drop_constraint("ck", "t", type_="check")


def downgrade():
    pass
