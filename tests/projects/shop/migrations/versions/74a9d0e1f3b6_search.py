"""search in product titles

Revision ID: 74a9d0e1f3b6
Revises: 5b7e90c2d4a1
Create Date: 2024-03-04 11:20:55.120034

"""
from alembic import op

revision = "74a9d0e1f3b6"
down_revision = "5b7e90c2d4a1"
branch_labels = ("search",)
depends_on = None


def upgrade():
    op.execute(
        """
        ALTER TABLE products
          ADD COLUMN title_words tsvector
          GENERATED ALWAYS AS (to_tsvector('english', title)) STORED
        """
    )
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_products_title_words",
            "products",
            ["title_words"],
            postgresql_using="gin",
            postgresql_concurrently=True,
        )


def downgrade():
    with op.get_context().autocommit_block():
        op.drop_index("ix_products_title_words", table_name="products", postgresql_concurrently=True)
    op.drop_column("products", "title_words")
