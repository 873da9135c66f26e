from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


# Nothing holds on to the columns.
def upgrade():
    for name in SCHEMAS:
        if op.get_context().dialect.name == "sqlite":
            op.execute("ATTACH DATABASE ':memory:' AS \"%s\"" % name)
        else:
            op.execute(sa.schema.CreateSchema(name))
    for of in [None] + SCHEMAS:
        op.create_table(
            "t",
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("a", sa.String(50), nullable=False),
            sa.Column("b", sa.Integer()),
            sa.Column("c", sa.Boolean(), server_default=sa.true()),
            schema=of,
        )


def downgrade():
    pass
