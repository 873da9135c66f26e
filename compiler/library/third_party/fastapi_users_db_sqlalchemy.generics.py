from sqlalchemy import types
from sqlalchemy.dialects.postgresql import UUID


class GUID(types.TypeDecorator):
    impl = types.CHAR

    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            return dialect.type_descriptor(UUID())
        return dialect.type_descriptor(types.CHAR(36))


class TIMESTAMPAware(types.TypeDecorator):
    impl = types.TIMESTAMP(timezone=True)
