# RUN: migc upgrade head --sql --dialect sqlite
"""What raw SQL says of a table is kept when SQLite rebuilds it."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.execute(
        """
        CREATE TABLE t (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            a TEXT COLLATE NOCASE,
            b INTEGER,
            g INTEGER GENERATED ALWAYS AS (b * 2) STORED
        )
        """
    )
    op.execute("CREATE UNIQUE INDEX i ON t (lower(a)) WHERE a IS NOT NULL")
    with op.batch_alter_table("t") as batch:
        batch.alter_column("b", type_=sa.BigInteger(), existing_type=sa.Integer())
