# RUN: migc upgrade head --sql --dialect postgresql
# EXIT: 4
"""Annotations that are not followed: such a table can be asked for, and not be created."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column

revision = "a1"
down_revision = None


class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "items"
    id: Mapped[int] = mapped_column(primary_key=True)
    tags: Mapped[list[str]]


class Other(Base):
    __tablename__ = "others"
    id: Mapped[int] = mapped_column(primary_key=True)

    @declared_attr
    def owner(cls) -> Mapped[int]:
        return mapped_column(sa.Integer)


def upgrade():
    bind = op.get_bind()
    Base.metadata.create_all(bind, tables=[Item.__table__])  # error: unsupported
    statement = sa.insert(Item)  # error: unsupported
    op.execute(statement.values(id=1))  # error: unknown-argument
    session = Session(bind)
    session.add(Other(id=2))
    session.commit()  # error: unsupported


def downgrade():
    pass
