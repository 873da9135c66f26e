import sqlalchemy as _sqlalchemy
from sqlalchemy import *
from sqlalchemy.orm import Session as _Session
from _migc_rows import inert as _inert, kind_of as _kind_of, refuse as _refuse

del sql
from . import sql
from .sql.sqltypes import AutoString


class _Given:
    def __init__(self, value, options):
        self.value = value
        self.options = options

    def default(self):
        said = self.options.get("sa_column_kwargs") or {}
        if "default" in said:
            return said["default"]
        return self.options.get("default_factory") or self.value


def Field(default=None, **options):
    return _Given(default, options)


def Relationship(**options):
    return _inert()


class _Tables:
    """`SQLModel.metadata`: its tables are not worked out, how it names things is."""

    naming_convention = None
    schema = None

    def __getattr__(self, name):
        return _inert("`" + name + "` of the tables of SQLModel")


class SQLModel:
    """Models as queries name them. Of what type a column is comes from Pydantic, and is not worked
    out, so such a table can be asked for, and not be created."""

    __partial__ = True
    metadata = _Tables()

    def __init_subclass__(cls, table=False, **options):
        if not table:
            return
        names_of, defaults = {}, {}
        for base in cls.__mro__:
            names = vars(base)
            for key in names.get("__annotations__") or {}:
                value = names.get(key)
                if key.startswith("_") or key in names_of or _kind_of(value) in ("unknown", "inert"):
                    continue
                name, default = key, value
                if isinstance(value, _Given):
                    said = value.options.get("sa_column")
                    default = value.default()
                    if _kind_of(said) == "column":
                        if said.name is not None:
                            name = said.name
                        default = said.default
                    elif _kind_of(said) == "unknown":
                        continue
                names_of[key] = name
                defaults[key] = default
        arguments = getattr(cls, "__table_args__", None)
        schema = None
        if isinstance(arguments, dict):
            schema = arguments.get("schema")
        elif isinstance(arguments, tuple) and arguments and isinstance(arguments[-1], dict):
            schema = arguments[-1].get("schema")
        name = getattr(cls, "__tablename__", None) or cls.__name__.lower()
        columns = [_sqlalchemy.Column(names_of[key], default=defaults[key]) for key in names_of]
        cls.__table__ = _sqlalchemy.Table(name, _sqlalchemy.MetaData(), *columns, schema=schema)
        for key in names_of:
            setattr(cls, key, cls.__table__.c[names_of[key]])

    def __init__(self, **values):
        _refuse("an object of a class of SQLModel")


class Session(_Session):
    def exec(self, statement, params=None, **options):
        return self.execute(statement, params)
