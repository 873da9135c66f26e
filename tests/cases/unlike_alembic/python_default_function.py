# RUN: migc upgrade head --sql
# EXIT: 4
"""… of which nothing is known."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    import myapp

    t = sa.Table(
        "t",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("k", sa.String(9), default=lambda: myapp.new_key()),
    )
    op.bulk_insert(t, [{"id": 1}])


def downgrade():
    pass
