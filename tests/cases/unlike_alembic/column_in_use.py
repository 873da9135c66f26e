# RUN: migc upgrade head --sql
# DIALECTS: mssql
"""What stands on a column goes before it."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("owners", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table(
        "pets",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("age", sa.Integer(), server_default="5"),
        sa.Column("size", sa.Integer(), sa.CheckConstraint("size > 0")),
        sa.Column("owner", sa.Integer(), sa.ForeignKey("owners.id", name="fk_owner")),
        sa.Column("other", sa.Integer(), sa.ForeignKey("owners.id")),
        sa.Column("kind", sa.Integer(), server_default="1"),
        sa.Column("name", sa.String(20)),
        sa.CheckConstraint("age > 0", name="ck_age"),
        sa.CheckConstraint("name <> ''"),
    )
    op.create_index("ix_owner", "pets", ["owner", "kind"])
    op.drop_column("pets", "age")
    op.drop_column("pets", "size")
    op.drop_column("pets", "owner")
    op.drop_column("pets", "other")
    op.drop_column("pets", "kind", mssql_drop_default=True)
    op.drop_column("pets", "name")
    op.drop_column("owners", "id")


def downgrade():
    pass
