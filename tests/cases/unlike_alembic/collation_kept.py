# RUN: migc upgrade head --sql
# DIALECTS: mssql
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "pets", sa.Column("name", sa.String(50, collation="Latin1_General_BIN"), nullable=False)
    )
    op.alter_column("pets", "name", existing_type=sa.String(50), nullable=True)
    op.alter_column("pets", "name", type_=sa.String(80))


def downgrade():
    pass
