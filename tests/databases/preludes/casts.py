from alembic import op

revision = "prelude"
down_revision = None

# Without them PostgreSQL asks for USING, which no case says, and looks no further.
SCALARS = (
    "bigint bit boolean bytea cidr date daterange datemultirange inet int4multirange int4range int8multirange "
    "int8range integer interval json jsonb jsonpath macaddr macaddr8 money numeric nummultirange numrange oid real "
    "regconfig smallint time timestamp timestamptz timetz tsmultirange tsquery tsrange tstzmultirange tstzrange "
    "tsvector uuid varbit"
)


def upgrade():
    if op.get_context().dialect.name == "postgresql":
        arrays = ["integer[]", "text[]", "uuid[]", "varchar[]"]
        for name in SCALARS.split() + ["double precision"] + arrays:
            op.execute("CREATE CAST (varchar AS %s) WITH INOUT AS ASSIGNMENT" % name)


def downgrade():
    pass
