# RUN: migc upgrade head --sql
# DIALECTS: postgresql mariadb sqlite mssql oracle
# RUN(refused): migc upgrade head --sql
# DIALECTS: mysql
# EXIT: 4
"""A constraint that is dropped if it is there."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("t", sa.Column("a", sa.Integer()), sa.UniqueConstraint("a", name="uq_a"))
    op.drop_constraint("uq_a", "t", type_="unique", if_exists=True)


def downgrade():
    pass
