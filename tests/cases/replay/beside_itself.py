# RUN: migc schema --dialect mariadb
"""MySQL looks for the table of a foreign key in the schema of the one that refers to it."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.execute(sa.schema.CreateSchema("s"))
    op.create_table("a", sa.Column("z_id", sa.Integer()), schema="s")
    op.create_table("z", sa.Column("id", sa.Integer(), primary_key=True), schema="s")
    op.execute("ALTER TABLE s.a ADD CONSTRAINT fk FOREIGN KEY (z_id) REFERENCES z (id)")


def downgrade():
    pass
