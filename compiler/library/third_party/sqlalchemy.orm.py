# Declarative models, sessions and queries, as far as migrations use them. What a query gives is
# asked of the connection, which answers from the replay.
import datetime
import decimal
import enum
import uuid

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    Interval,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Time,
    Uuid,
    column,
    delete,
    func,
    insert,
    select,
    table,
    text,
    update,
)
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlalchemy.types import NullType
from _migc_rows import (
    annotates,
    connection,
    has_no_rows,
    inert,
    inserted,
    is_connection,
    kind_of,
    parts_of,
    refuse,
    writes_objects,
)

from . import exc


# ---- models


class declared_attr:
    def __init__(self, fn=None, cascading=False, quiet=False):
        self.fn = fn
        self.cascades = cascading

    def __call__(self, fn):
        return declared_attr(fn, cascading=self.cascades)

    @staticmethod
    def directive(fn):
        return declared_attr(fn)

    @staticmethod
    def cascading(fn):
        return declared_attr(fn, cascading=True)


def _light_table(name, *columns, schema=None):
    return table(name, *[column(c.name, c.type) for c in columns], schema=schema)


_types = [
    (int, Integer),
    (str, String),
    (bool, Boolean),
    (float, Float),
    (bytes, LargeBinary),
    (decimal.Decimal, Numeric),
    (datetime.datetime, DateTime),
    (datetime.date, Date),
    (datetime.time, Time),
    (datetime.timedelta, Interval),
    (uuid.UUID, Uuid),
]


def _form(item):
    """`Optional`, `Annotated`, …: what of `typing` an annotation is made of, or None."""
    if kind_of(item) != "other" or parts_of(item):
        return None
    return getattr(item, "_migc_form", None)


def _members(item):
    """Those of a union, or the annotation alone."""
    parts = list(parts_of(item))
    form = _form(item)
    if form == "Optional":
        parts = list(item.__args__) + [None]
    elif form == "Union":
        parts = list(item.__args__)
    if not parts:
        return [item]
    found = []
    for part in parts:
        found.extend(_members(part))
    return found


def _same(one, other):
    if one is other:
        return True
    form = _form(one)
    if form is None or form != _form(other) or len(one.__args__) != len(other.__args__):
        return False
    for a, b in zip(one.__args__, other.__args__):
        if not _same(a, b):
            return False
    return True


def _type_of(cls, item):
    """The type of a column for that of Python; None if that is not known."""
    known = cls.type_annotation_map
    if kind_of(known) != "other":
        return None
    for generic in (list, dict, set, tuple, frozenset):
        if item is generic:  # Of what is not known.
            return None
    enumeration = kind_of(item) == "class" and issubclass(item, enum.Enum)
    for key in known:
        if _same(key, item):
            return known[key]
        if enumeration and kind_of(key) == "class" and issubclass(item, key):
            return None
    for key, of in _types:
        if key is item:
            return of()
    return Enum(item) if enumeration else None


def _annotated(cls, item, given):
    """The column that `Mapped[item]` stands for, with what was given of it; None if it is not
    understood."""
    said = given.info.get("_migc_mapped") if given is not None else {}
    if said is None:
        return given  # A Column, to which annotations say nothing.
    members = _members(item)
    inner = [member for member in members if member is not None]
    nullable = len(inner) < len(members)
    understood = len(inner) == 1 and kind_of(inner[0]) != "unknown" and not isinstance(inner[0], str)
    types = []
    if understood:
        types = inner
        if _form(inner[0]) == "Annotated" and inner[0].__args__:
            arguments = inner[0].__args__
            base = _members(arguments[0])
            types = [inner[0]] + [member for member in base if member is not None]
            nullable = nullable or len(types) <= len(base)
            for more in arguments[1:]:
                if kind_of(more) == "unknown":
                    return None
                if kind_of(more) == "column" and more.info.get("_migc_mapped") is not None:
                    if given is not None:
                        return None
                    given = more.copy()
                    said = given.info["_migc_mapped"]
                    break
    made = given if given is not None else mapped_column()
    if not said.get("nullable"):
        if not understood:
            return None
        made.nullable = nullable
    if isinstance(made.type, NullType) and not made.foreign_keys:
        for item in types:
            of = _type_of(cls, item)
            if of is not None:
                made.type = of
                return made
        return None
    return made


