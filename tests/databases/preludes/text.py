from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


def upgrade():
    if not CREATES_T:
        op.create_table(
            "t",
            sa.Column("id", sa.Integer()),
            sa.Column("a", sa.String(50)),
            sa.Column("b", sa.Boolean() if "CASE_NAME".endswith("/str_tabs") else sa.String(50) if "CASE_NAME".endswith("/text_bindparams") else sa.Integer()),
            sa.Column("c", sa.Integer()),
            sa.Column("d", sa.String(50)),
            sa.Column("n", sa.String(50)),
            sa.Column("x", sa.Integer()),
        )


def downgrade():
    pass
