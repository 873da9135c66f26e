from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


WITHOUT_INDEX = ("drop_index", "drop_index_f", "several") if "always" not in "CASE_NAME" else ()


def upgrade():
    for name in SCHEMAS:
        if op.get_context().dialect.name == "sqlite":
            op.execute("ATTACH DATABASE ':memory:' AS \"%s\"" % name)
        else:
            op.execute(sa.schema.CreateSchema(name))
    key = sa.Date() if "CASE_NAME".endswith("/several") else sa.Integer()
    for of in [None] + SCHEMAS:
        op.create_table("u", sa.Column("id", sa.Integer(), primary_key=True), schema=of)
        op.create_table("v", sa.Column("id", key, primary_key=True), schema=of)
    op.create_table(
        "t",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("a", sa.String(50), nullable=False),
        sa.Column("b", sa.Integer(), sa.ForeignKey("u.id", name="fk_b")),
        sa.Column("c", sa.Boolean(), server_default=sa.true()),
        sa.UniqueConstraint("a", name="uq_a"),
        sa.CheckConstraint("b > 0", name="ck_b"),
        sa.Index("ix_b", "b"),
    )
    # MariaDB keeps the last index that a foreign key can use.
    if op.get_context().dialect.name == "mariadb" and "CASE_NAME".split("/")[1] in WITHOUT_INDEX:
        op.create_index("ix_b_a", "t", ["b", "a"])
    # PostgreSQL does not drop a table that others refer to, and so makes none anew. What they refer
    # to stays a key of its own.
    if op.get_context().dialect.name != "postgresql" and not "CASE_NAME".endswith("/create_pk"):
        op.create_table(
            "w",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("t_id", sa.Integer(), sa.ForeignKey("t.id", name="fk_w_t", ondelete="CASCADE")),
        )


def downgrade():
    pass
