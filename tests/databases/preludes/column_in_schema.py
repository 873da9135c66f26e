from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


def upgrade():
    for name in SCHEMAS:
        if op.get_context().dialect.name == "sqlite":
            op.execute("ATTACH DATABASE ':memory:' AS \"%s\"" % name)
        else:
            op.execute(sa.schema.CreateSchema(name))
    op.create_table(
        "T1",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("a", sa.Integer()),
        sa.Column("b", sa.Integer()),
        sa.Column("Col", EXISTING_TYPE, nullable=EXISTING_NULLABLE, server_default=EXISTING_SERVER_DEFAULT,
                  comment=EXISTING_COMMENT),
        schema="s",
    )


def downgrade():
    pass
