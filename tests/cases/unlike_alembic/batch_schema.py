# RUN: migc upgrade head --sql
# DIALECTS: sqlite
"""The schema of a batch is that of its table."""
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

    with op.batch_alter_table("t", schema="s", copy_from=old) as batch_op:
        batch_op.alter_column("y", nullable=False)


def downgrade():
    pass
