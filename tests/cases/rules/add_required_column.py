# RUN: migc lint --dialect postgresql --select add-required-column %s
# EXIT: 1
# RUN(filled): migc lint --dialect mariadb --select add-required-column %s
# EXIT: 1
"""A required column needs a value for every row that is already there."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.add_column("users", sa.Column("age", sa.Integer(), nullable=False))  # error: add-required-column

    with op.batch_alter_table("users") as batch_op:
        batch_op.add_column(sa.Column("zip", sa.String(5), nullable=False))  # error: add-required-column

    op.add_column("users", sa.Column("x", sa.Text(), server_default=sa.text("NULL"), nullable=False))  # error: add-required-column
    op.execute("ALTER TABLE users ADD COLUMN city text NOT NULL")  # error: add-required-column

    # What follows is silent.
    op.add_column("users", sa.Column("nick", sa.Text()))
    op.add_column("users", sa.Column("score", sa.Integer(), server_default="0", nullable=False))
    op.add_column("users", sa.Column("n", sa.Integer(), sa.Identity(), nullable=False))
    op.create_table("teams", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("teams", sa.Column("name", sa.Text(), nullable=False))  # the table is new, so empty
    op.execute("ALTER TABLE users ADD COLUMN country text NOT NULL DEFAULT 'x'")
    op.execute("ALTER TABLE users ADD COLUMN row_number serial")
    op.execute("DELETE FROM visits")
    op.add_column("visits", sa.Column("page", sa.Text(), nullable=False))
    op.execute("TRUNCATE TABLE clicks")
    op.add_column("clicks", sa.Column("page", sa.Text(), nullable=False))
    op.execute(sa.delete(sa.table("logins")))
    op.add_column("logins", sa.Column("page", sa.Text(), nullable=False))
    op.execute("DELETE FROM orders WHERE paid")

    # The rest is not.
    op.add_column("orders", sa.Column("page", sa.Text(), nullable=False))  # error: add-required-column
    op.execute("INSERT INTO logins VALUES ('a')")
    op.add_column("logins", sa.Column("time", sa.Text(), nullable=False))  # error: add-required-column


def downgrade():
    pass
