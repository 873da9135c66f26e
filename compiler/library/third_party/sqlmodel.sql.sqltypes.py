from sqlalchemy import types
from sqlalchemy.types import *


class AutoString(types.TypeDecorator):
    impl = types.String

    def load_dialect_impl(self, dialect):
        # MySQL has no VARCHAR without a length; the package gives it one.
        if dialect.name == "mysql" and self.impl.length is None:
            return dialect.type_descriptor(types.String(255))
        return super().load_dialect_impl(dialect)


GUID = types.Uuid
