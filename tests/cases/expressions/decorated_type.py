# RUN: migc upgrade head --sql --dialect postgresql
"""`self.impl` of a TypeDecorator is made of its own arguments."""
import enum

from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


class Name(sa.TypeDecorator):
    impl = sa.String

    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(sa.Unicode(length=self.impl.length))


class State(enum.IntEnum):
    RUNNING = 0
    DONE = 1
    __str__ = enum.Enum.__str__


def upgrade():
    op.create_table(
        "jobs",
        sa.Column("name", Name(length=40)),
        sa.Column("state", sa.Enum(State)),
        sa.Column("tags", sa.JSON(), default_factory=list),
    )


def downgrade():
    pass
