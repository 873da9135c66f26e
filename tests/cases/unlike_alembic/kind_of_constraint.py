# RUN: migc upgrade head --sql
# DIALECTS: mysql mariadb
"""What the replay knows need not be said: a kind of constraint, a formula, the type of a moment."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "t",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("b", sa.Integer()),
        sa.Column("g", sa.Integer(), sa.Computed("b + 1", persisted=True)),
        sa.Column("at", sa.DateTime()),
        sa.CheckConstraint("b > 0", name="positive"),
        sa.UniqueConstraint("b", name="once"),
    )
    op.alter_column("t", "g", new_column_name="more")
    op.alter_column("t", "more", comment="b and one")
    op.drop_constraint("positive", "t")
    op.drop_constraint("once", "t")
    op.alter_column(
        "t", "at", server_default=sa.text("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP")
    )
