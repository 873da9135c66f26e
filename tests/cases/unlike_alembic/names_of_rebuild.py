# RUN: migc upgrade head --sql
# DIALECTS: mssql oracle
"""A rebuilt table cannot have the names of constraints that the old one still has."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "owners",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), primary_key=True),
        sa.Column("age", sa.Integer(), nullable=False),
        sa.Column("chief", sa.Integer(), sa.ForeignKey("owners.id", name="fk_chief")),
        sa.CheckConstraint("age > 0", name="ck_age"),
    )
    op.create_table(
        "pets",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("owner", sa.Integer(), sa.ForeignKey("owners.id", name="fk_owner")),
    )
    with op.batch_alter_table("owners", recreate="always") as batch:
        batch.alter_column("age", nullable=True)


def downgrade():
    pass
