# RUN: migc upgrade head --sql --dialect postgresql
"""Listeners of a type may add constraints to the tables that its columns join."""
import enum

from alembic import op
import sqlalchemy as sa
from sqlalchemy.event import listens_for
from sqlalchemy.sql.sqltypes import SchemaType

revision = "a1"
down_revision = None


class Color(enum.IntEnum):
    red = 1
    blue = 2


class IntEnumType(sa.TypeDecorator, SchemaType):
    impl = sa.SmallInteger

    def __init__(self, enumeration=None, without=()):
        self.enumeration = enumeration
        self.without = frozenset(without)
        sa.TypeDecorator.__init__(self)
        SchemaType.__init__(self)


@listens_for(IntEnumType, "before_parent_attach")
def attach_type(type_, column):
    @listens_for(column, "after_parent_attach")
    def attach_column(column, table):
        number = sa.type_coerce(column, sa.SmallInteger)
        values = [member.value for member in type_.enumeration if member not in type_.without]
        check = sa.CheckConstraint(number.in_(values), "valid_" + column.name)
        assert check.table is table


def upgrade():
    op.create_table(
        "cars",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("color", IntEnumType(Color), nullable=False),
    )
    op.add_column("cars", sa.Column("roof", IntEnumType(Color, {Color.red})))
    op.alter_column("cars", "id", type_=IntEnumType(Color))


def downgrade():
    op.drop_table("cars")
