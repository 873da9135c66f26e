# RUN: migc upgrade head --sql
# DIALECTS: mssql oracle
# EXIT: 4
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "owners", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("age", sa.Integer())
    )
    op.create_table(
        "pets",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("owner", sa.Integer(), sa.ForeignKey("owners.id")),
    )
    with op.batch_alter_table("owners", recreate="always") as batch:  # error: unnamed-constraint
        batch.alter_column("age", nullable=False)


def downgrade():
    pass
