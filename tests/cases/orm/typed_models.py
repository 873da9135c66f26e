# RUN: migc upgrade head --sql --dialect postgresql
"""Columns of models of which annotations say the type and whether they are nullable."""
import datetime
import decimal
import enum
import typing
import uuid
from typing import Annotated, Any, Optional, Union

import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, relationship

revision = "a1"
down_revision = None

name30 = Annotated[str, 30]
key = Annotated[int, mapped_column(primary_key=True)]
indexed = Annotated[Optional[str], mapped_column(sa.String(9), index=True)]


class Color(enum.Enum):
    red = "r"
    blue = "b"


class Base(DeclarativeBase):
    type_annotation_map = {
        name30: sa.String(30),
        typing.Dict[str, Any]: sa.JSON(),
        datetime.datetime: sa.DateTime(timezone=True),
    }


class Mixin:
    late: Mapped[int]
    early = sa.Column(sa.Integer)

    @declared_attr
    def last(cls):
        return mapped_column(sa.String(3))


class Parent(Base):
    __tablename__ = "parents"
    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    name: Mapped[str]
    nick: Mapped[str] = mapped_column(sa.String(20))
    other: Mapped[str | None] = mapped_column(sa.String(20))
    age: Mapped[int | None]


class Child(Mixin, Base):
    __tablename__ = "children"
    plain = sa.Column(sa.Integer)
    id: Mapped[key]
    a: Mapped[name30]
    b: Mapped[Optional[name30]]
    c: Mapped[typing.Dict[str, Any]]
    between = mapped_column(sa.Integer)
    d: Mapped[datetime.datetime]
    e: Mapped[Optional[datetime.date]] = mapped_column(default=None)
    f: Mapped[Color]
    g: Mapped[indexed]
    h: Mapped[decimal.Decimal]
    i: Mapped[Union[uuid.UUID, None]]
    j: Mapped[datetime.timedelta | None]
    k: Mapped[bool] = mapped_column(server_default=sa.false())
    m: Mapped[float]
    n: Mapped[datetime.time]
    p: Mapped[bytes]
    parent: Mapped["Parent"] = relationship()
    parent_id: Mapped[int] = mapped_column("parent", sa.ForeignKey("parents.id"), sort_order=-1)
    old_style: Mapped[str] = sa.Column(sa.String(4))
    many: Mapped[list[str]] = mapped_column(sa.JSON)


def upgrade():
    Base.metadata.create_all(op.get_bind(), checkfirst=False)


def downgrade():
    Base.metadata.drop_all(op.get_bind(), checkfirst=False)
