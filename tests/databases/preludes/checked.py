from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


def upgrade():
    op.create_table(
        "t",
        sa.Column("a", sa.Integer() if "text" in "CASE_NAME" else sa.String(9)),
        sa.Column("b", sa.String(9)),
        sa.Column("c", sa.Integer()),
        sa.Column("Order", sa.Integer()),
    )


def downgrade():
    pass