def _merged(one, other):
    """Names in an order that keeps those of both."""
    shared = [name for name in one if name in other]
    lists = [one, other]
    places = [0, 0]
    at = 0
    names = []
    while places[at] < len(lists[at]):
        name = lists[at][places[at]]
        places[at] += 1
        if name in shared:
            shared.remove(name)
            at = 1 - at
        else:
            names.append(name)
    return names + lists[1 - at][places[1 - at] :]


def _attributes_of(cls, base):
    """What a class body holds that may be of the model: pairs of a name and its value, and names of
    what is not understood."""
    names = vars(base)
    annotations = names.get("__annotations__") or {}
    found = []
    late = []
    unclear = []
    for key in _merged(list(names), list(annotations)):
        value = names.get(key)
        annotation = annotations.get(key)
        if kind_of(value) == "instance" and isinstance(value, declared_attr):
            late.append((key, value))
            continue
        if kind_of(value) == "column" and (value.table is not None or base is not cls):
            value = value.copy()
        mapped = kind_of(annotation) == "instance" and isinstance(annotation, _MappedOf)
        if key in annotations and kind_of(annotation) != "class" and not key.startswith("__"):
            if mapped and (key not in names or kind_of(value) == "column"):
                made = _annotated(cls, annotation.item, value)
                if made is None:
                    unclear.append(key)
                value = made if made is not None else value
            elif key not in names and kind_of(annotation) == "unknown":
                unclear.append(key)
            elif kind_of(value) == "column" and not mapped:
                said = value.info.get("_migc_mapped")
                if said is not None and not (said["nullable"] and _typed(value)):
                    unclear.append(key)
        if key in names or key in unclear or value is not None:
            found.append((key, value))
    return (found, late, unclear) if base is cls else (found + late, [], unclear)


def _typed(column):
    return column.foreign_keys or not isinstance(column.type, NullType)


def _declared(cls, key, value):
    fn = value.fn
    made = fn.__func__(cls) if isinstance(fn, classmethod) else fn(cls)
    if kind_of(made) == "column":
        said = made.info.get("_migc_mapped")
        if said is not None and annotates(fn) and not (said["nullable"] and _typed(made)):
            return inert("the annotation of a declared attribute")
    return made


def _parent_of(cls):
    """The model that a model inherits from, or None."""
    for base in cls.__mro__:
        if base is not cls and "_migc_mapped" in vars(base):
            return base
    return None


