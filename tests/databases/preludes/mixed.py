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
        op.create_table(
            "u",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("id2", sa.Integer()),
            sa.Column("x", sa.Integer()),
            sa.Column("y", sa.Integer()),
            sa.Column("b", sa.Integer(), unique=True),
            sa.UniqueConstraint("x", name=op.f("u_x")),
            sa.UniqueConstraint("x", "y", name=op.f("u_x_y")),
            sa.UniqueConstraint("id", "id2", name=op.f("u_id_id2")),
            schema=of,
        )
        if not CREATES_T:
            op.create_table(
                "t",
                sa.Column("id", sa.Integer(), primary_key=True),
                sa.Column("a", sa.String(9) if "CASE_NAME".endswith("index_expr_none") else sa.Integer()),
                sa.Column("b", sa.Integer()),
                sa.Column("c", sa.Integer()),
                sa.Column("parent_id", sa.Integer()),
                sa.CheckConstraint("c > 1", name=op.f("ck_t_pos2")),
                sa.CheckConstraint("c > 2", name=op.f("ck__t__pos2")),
                schema=of,
            )


def downgrade():
    pass
