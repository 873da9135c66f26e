# RUN: migc upgrade head --sql --dialect postgresql --keep-going
# EXIT: 4
"""What of the rows only the server knows."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "kinds", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String(20))
    )
    op.execute("INSERT INTO kinds (name) VALUES ('bank')")
    op.execute("INSERT INTO kinds (name) VALUES ('card')")
    bind = op.get_bind()
    bind.execute(sa.text("SELECT name FROM kinds")).fetchall()  # error: unsupported
    op.execute("UPDATE kinds SET name = upper(name)")
    bind.execute(sa.text("SELECT id FROM kinds WHERE name = 'bank'")).fetchall()  # error: unsupported
    op.execute("DELETE FROM kinds WHERE name = 'BANK'")
    bind.execute(sa.text("SELECT count(*) FROM kinds")).scalar()  # error: unsupported


def downgrade():
    pass
