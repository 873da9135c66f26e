# RUN: migc upgrade head --sql
# DIALECTS: mysql mariadb
"""MariaDB keeps a CHECK that stands in its column only if it is restated."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "t",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("x", sa.Integer(), sa.CheckConstraint("x > 0"), nullable=False),
    )
    op.alter_column("t", "x", nullable=True)
    op.alter_column("t", "x", new_column_name="y")
    op.execute("ALTER TABLE t MODIFY y BIGINT")
    op.alter_column("t", "y", comment="c")
