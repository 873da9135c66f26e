"""books and their authors"""
import sqlalchemy as sa
from alembic import op

revision = "1c20"
down_revision = None


def upgrade():
    op.create_table(
        "authors",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("born", sa.Date()),
        sa.UniqueConstraint("name", name="uq_authors_name"),
    )
    books = op.create_table(
        "books",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("pages", sa.SmallInteger()),
        sa.Column("price", sa.Numeric(8, 2), server_default="0", nullable=False),
        sa.Column("lent", sa.Boolean(create_constraint=True, name="ck_books_lent"), nullable=False),
        sa.CheckConstraint("pages > 0", name="ck_books_pages"),
        sa.ForeignKeyConstraint(["author_id"], ["authors.id"], name="fk_books_author", ondelete="CASCADE"),
    )
    op.create_index("ix_books_author_id", "books", ["author_id"])
    op.bulk_insert(
        sa.table("authors", sa.column("id", sa.Integer()), sa.column("name", sa.String())),
        [{"id": 1, "name": "O'Brien"}, {"id": 2, "name": "100% \\ \"quoted\""}],
    )
    op.bulk_insert(
        books,
        [
            {"id": 1, "author_id": 1, "title": "The Third: Policeman", "pages": 200, "lent": False},
            {"id": 2, "author_id": 2, "title": "\t;--", "pages": None, "lent": True},
        ],
    )


def downgrade():
    op.drop_table("books")
    op.drop_table("authors")
