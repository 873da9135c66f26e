"""countries, with their names

Revision ID: 5b7e90c2d4a1
Revises: 3e8c5d2b9f10
Create Date: 2024-02-20 16:41:09.731554

"""
import sqlalchemy as sa
from alembic import op

revision = "5b7e90c2d4a1"
down_revision = "3e8c5d2b9f10"
branch_labels = None
depends_on = None

COUNTRIES = {"AT": "Austria", "CI": "Côte d'Ivoire", "DE": "Germany", "JP": "Japan"}


def upgrade():
    countries = op.create_table(
        "countries",
        sa.Column("code", sa.CHAR(2), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
    )
    op.bulk_insert(countries, [{"code": code, "name": name} for code, name in COUNTRIES.items()])

    with op.batch_alter_table("customers") as batch_op:
        batch_op.add_column(sa.Column("country", sa.CHAR(2), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_customers_country_countries"), "countries", ["country"], ["code"])


def downgrade():
    with op.batch_alter_table("customers") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_customers_country_countries"), type_="foreignkey")
        batch_op.drop_column("country")
    op.drop_table("countries")