def _map(cls):
    parent = _parent_of(cls)
    above = list(parent.__mro__) + [parent] if parent is not None else []
    found = {}
    unclear = []
    validators = dict(cls._migc_validators)
    for base in [cls] + [base for base in cls.__mro__ if base is not cls and base is not object]:
        inherited = base is not cls and base in above
        own, late, not_clear = _attributes_of(cls, base)
        for key, value in own + late:
            if key in found or key.startswith("_migc"):
                continue
            if kind_of(value) == "instance" and isinstance(value, declared_attr):
                if inherited and not value.cascades and key != "__tablename__":
                    continue
                value = _declared(cls, key, value)
                setattr(cls, key, value)
                if inherited and key == "__tablename__" and "__tablename__" in found:
                    continue
            elif inherited and base is not parent and key == "__tablename__":
                continue
            elif inherited:
                continue
            found[key] = value
            if key in not_clear:
                unclear.append(key)
            if kind_of(value) == "instance" and isinstance(value, _Validator):
                for name in value.names:
                    validators[name] = value.fn
                setattr(cls, key, value.fn)
    if "__abstract__" in vars(cls) and found.get("__abstract__"):
        return
    if validators:
        cls._migc_validators = validators
    attributes = dict(parent._migc_attributes) if parent is not None else {}
    if "__table__" in vars(cls):
        for key in found:
            if kind_of(found[key]) == "column" and found[key].table is cls.__table__:
                attributes[key] = found[key].key
        for of in cls.__table__.columns:
            if of.key not in attributes.values():
                attributes[of.key] = of.key
                if of.key not in vars(cls):
                    setattr(cls, of.key, of)
        cls._migc_attributes = attributes
        cls._migc_mapped = True
        return
    name = found.get("__tablename__")
    if name is None and parent is None:
        return
    columns = []
    keys = []
    reason = None
    for key in found:
        value = found[key]
        if key in unclear or (kind_of(value) == "unknown" and not key.startswith("__")):
            reason = "`" + key + "` is not understood"
            if kind_of(value) != "column":
                setattr(cls, key, inert("the column of `" + key + "`"))
                continue
        if kind_of(value) == "column":
            if value.table is not None:
                value = value.copy()
            if value.name is None:
                value.name = key
                value.key = key
            columns.append(value)
            keys.append(key)
            attributes[key] = value.key
    order = [c.info["_migc_mapped"]["order"] if "_migc_mapped" in c.info else 0 for c in columns]
    if any(order):
        places = sorted(range(len(columns)), key=lambda i: order[i])
        columns = [columns[i] for i in places]
        keys = [keys[i] for i in places]
    cls._migc_attributes = attributes
    cls._migc_mapped = True
    if name is None:  # One table for all: that of the parent.
        made = parent.__table__
        if parent._migc_unknown is not None:
            for key in keys:
                setattr(cls, key, inert("the column of `" + key + "`"))
            return
        for key, of in zip(keys, columns):
            mapped = of.info.get("_migc_mapped")
            if of.key not in made.c.keys():
                made.append_column(of)
            elif mapped is None or not mapped["existing"]:
                reason = "`" + key + "` is in the table of the parent already"
            setattr(cls, key, made.c[of.key])
        if reason is not None:
            cls._migc_unknown = reason
            made.info["_migc_unknown"] = reason
        return
    arguments = found.get("__table_args__") or ()
    options = {}
    if isinstance(arguments, dict):
        options = arguments
        arguments = ()
    elif arguments and isinstance(arguments[-1], dict):
        options = arguments[-1]
        arguments = arguments[:-1]
    if parent is not None:
        cls._migc_joined = True
    if reason is not None:  # Such a table can be asked for, and not be created.
        cls._migc_unknown = reason
        cls.__table__ = _light_table(name, *columns, schema=options.get("schema"))
        known = [column.copy() for column in columns]
        Table(name, cls.metadata, *known, schema=options.get("schema"), extend_existing=True,
              info={"_migc_unknown": reason})
        return
    options = dict(options)
    options["info"] = dict(options.get("info") or {})
    made = Table(name, cls.metadata, *columns, *arguments, **options)
    cls.__table__ = made
    for key, of in zip(keys, columns):
        setattr(cls, key, made.c[of.key])


