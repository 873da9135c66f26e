# RUN: migc upgrade head --sql --dialect postgresql
"""Attributes of models whose columns have other names, validators, models in one table."""
import enum

import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session, declarative_base, validates

revision = "a1"
down_revision = None

Base = declarative_base()


class Kind(enum.Enum):
    a = "A"


class Item(Base):
    __tablename__ = "items"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column("title", sa.String(9), default="unnamed")
    kind = sa.Column(sa.Enum(Kind), default=Kind.a)
    upper = sa.Column(sa.String(9))

    @validates("upper")
    def raised(self, key, value):
        return value.upper()


class Animal(Base):
    __tablename__ = "animals"
    id = sa.Column(sa.Integer, primary_key=True)
    type = sa.Column(sa.String(5))
    __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "some"}


class Dog(Animal):
    __mapper_args__ = {"polymorphic_identity": "dog"}
    barks = sa.Column(sa.Integer)


class Horse(Animal):
    __tablename__ = "horses"
    id = sa.Column(sa.Integer, sa.ForeignKey("animals.id"), primary_key=True)
    speed = sa.Column(sa.Integer)


def upgrade():
    bind = op.get_bind()
    Base.metadata.create_all(bind, checkfirst=False)
    op.execute(sa.insert(Item).values(id=1, name="one"))
    op.execute(sa.update(Item).where(Item.name == "one").values(name="two"))
    op.execute(sa.update(Item).values({Item.name: "three"}))
    session = Session(bind)
    session.execute(sa.insert(Item), [{"id": 2, "name": "z"}])
    item = Item(id=3, name="k", upper="loud")
    item.name = "later"
    session.add(item)
    session.flush()
    item.name = "later"  # As it is.
    session.add_all([Animal(id=1), Dog(id=2, barks=7)])
    session.commit()


def downgrade():
    Base.metadata.drop_all(op.get_bind(), checkfirst=False)
