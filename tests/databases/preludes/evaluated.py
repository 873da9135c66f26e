from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


def upgrade():
    for name in ("app", "s"):
        if op.get_context().dialect.name == "sqlite":
            op.execute("ATTACH DATABASE ':memory:' AS \"%s\"" % name)
        else:
            op.execute(sa.schema.CreateSchema(name))
    case = "CASE_NAME".split("/")[1]
    columns = {
        "generator_function": ("c0", "c1", "c2"),
        "module_computed_constants": ("a", "b", "c"),
        "dataclass": (),
        "enum_int": ("l",),
    }.get(case, ("a",))
    op.create_table("t", sa.Column("id", sa.Integer()), *[sa.Column(name, sa.Integer()) for name in columns])
    op.create_table("t", sa.Column("id", sa.Integer()), schema="s")
    for name in ("t0", "t1", "t2"):
        op.create_table(name, sa.Column("id", sa.Integer()))
    op.create_table("users", sa.Column("a", sa.Integer()), sa.Column("b", sa.Integer()), schema="app")
    op.create_table("users", sa.Column("id", sa.Integer()), sa.Column("n", sa.String(9)))
    op.create_table("user", sa.Column("id", sa.Integer()), sa.Column("name", sa.String(50)), sa.Column("email", sa.String(50)))


def downgrade():
    pass
