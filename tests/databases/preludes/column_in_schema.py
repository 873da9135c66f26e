from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


# The conversions of some cases read it.
READS_C = ("array_type", "boolean_to_int", "datetime_tz", "type_using", "type_using_colon")
NAMED_BY_USING = [sa.Column("c", EXISTING_TYPE)] if "CASE_NAME".split("/")[1] in READS_C else []


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
        *NAMED_BY_USING,
        sa.Column("Col", EXISTING_TYPE, nullable=EXISTING_NULLABLE, server_default=EXISTING_SERVER_DEFAULT,
                  comment=EXISTING_COMMENT),
        schema="s",
    )


def downgrade():
    pass
