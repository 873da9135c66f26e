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
    # What counts in MySQL must be a key.
    for of in [None] + SCHEMAS:
        op.create_table(
            "t" if of is None else "T1",
            sa.Column("a", sa.Integer()),
            sa.Column("b", sa.Integer()),
            sa.Column("c" if of is None else "Col", EXISTING_TYPE, nullable=EXISTING_NULLABLE, unique=True),
            schema=of,
        )


def downgrade():
    pass
