from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


def upgrade():
    op.create_table(
        "t",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("a", sa.Integer()),
        sa.Column("b", sa.Integer()),
        sa.Column("c", EXISTING_TYPE, nullable=EXISTING_NULLABLE, server_default=EXISTING_SERVER_DEFAULT,
                  comment=EXISTING_COMMENT),
    )


def downgrade():
    pass
