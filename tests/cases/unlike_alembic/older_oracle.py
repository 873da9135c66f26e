# RUN(old): migc --dialect oracle --server-version 11g upgrade head --sql
# EXIT: 4
# RUN(newer): migc --dialect oracle --server-version 19c upgrade head --sql
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("pets", sa.Column("id", sa.Integer(), sa.Identity()))
    op.create_table("pets_of_a_name_that_is_rather_long", sa.Column("id", sa.Integer()))


def downgrade():
    pass
