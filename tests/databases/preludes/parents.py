from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


def upgrade():
    for name in ("parent", "p1", "P 2"):
        op.create_table(name, sa.Column("of_" + name[0].lower(), sa.Integer()))


def downgrade():
    pass
