# Engines by way of OpenStack's facade: those of the database that is migrated.
from _migc_rows import connection, inert


class _Facade:
    def get_engine(self):
        return connection()

    def configure(self, **options):
        pass

    @property
    def reader(self):
        return self

    @property
    def writer(self):
        return self

    def __getattr__(self, name):
        return inert("`" + name + "` of an engine facade")


reader = writer = _Facade()


def configure(**options):
    pass


def transaction_context():
    return _Facade()


def transaction_context_provider(cls):
    return cls