class DeclarativeBase:
    __partial__ = True
    metadata = MetaData()
    type_annotation_map = {}
    __mapper_args__ = {}
    _migc_attributes = {}  # The keys of columns by attribute.
    _migc_validators = {}
    _migc_joined = False  # Its rows are in several tables.
    _migc_unknown = None  # Why its table is not known whole.

    def __init__(self, **values):
        self._migc_set("_migc_written", False)
        for key in type(self)._migc_attributes:
            self._migc_set(key, None)
        self._migc_set("_given", {})
        cls = type(self)
        for key in values:
            named = any(key in vars(base) for base in cls.__mro__)
            if kind_of(named) != "unknown" and not named:
                refuse(f"an object of `{cls.__name__}` with `{key}`, which the class does not name")
            setattr(self, key, values[key])

    def __init_subclass__(cls, **options):
        if DeclarativeBase in cls.__bases__:
            of = vars(cls).get("registry")
            if "metadata" not in vars(cls):
                cls.metadata = of.metadata if of is not None else MetaData()
            if of is None:
                cls.registry = registry(metadata=cls.metadata)
            elif "type_annotation_map" not in vars(cls):
                cls.type_annotation_map = of.type_annotation_map
        _map(cls)

    def _migc_set(self, key, value):
        super().__setattr__(key, value)

    def __setattr__(self, key, value):
        cls = type(self)
        if key in cls._migc_validators:
            value = cls._migc_validators[key](self, key, value)
        if key in cls._migc_attributes:
            old = vars(self).get(key)
            plain = isinstance(old, (str, int)) and isinstance(value, (str, int))
            if self._migc_written and not (plain and old == value):
                refuse("what becomes of an object that is changed after it was written")
        elif kind_of(getattr(cls, key, None)) == "inert":
            if value is not None and not (isinstance(value, (list, tuple)) and len(value) == 0):
                refuse("the keys of an object that is related by `" + key + "` to others")
            return  # What is added to it later must not go unseen.
        self._migc_set(key, value)


def declarative_mixin(cls):
    return cls


class DeclarativeMeta(type):
    pass


DeclarativeBaseNoMeta = DeclarativeBase


class MappedAsDataclass:
    def __init__(self, *args, **values):
        refuse("an object of a model that is a dataclass")


def declarative_base(metadata=None, cls=object, name="Base", bind=None, **options):
    if cls is object:

        class Base(DeclarativeBase):
            pass

    else:

        class Base(cls, DeclarativeBase):
            pass

    if metadata is not None:
        Base.metadata = metadata
        Base.registry = registry(metadata=metadata)
    if options.get("type_annotation_map"):
        Base.type_annotation_map = options["type_annotation_map"]
    return Base


def as_declarative(**options):
    def decorate(cls):
        return declarative_base(cls=cls, **options)

    return decorate


class registry:
    def __init__(self, metadata=None, type_annotation_map=None, **options):
        self.metadata = metadata if metadata is not None else MetaData()
        self.type_annotation_map = type_annotation_map or {}

    def generate_base(self, **options):
        return declarative_base(
            metadata=self.metadata, type_annotation_map=self.type_annotation_map
        )

    def update_type_annotation_map(self, more):
        self.type_annotation_map.update(more)


def mapped_column(*args, **options):
    said = {
        "nullable": options.get("nullable") is not None,
        "order": options.get("sort_order", 0),
        "existing": options.get("use_existing_column", False),
    }
    info = dict(options.pop("info", None) or {})
    info["_migc_mapped"] = said
    for name in ("init", "repr", "kw_only", "default_factory", "compare", "deferred",
                 "deferred_group", "deferred_raiseload", "sort_order", "use_existing_column",
                 "active_history", "hash"):
        options.pop(name, None)
    return Column(*args, info=info, **options)


class _MappedOf:
    def __init__(self, item):
        self.item = item


class _Mapped:
    def __class_getitem__(cls, item):
        return _MappedOf(item)


Mapped = WriteOnlyMapped = DynamicMapped = _Mapped


def relationship(*args, **options):
    return inert()


def backref(*args, **options):
    return inert()


dynamic_loader = relation = column_property = composite = synonym = query_expression = relationship
joinedload = subqueryload = selectinload = lazyload = noload = raiseload = relationship
load_only = contains_eager = defer = undefer = Load = immediateload = defaultload = relationship
foreign = remote = with_expression = with_loader_criteria = undefer_group = relationship


def deferred(column, **options):
    return column


class _Validator:
    def __init__(self, names, fn):
        self.names = names
        self.fn = fn


def validates(*names, include_removes=False, **options):
    def decorate(fn):
        if include_removes:
            return _Validator(names, lambda self, key, value: fn(self, key, value, False))
        return _Validator(names, fn)

    return decorate


