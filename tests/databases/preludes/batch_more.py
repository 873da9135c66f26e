from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


def upgrade():
    for name in ("t", "t1", "t2", "a", "b"):
        op.create_table(name, sa.Column("id", sa.Integer(), primary_key=True), sa.Column("z", sa.Integer()))
    op.add_column("t2", sa.Column("y", sa.Integer()))


def downgrade():
    pass
