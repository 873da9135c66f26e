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
from _migc_rows import inert, refuse


class Model:
    __bind_key__ = None


class _SharedSession(Session):
    """`db.session`: one for all, so that it remembers nothing and adds at once."""

    def add(self, instance, **options):
        made = Session()
        made.add(instance)
        made.flush()

    def add_all(self, instances):
        for instance in instances:
            self.add(instance)

    def execute(self, statement, params=None, **options):
        return Session().execute(statement, params, **options)

    def flush(self, *args, **options):
        pass

    commit = close = remove = expunge_all = flush

    def rollback(self):
        refuse("a rollback")


class SQLAlchemy:
    Table = sqlalchemy.Table
    Column = sqlalchemy.Column
    ForeignKey = sqlalchemy.ForeignKey
    Session = Session

    def __init__(self, app=None, *args, metadata=None, **options):
        self.metadata = metadata if metadata is not None else sqlalchemy.MetaData()
        self.Model = declarative_base(metadata=self.metadata)
        self.session = _SharedSession()

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
