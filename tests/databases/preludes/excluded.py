from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "prelude"
down_revision = None


def upgrade():
    for name in SCHEMAS:
        op.execute(sa.schema.CreateSchema(name))
    for of in [None] + SCHEMAS:
        op.create_table("t", sa.Column("period", postgresql.TSRANGE()), sa.Column("grp", sa.String(9)), schema=of)


def downgrade():
    pass
