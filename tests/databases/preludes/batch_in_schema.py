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
    for name in ("u", "v"):
        op.create_table(name, sa.Column("id", sa.Integer(), primary_key=True), schema="s")
    op.create_table(
        "t",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("a", sa.String(50), nullable=False),
        sa.Column("b", sa.Integer(), sa.ForeignKey("s.u.id", name="fk_b")),
        sa.Column("c", sa.Boolean(), server_default=sa.true()),
        sa.UniqueConstraint("a", name="uq_a"),
        sa.CheckConstraint("b > 0", name="ck_b"),
        sa.Index("ix_b", "b"),
        schema="s",
    )


def downgrade():
    pass
