"""vouchers

Revision ID: 9c41e7f2a8d3
Revises: 5b7e90c2d4a1
Create Date: 2024-03-05 10:02:31.900127

"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "9c41e7f2a8d3"
down_revision = "5b7e90c2d4a1"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "vouchers",
        sa.Column("id", postgresql.UUID(as_uuid=True), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("percent", sa.SmallInteger(), nullable=False),
        sa.Column("rules", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("countries", postgresql.ARRAY(sa.CHAR(2)), nullable=True, comment="empty: everywhere"),
        sa.CheckConstraint("percent BETWEEN 1 AND 100", name="percent_range"),
        sa.PrimaryKeyConstraint("id"),
        comment="discounts that customers type in",
    )
    op.create_index(
        op.f("ix_vouchers_code"), "vouchers", [sa.text("lower(code)")], unique=True
    )
    op.add_column("orders", sa.Column("voucher_id", postgresql.UUID(as_uuid=True), nullable=True))
    op.create_foreign_key(None, "orders", "vouchers", ["voucher_id"], ["id"], ondelete="SET NULL")


def downgrade():
    op.drop_constraint("fk_orders_voucher_id_vouchers", "orders", type_="foreignkey")
    op.drop_column("orders", "voucher_id")
    op.drop_index(op.f("ix_vouchers_code"), table_name="vouchers")
    op.drop_table("vouchers")
