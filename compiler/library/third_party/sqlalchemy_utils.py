from sqlalchemy import types as sql
from sqlalchemy.dialects import postgresql


class UUIDType(sql.TypeDecorator):
    impl = sql.BINARY(16)

    def __init__(self, binary=True, native=True):
        self.binary = binary
        self.native = native
        super().__init__()

    def load_dialect_impl(self, dialect):
        if self.native and dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID())
        return dialect.type_descriptor(sql.BINARY(16) if self.binary else sql.CHAR(32))


class JSONType(sql.TypeDecorator):
    impl = sql.UnicodeText

    def __init__(self, *args, **kw):
        super().__init__()

    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.JSON())
        return dialect.type_descriptor(sql.UnicodeText())


class EmailType(sql.TypeDecorator):
    impl = sql.Unicode

    def __init__(self, length=255, *args, **kw):
        super().__init__(length=length)


class ChoiceType(sql.TypeDecorator):
    impl = sql.Unicode

    def __init__(self, choices=(), impl=None):
        self.stored = impl
        super().__init__(length=255)

    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(self.stored or sql.Unicode(255))


class StringEncryptedType(sql.TypeDecorator):
    impl = sql.String

    def __init__(self, type_in=None, key=None, engine=None, padding=None, **kw):
        super().__init__(**kw)


class EncryptedType(sql.TypeDecorator):
    impl = sql.LargeBinary

    def __init__(self, type_in=None, key=None, engine=None, padding=None, **kw):
        super().__init__()


class PasswordType(sql.TypeDecorator):
    impl = sql.VARBINARY(1024)

    def __init__(self, max_length=1094, **kw):
        self.size = max_length
        super().__init__()

    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.BYTEA(self.size))
        return dialect.type_descriptor(sql.VARBINARY(self.size))


class TSVectorType(sql.TypeDecorator):
    impl = postgresql.TSVECTOR

    def __init__(self, *columns, **options):
        super().__init__()


class _Stored(sql.TypeDecorator):
    """Stored as its impl, whatever the arguments say."""

    def __init__(self, *args, **kw):
        super().__init__()


class URLType(_Stored):
    impl = sql.UnicodeText()


class IPAddressType(_Stored):
    impl = sql.Unicode(50)


class ArrowType(_Stored):
    impl = sql.DateTime()


class ScalarListType(_Stored):
    impl = sql.UnicodeText()


class TimezoneType(_Stored):
    impl = sql.Unicode(50)


class LocaleType(_Stored):
    impl = sql.Unicode(10)


class CountryType(_Stored):
    impl = sql.String(2)


class CurrencyType(_Stored):
    impl = sql.String(3)


class PhoneNumberType(_Stored):
    impl = sql.Unicode(20)


class ColorType(_Stored):
    impl = sql.Unicode(20)


class LtreeType(_Stored):
    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(postgresql.LTREE())


from . import types


def generic_repr(*fields):
    if len(fields) == 1 and isinstance(fields[0], type):
        return fields[0]
    return lambda cls: cls
