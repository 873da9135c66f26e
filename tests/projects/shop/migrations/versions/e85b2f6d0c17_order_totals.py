"""order totals, filled for the orders there are

Revision ID: e85b2f6d0c17
Revises: c3f0a81b7d52
Create Date: 2024-04-02 13:37:20.645908

"""
import sqlalchemy as sa
from alembic import op

revision = "e85b2f6d0c17"
down_revision = "c3f0a81b7d52"
branch_labels = None
depends_on = None

orders = sa.table("orders", sa.column("id"), sa.column("state"), sa.column("total", sa.Numeric(12, 2)))


def upgrade():
    op.add_column("orders", sa.Column("total", sa.Numeric(12, 2), nullable=True))
    op.execute(
        """
        UPDATE orders SET total = (
          SELECT coalesce(sum(quantity * unit_price), 0) FROM order_lines WHERE order_id = orders.id
        )
        """
    )
    op.execute(orders.update().where(orders.c.state == "cancelled").values(total=0))
    op.alter_column("orders", "total", existing_type=sa.Numeric(12, 2), nullable=False, server_default=sa.text("0"))
    op.create_index("ix_orders_placed_at", "orders", ["placed_at"])


def downgrade():
    op.drop_index("ix_orders_placed_at", table_name="orders")
    op.drop_column("orders", "total")
