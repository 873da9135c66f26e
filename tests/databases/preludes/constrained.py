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
    for of in [None] + SCHEMAS:
        if "CASE_NAME".endswith("/drop_schema"):
            x = sa.ForeignKeyConstraint(["a"], ["u.id" if of is None else of + ".u.id"], name=op.f("x"))
        elif "CASE_NAME".endswith("/drop_old_type_arg"):
            x = sa.UniqueConstraint("a", "b", name=op.f("x"))
        else:
            x = sa.CheckConstraint("b > 1", name=op.f("x"))
        op.create_table("u", sa.Column("id", sa.Integer(), primary_key=True), schema=of)
        op.create_table(
            "t",
            # What counts in MySQL must be a key.
            sa.Column("id", sa.Integer(), autoincrement=op.get_context().dialect.name == "postgresql"),
            sa.Column("a", sa.Integer()),
            sa.Column("b", sa.Integer()),
            sa.PrimaryKeyConstraint("id", name="pk1"),
            sa.CheckConstraint("a > 0", name="ck1"),
            sa.CheckConstraint("a > 1", name=op.f("ck_t_pos")),
            sa.ForeignKeyConstraint(["a"], ["u.id" if of is None else of + ".u.id"], name="fk1"),
            sa.ForeignKeyConstraint(["a"], ["u.id" if of is None else of + ".u.id"], name=op.f("fk_t_a_u")),
            sa.UniqueConstraint("a", name="uq1"),
            sa.UniqueConstraint("b", name=op.f("uq_t_a")),
            sa.Index("ix_of_a", "a"),
            x,
            sa.CheckConstraint("b > 2", name=op.f("ck__t__pos")),
            schema=of,
        )


def downgrade():
    pass
