# RUN: migc upgrade head --sql --dialect sqlite
"""A key of raw SQL takes NULL in SQLite, INT is not INTEGER there, REFERENCES needs no columns."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE words (a TEXT PRIMARY KEY, b INT)")
    op.execute("CREATE TABLE numbers (id INT PRIMARY KEY, word TEXT REFERENCES words)")
    op.execute("CREATE TABLE pairs (a INT, b INT NOT NULL, c INT, PRIMARY KEY (a, b))")
    op.execute("INSERT INTO words VALUES (NULL, 1)")
    op.execute("INSERT INTO numbers VALUES (NULL, 'x')")
    op.execute("INSERT INTO pairs VALUES (NULL, 1, 2)")
    with op.batch_alter_table("numbers") as batch:
        batch.alter_column("word", type_=sa.String(9), existing_type=sa.Text())
    with op.batch_alter_table("words") as batch:
        batch.alter_column("b", type_=sa.BigInteger(), existing_type=sa.Integer())
    with op.batch_alter_table("pairs") as batch:
        batch.alter_column("c", type_=sa.BigInteger(), existing_type=sa.Integer())
