# RUN: migc upgrade heads --sql --keep-going --dialect postgresql
# EXIT: 4
"""Objects whose keys only the unit of work would find."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session, declarative_base, relationship

revision = "a1"
down_revision = None

Base = declarative_base()


class Parent(Base):
    __tablename__ = "parents"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(9))
    children = relationship("Child", back_populates="parent")


class Child(Base):
    __tablename__ = "children"
    id = sa.Column(sa.Integer, primary_key=True)
    parent_id = sa.Column(sa.ForeignKey("parents.id"))
    parent = relationship("Parent", back_populates="children")


class Base2(Parent):
    __tablename__ = "special"
    id = sa.Column(sa.ForeignKey("parents.id"), primary_key=True)


def upgrade():
    bind = op.get_bind()
    Base.metadata.create_all(bind, checkfirst=False)
    session = Session(bind)
    parent = Parent(id=1, children=[], name="one")
    session.add(parent)
    session.flush()
    session.add(Child(id=1, parent=parent))  # error: unsupported
    parent.children.append(Child(id=2))  # error: unsupported
    parent.name = "two"  # error: unsupported
    session.add(Base2(id=3))
    session.commit()  # error: unsupported


def downgrade():
    pass
