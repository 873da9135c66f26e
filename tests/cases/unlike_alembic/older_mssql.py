# RUN(year): migc --dialect mssql --server-version 2014 upgrade head --sql
# EXIT: 4
# RUN(newer): migc --dialect mssql --server-version 2016 upgrade head --sql
# RUN(unknown): migc --dialect mssql --server-version 2013 upgrade head --sql
# EXIT: 3
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.drop_table("pets", if_exists=True)


def downgrade():
    pass
