# RUN: migc upgrade head --sql --dialect mysql
#
# A reflected table tells its foreign keys.
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("shop", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table(
        "stock",
        sa.Column("shop_id", sa.Integer(), sa.ForeignKey("shop.id", name="stock_shop")),
        sa.Column("old_shop_id", sa.Integer(), sa.ForeignKey("shop.id")),
    )
    table = sa.Table("stock", sa.MetaData(), autoload_with=op.get_bind())
    for key in table.foreign_keys:
        op.drop_constraint(key.name, "stock", type_="foreignkey")
