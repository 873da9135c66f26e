# RUN: migc upgrade head --sql
# DIALECTS: sqlite
"""The index of a dropped column goes with it."""
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

    with op.batch_alter_table("t", copy_from=old) as batch_op:
        batch_op.drop_column("y")


def downgrade():
    pass