def reconstructor(fn):
    return fn


def configure_mappers():
    pass


def clear_mappers():
    pass


class _Aliased:
    def __init__(self, of):
        self.__table__ = of

    def __getattr__(self, name):
        return self.__table__.c[name]


def aliased(element, alias=None, name=None, flat=False, adapt_on_names=False):
    if kind_of(element) == "class":
        return _Aliased(element.__table__.alias(name))
    return element.alias(name)


def _source(entity):
    if kind_of(entity) in ("class", "instance"):
        return entity.__table__
    return entity


def _entity(entity):
    return entity if kind_of(entity) == "class" else _source(entity)


class Bundle:
    def __init__(self, name, *columns, **options):
        self.columns = columns


# ---- queries


class Query:
    def __init__(self, entities, session=None):
        self.session = session
        if not isinstance(entities, (list, tuple)):
            entities = [entities]
        self._entities = list(entities)
        self._criteria = []
        self._joined = []
        self._grouped = []
        self._ordered = []
        self._plain = True

    def _copy(self):
        made = Query(self._entities, self.session)
        made._criteria = list(self._criteria)
        made._joined = list(self._joined)
        made._grouped = list(self._grouped)
        made._ordered = list(self._ordered)
        made._plain = self._plain
        return made

    def filter(self, *criteria):
        made = self._copy()
        made._criteria.extend(criteria)
        return made

    where = filter

    def filter_by(self, **values):
        made = self._copy()
        entity = self._joined[-1] if self._joined else self._entities[0]
        if kind_of(entity) == "column":
            entity = entity.table.c
        for key in values:
            made._criteria.append(getattr(entity, key) == values[key])
        return made

    def join(self, target, *conditions, **options):
        made = self._copy()
        made._plain = False
        if kind_of(target) in ("class", "instance") and not options.get("isouter"):
            made._joined.append(target)
        return made

    def outerjoin(self, *args, **options):
        made = self._copy()
        made._plain = False
        return made

    def select_from(self, *sources):
        made = self._copy()
        made._plain = False
        return made

    def with_entities(self, *entities):
        made = self._copy()
        if not made._joined:
            made._joined = [e for e in self._entities if kind_of(e) == "class"]
        made._entities = list(entities)
        return made

    def add_columns(self, *columns):
        made = self._copy()
        made._entities.extend(columns)
        return made

    add_column = add_entity = add_columns

    def limit(self, number):
        made = self._copy()
        made._plain = False
        return made

    offset = having = distinct = slice = limit

    def _same(self, *args, **options):
        return self

    options = with_for_update = yield_per = enable_eagerloads = _same
    populate_existing = execution_options = correlate = params = reset_joinpoint = _same
    enable_assertions = autoflush = with_hint = set_label_style = _same

    def order_by(self, *columns):
        made = self._copy()
        made._ordered.extend([c for c in columns if c is not None and c is not False])
        return made

    def group_by(self, *columns):
        made = self._copy()
        made._plain = False
        made._grouped.extend(columns)
        return made

    def subquery(self, *args, **options):
        return inert()

    exists = cte = label = as_scalar = scalar_subquery = subquery

    def union(self, *others):
        return self._combined(others)

    def _combined(self, others):
        return _Union([self] + list(others))

    union_all = union

    def _filtered(self, statement):
        for criterion in self._criteria:
            if kind_of(criterion) in ("unknown", "inert"):
                return refuse("rows of a query of the ORM")
            statement = statement.where(criterion)
        return statement

    def _rows(self):
        kinds = [kind_of(entity) for entity in self._entities]
        computed = all([kind == "other" for kind in kinds])
        none = self._none()
        if none and (self._grouped or not computed):
            return []
        statement = select(*[_source(entity) for entity in self._entities])
        if none:
            statement = statement.where(text("1 = 0"))
        elif self._plain:
            statement = self._filtered(statement).order_by(*self._ordered)
        rows = connection().execute(statement).fetchall()
        whole = self._plain and all([kind in ("other", "column") for kind in kinds])
        if rows and not none and not whole:
            return refuse("rows of a query of the ORM")
        return rows

    def all(self):
        return self._rows()

    def __iter__(self):
        return iter(self._rows())

    def first(self):
        rows = self._rows()
        return rows[0] if rows else None

    def one_or_none(self):
        rows = self._rows()
        if len(rows) > 1:
            raise MultipleResultsFound("Multiple rows were found when one or none was required")
        return rows[0] if rows else None

    def one(self):
        row = self.one_or_none()
        if row is None:
            raise NoResultFound("No row was found when one was required")
        return row

    def get(self, key):
        return self.one_or_none()

    def scalar(self):
        row = self.one_or_none()
        return None if row is None else row[0]

    def count(self):
        if self._none():
            return 0
        if not self._plain or len(self._entities) != 1 or kind_of(self._entities[0]) == "other":
            return len(self._rows())
        source = _source(self._entities[0])
        if kind_of(self._entities[0]) == "column":
            source = source.table
        statement = self._filtered(select(func.count()).select_from(source))
        return connection().execute(statement).scalar()

    def _none(self):
        for entity in self._joined + self._entities + self._grouped:
            if has_no_rows(_source(entity)):
                return True
        return False

    def update(self, values, synchronize_session=None, update_args=None):
        if self._none():
            return 0
        if not self._plain or len(self._entities) != 1:
            return refuse("an update through a query of several tables")
        given = {}
        for key in values:
            given[key if isinstance(key, str) else key.key] = values[key]
        statement = update(_entity(self._entities[0])).values(given)
        for criterion in self._criteria:
            statement = statement.where(criterion)
        return connection().execute(statement).rowcount

    def delete(self, synchronize_session=None, delete_args=None):
        if self._none():
            return 0
        if not self._plain or len(self._entities) != 1:
            return refuse("a delete through a query of several tables")
        statement = delete(_source(self._entities[0]))
        for criterion in self._criteria:
            statement = statement.where(criterion)
        return connection().execute(statement).rowcount


