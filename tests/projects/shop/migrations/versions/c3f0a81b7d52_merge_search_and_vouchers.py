"""merge search and vouchers

Revision ID: c3f0a81b7d52
Revises: 74a9d0e1f3b6, 9c41e7f2a8d3
Create Date: 2024-03-11 09:00:00.000481

"""
revision = "c3f0a81b7d52"
down_revision = ("74a9d0e1f3b6", "9c41e7f2a8d3")
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
