"""better names"""
import sqlalchemy as sa
from alembic import op

revision = "3e42"
down_revision = "2d31"


def upgrade():
    op.rename_table("authors", "writers")
    with op.batch_alter_table("writers") as batch:
        batch.alter_column("name", new_column_name="full_name", existing_type=sa.String(80), existing_nullable=False)
        batch.alter_column("born", existing_type=sa.Date(), server_default="1900-01-01")
    with op.batch_alter_table("books") as batch:
        batch.drop_constraint("ck_books_pages", type_="check")
        batch.create_check_constraint("ck_books_size", "pages BETWEEN 1 AND 9999")
        batch.alter_column("price", existing_type=sa.Numeric(8, 2), nullable=True, existing_nullable=False,
                           existing_server_default="0")


def downgrade():
    with op.batch_alter_table("books") as batch:
        batch.alter_column("price", existing_type=sa.Numeric(8, 2), nullable=False, existing_nullable=True,
                           existing_server_default="0")
        batch.drop_constraint("ck_books_size", type_="check")
        batch.create_check_constraint("ck_books_pages", "pages > 0")
    with op.batch_alter_table("writers") as batch:
        batch.alter_column("born", existing_type=sa.Date(), server_default=None)
        batch.alter_column("full_name", new_column_name="name", existing_type=sa.String(80), existing_nullable=False)
    op.rename_table("writers", "authors")