class _Union(Query):
    def __init__(self, parts):
        Query.__init__(self, parts[0]._entities, parts[0].session)
        self._parts = parts

    def _copy(self):
        return self

    def _rows(self):
        rows = []
        for part in self._parts:
            rows.extend(part._rows())
        return rows


# ---- sessions


def _identity(cls):
    """What tells the rows of a model from those of the others in its table."""
    identity = (vars(cls).get("__mapper_args__") or {}).get("polymorphic_identity")
    if identity is None:
        return {}
    for base in [cls] + list(cls.__mro__):
        on = (vars(base).get("__mapper_args__") or {}).get("polymorphic_on")
        if isinstance(on, str):
            return {cls._migc_attributes[on]: identity}
        if kind_of(on) == "column":
            return {on.key if on.key is not None else on.name: identity}
        if on is not None:
            return refuse("an object of a model with `polymorphic_on`")
    return {}


class _Block:
    def __init__(self, session):
        self._session = session

    def __enter__(self):
        return self._session

    def __exit__(self, kind, value, traceback):
        if kind is None:
            self._session.flush()

    def commit(self):
        self._session.commit()

    def rollback(self):
        self._session.rollback()

    def close(self):
        pass


def _connection_of(session):
    """What the session speaks to: the migration's connection, or one of which nothing is known."""
    if session.bind is None or is_connection(session.bind):
        return connection()
    return refuse("what a session on another connection does")


