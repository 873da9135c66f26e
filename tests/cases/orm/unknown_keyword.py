# RUN: migc upgrade head --sql --dialect postgresql
# EXIT: 4
"""A model takes no keyword that it has no attribute for."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session, declarative_base

revision = "a1"
down_revision = None

Base = declarative_base()


class Item(Base):
    __tablename__ = "items"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(20))

    @property
    def label(self):
        return self.name


def upgrade():
    Base.metadata.create_all(op.get_bind())
    Session(bind=op.get_bind()).add(Item(id=1, nmae="x"))  # error: unsupported
