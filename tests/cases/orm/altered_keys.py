# RUN(up): migc upgrade head --sql --dialect postgresql
# RUN(down): migc downgrade a1:base --sql --dialect postgresql
# RUN(sqlite): migc upgrade head --sql --dialect sqlite
"""Keys of tables that refer to each other come last and go first."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None

metadata = sa.MetaData()
sa.Table(
    "a",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("b", sa.Integer, sa.ForeignKey("b.id", use_alter=True, name="fk_ab")),
)
sa.Table(
    "b",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("a", sa.Integer, sa.ForeignKey("a.id", name="fk_ba")),
)
around = sa.MetaData()
sa.Table(
    "c",
    around,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("d", sa.Integer, sa.ForeignKey("d.id", name="fk_cd")),
)
sa.Table(
    "d",
    around,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("c", sa.Integer, sa.ForeignKey("c.id", name="fk_dc")),
)


def upgrade():
    metadata.create_all(op.get_bind(), checkfirst=False)
    around.create_all(op.get_bind(), checkfirst=False)


def downgrade():
    around.drop_all(op.get_bind(), checkfirst=False)
    metadata.drop_all(op.get_bind(), checkfirst=False)
