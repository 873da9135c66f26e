# RUN: migc upgrade head --sql
# DIALECTS: sqlite
"""The index of an added column is made once."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    old = sa.Table(
        "t",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("y", sa.Integer),
        sa.Index("ixy", "y"),
    )

    with op.batch_alter_table("t", copy_from=old, recreate="always") as batch_op:
        batch_op.add_column(sa.Column("n", sa.Integer(), index=True))


def downgrade():
    pass