class Session:
    def __init__(self, bind=None, **options):
        self.bind = bind
        self.new = []
        self.autoflush = True
        self._did = False

    @property
    def no_autoflush(self):
        return _Block(self)

    @property
    def is_active(self):
        return True

    @property
    def dirty(self):
        return []

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        pass

    def begin(self, *args, **options):
        return _Block(self)

    def begin_nested(self):
        return _Block(self)

    def in_transaction(self):
        return True

    def connection(self, *args, **options):
        self.flush()
        return _connection_of(self)

    def get_bind(self, *args, **options):
        return _connection_of(self)

    def query(self, *entities, **options):
        self.flush()
        _connection_of(self)
        return Query(entities, self)

    def execute(self, statement, params=None, **options):
        self.flush()
        self._did = True
        if isinstance(statement, str):
            statement = text(statement)
        if params is None:
            return _connection_of(self).execute(statement)
        return _connection_of(self).execute(statement, params)

    def scalar(self, statement, params=None, **options):
        return self.execute(statement, params).scalar()

    def scalars(self, statement, params=None, **options):
        return self.execute(statement, params).scalars()

    def get(self, entity, key, **options):
        return self.query(entity).get(key)

    def add(self, instance, **options):
        if instance not in self.new:
            self.new.append(instance)

    def add_all(self, instances):
        for instance in instances:
            self.add(instance)

    def bulk_save_objects(self, instances, **options):
        self.add_all(instances)
        self.flush()

    def bulk_insert_mappings(self, mapper, mappings, **options):
        mappings = list(mappings)
        if mappings:
            _connection_of(self).execute(insert(_entity(mapper)), mappings)

    def bulk_update_mappings(self, mapper, mappings, **options):
        if list(mappings):
            refuse("rows updated one by one through the ORM")

    def merge(self, instance, **options):
        return refuse("an object merged into the session")

    def delete(self, instance):
        refuse("an object deleted through the session")

    def refresh(self, instance, *args, **options):
        refuse("an object read anew from the database")

    def expunge(self, instance):
        if instance in self.new:
            self.new.remove(instance)

    def expunge_all(self):
        self.new = []

    def expire(self, *args, **options):
        pass

    def expire_all(self):
        pass

    def flush(self, *args, **options):
        writes_objects()
        waiting = self.new
        self.new = []
        if waiting:
            self._did = True
        for instance in waiting:
            cls = type(instance)
            if cls._migc_unknown is not None:
                refuse("an object of `" + cls.__name__ + "`, of which " + cls._migc_unknown + ",")
            if cls._migc_joined:
                refuse("an object of a model that inherits from another")
            values = _identity(cls)
            waits = []
            for key in cls._migc_attributes:
                value = vars(instance).get(key)
                if value is None:
                    waits.append(key)
                else:
                    values[cls._migc_attributes[key]] = value
            _connection_of(self).execute(insert(cls.__table__).values(values))
            for key in waits:
                made = inserted(cls.__table__, cls._migc_attributes[key])
                instance._migc_set(key, made)
            instance._migc_set("_migc_written", True)

    def commit(self):
        self.flush()
        self._did = False

    def rollback(self):
        if self._did:
            _connection_of(self).rollback()
        self.new = []

    def close(self):
        self.new = []

    remove = close


class sessionmaker:
    def __init__(self, bind=None, class_=Session, **options):
        self.bind = bind
        self.class_ = class_

    def __call__(self, bind=None, **options):
        return self.class_(bind=bind if bind is not None else self.bind)

    def configure(self, bind=None, **options):
        if bind is not None:
            self.bind = bind

    def begin(self):
        return _Block(self())


class scoped_session:
    def __init__(self, session_factory=None, scopefunc=None):
        self.session_factory = session_factory
        self._session = session_factory()

    def __call__(self, **options):
        return self._session

    def remove(self):
        pass

    def configure(self, **options):
        pass

    def query_property(self, query_cls=None):
        return inert("`query` of a class")

    def __getattr__(self, name):
        return getattr(self._session, name)


def object_session(instance):
    return Session()


def class_mapper(cls, **options):
    return inert()


class attributes:
    @staticmethod
    def flag_modified(instance, key):
        refuse("an object changed through the session")
