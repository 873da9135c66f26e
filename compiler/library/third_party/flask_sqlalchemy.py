import sqlalchemy
import sqlalchemy.orm
from sqlalchemy import *
from sqlalchemy.orm import (
    Query,
    Session,
    aliased,
    backref,
    declarative_base,
    joinedload,
    relationship,
    sessionmaker,
    subqueryload,
)
from _migc_rows import inert


class Model:
    __bind_key__ = None


class SQLAlchemy:
    Table = sqlalchemy.Table
    Column = sqlalchemy.Column
    ForeignKey = sqlalchemy.ForeignKey
    Session = Session

    def __init__(self, app=None, *args, metadata=None, **options):
        self.metadata = metadata if metadata is not None else sqlalchemy.MetaData()
        self.Model = declarative_base(metadata=self.metadata)
        self.session = Session()

    def init_app(self, app):
        pass

    def create_scoped_session(self, options=None):
        return Session()

    def create_session(self, options=None):
        return sessionmaker()

    def relationship(self, *args, **options):
        return inert()

    backref = relation = dynamic_loader = relationship

    def __getattr__(self, name):
        if hasattr(sqlalchemy, name):
            return getattr(sqlalchemy, name)
        return getattr(sqlalchemy.orm, name)


class BaseQuery(Query):
    pass


class SignallingSession(Session):
    pass
