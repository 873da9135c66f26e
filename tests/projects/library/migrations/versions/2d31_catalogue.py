"""what a librarian asks for"""
import sqlalchemy as sa
from alembic import op

revision = "2d31"
down_revision = "1c20"


def upgrade():
    with op.batch_alter_table("books") as batch:
        batch.add_column(sa.Column("isbn", sa.String(13)))
        batch.add_column(sa.Column("added", sa.DateTime(), server_default=sa.func.now(), nullable=False))
        batch.alter_column("title", existing_type=sa.String(200), type_=sa.Text(), existing_nullable=False)
        batch.alter_column("pages", existing_type=sa.SmallInteger(), type_=sa.Integer())
        batch.create_unique_constraint("uq_books_isbn", ["isbn"])
    op.create_table(
        "loans",
        sa.Column("book_id", sa.Integer(), sa.ForeignKey("books.id", name="fk_loans_book"), primary_key=True),
        sa.Column("since", sa.Date(), primary_key=True),
        sa.Column("state", sa.Enum("open", "late", name="loan_state"), server_default="open", nullable=False),
        sa.Column("note", sa.Text()),
    )
    op.create_index("ix_loans_since", "loans", ["since", "state"])


def downgrade():
    op.drop_index("ix_loans_since", table_name="loans")
    op.drop_table("loans")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP TYPE loan_state")
    with op.batch_alter_table("books") as batch:
        batch.drop_constraint("uq_books_isbn", type_="unique")
        batch.alter_column("pages", existing_type=sa.Integer(), type_=sa.SmallInteger())
        batch.alter_column("title", existing_type=sa.Text(), type_=sa.String(200), existing_nullable=False)
        batch.drop_column("added")
        batch.drop_column("isbn")
