"""products and their prices

Revision ID: 27d1b3a5c7e9
Revises: 1a2f4c6e8b90
Create Date: 2024-01-15 14:30:02.558120

"""
import sqlalchemy as sa
from alembic import op

revision = "27d1b3a5c7e9"
down_revision = "1a2f4c6e8b90"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "products",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("price", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.CheckConstraint("price >= 0", name="price_positive"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_products_sku"), "products", ["sku"], unique=True)


def downgrade():
    op.drop_index(op.f("ix_products_sku"), table_name="products")
    op.drop_table("products")
