# Engines of asynchronous drivers as env.py uses them: what waits for a database is done at once.
from sqlalchemy import create_engine, engine_from_config
from sqlalchemy.orm import Session, scoped_session, sessionmaker


class AsyncConnection:
    def __init__(self, sync_connection):
        self.sync_connection = sync_connection

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return False

    def run_sync(self, function, *args, **options):
        return function(self.sync_connection, *args, **options)

    def execute(self, statement, *args, **options):
        return self.sync_connection.execute(statement, *args, **options)

    def scalar(self, statement, *args, **options):
        return self.sync_connection.scalar(statement, *args, **options)

    def begin(self):
        return self

    def execution_options(self, **options):
        return self

    def commit(self):
        pass

    rollback = close = commit


class AsyncEngine:
    def __init__(self, sync_engine):
        self.sync_engine = sync_engine

    @property
    def url(self):
        return self.sync_engine.url

    @property
    def dialect(self):
        return self.sync_engine.dialect

    def connect(self):
        return AsyncConnection(self.sync_engine.connect())

    begin = connect

    def execution_options(self, **options):
        return self

    def dispose(self, close=True):
        pass


def create_async_engine(url, **options):
    return AsyncEngine(create_engine(url, **options))


def async_engine_from_config(configuration, prefix="sqlalchemy.", **options):
    return AsyncEngine(engine_from_config(configuration, prefix, **options))


class AsyncAttrs:
    pass


class AsyncSession(Session):
    pass


class AsyncTransaction:
    pass


class async_sessionmaker(sessionmaker):
    pass


class async_scoped_session(scoped_session):
    pass
