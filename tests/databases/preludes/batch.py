from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


def upgrade():
    for name in ("u", "v"):
        op.create_table(name, sa.Column("id", sa.Integer(), primary_key=True))
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
    # PostgreSQL does not drop a table that others refer to, and so makes none anew.
    if op.get_context().dialect.name != "postgresql":
        op.create_table(
            "w",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("t_id", sa.Integer(), sa.ForeignKey("t.id", name="fk_w_t", ondelete="CASCADE")),
        )


def downgrade():
    pass
