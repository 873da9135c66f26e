from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


def upgrade():
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE TYPE e1 AS ENUM ('a', 'b')")
        op.create_table("t", sa.Column("id", sa.Integer()))
    elif not CREATES_T:
        op.create_table("t", sa.Column("id", sa.Integer()))


def downgrade():
    pass
