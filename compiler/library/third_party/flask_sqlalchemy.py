import sqlalchemy
import sqlalchemy.orm
from sqlalchemy import *
from sqlalchemy.orm import (
    DeclarativeBase,
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
from _migc_rows import inert, refuse, writes_objects


class Model:
    __bind_key__ = None


def _snake(name):
    made = ""
    for i, letter in enumerate(name):
        follows = i > 0 and (name[i - 1].islower() or name[i + 1 : i + 2].islower())
        made += "_" + letter if letter.isupper() and follows and name[i - 1] != "_" else letter
    return made.lower()


def _model_base(metadata_of_all):
    class Model(DeclarativeBase):
        metadata = metadata_of_all

        def __init_subclass__(cls, **options):
            own = vars(cls)
            if "__tablename__" not in own and "__abstract__" not in own and "__table__" not in own:
                for key in own:
                    if isinstance(own[key], sqlalchemy.Column) and own[key].primary_key:
                        cls.__tablename__ = _snake(cls.__name__)
                        break
            super().__init_subclass__(**options)
            cls.query = Query([cls])

    return Model


class _SharedSession(Session):
    """`db.session`: one for all, so that it remembers nothing and adds at once."""

    def __call__(self, **options):
        return self

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
        writes_objects()

    commit = flush

    def close(self, *args, **options):
        pass

    remove = expunge_all = close

    def rollback(self):
        refuse("a rollback")


class SQLAlchemy:
    Table = sqlalchemy.Table
    Column = sqlalchemy.Column
    ForeignKey = sqlalchemy.ForeignKey
    Session = Session

    def __init__(self, app=None, *args, metadata=None, **options):
        self.metadata = metadata if metadata is not None else sqlalchemy.MetaData()
        self.Model = _model_base(self.metadata)
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
