# RUN(postgresql): migc schema --dialect postgresql
# RUN(mariadb): migc schema --dialect mariadb
"""What a server counts up without its being the key."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("added", sa.Column("a", sa.Integer(), nullable=False))
    op.create_table("left", sa.Column("id", sa.Integer(), sa.Identity(), primary_key=True))
    if op.get_context().dialect.name == "postgresql":
        # PostgreSQL prints SERIAL for it, and makes no key.
        op.add_column("added", sa.Column("id", sa.BigInteger(), primary_key=True))
        op.create_table("dropped", sa.Column("id", sa.Integer(), primary_key=True))
        op.drop_constraint("dropped_pkey", "dropped", type_="primary")
        op.execute("CREATE TABLE raw (n smallserial, a integer)")
        op.execute("CREATE TABLE told (n serial)")
        op.alter_column("told", "n", server_default="0")
    else:
        op.create_unique_constraint("uq_a", "added", ["a"])
        op.alter_column("added", "a", existing_type=sa.Integer(), autoincrement=True)
        # It stays what it is.
        op.alter_column("added", "a", type_=sa.BigInteger())


def downgrade():
    pass
