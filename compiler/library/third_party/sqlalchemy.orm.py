# Declarative models, sessions and queries, as far as migrations use them. What a query gives is
# asked of the connection, which answers from the replay.
from sqlalchemy import (
    Column,
    MetaData,
    Table,
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
from _migc_rows import (
    connection,
    has_no_rows,
    inert,
    inserted,
    is_connection,
    kind_of,
    refuse,
    writes_objects,
)

from . import exc


# ---- models


class declared_attr:
    def __init__(self, fn=None, cascading=False, quiet=False):
        self.fn = fn

    def __call__(self, fn):
        return declared_attr(fn)

    @staticmethod
    def directive(fn):
        return declared_attr(fn)

    @staticmethod
    def cascading(fn):
        return declared_attr(fn)


def _light_table(name, *columns, schema=None):
    return table(name, *[column(c.name, c.type) for c in columns], schema=schema)


def _map(cls):
    found = {}
    bases = [cls] + [base for base in cls.__mro__ if base is not cls and base is not object]
    for base in bases:
        names = vars(base)
        for key in names:
            if key in found:
                continue
            value = names[key]
            if kind_of(value) == "instance" and isinstance(value, declared_attr):
                fn = value.fn
                value = fn.__func__(cls) if isinstance(fn, classmethod) else fn(cls)
                setattr(cls, key, value)
            found[key] = value
    if "__table__" in vars(cls):
        for of in cls.__table__.columns:
            if of.key not in vars(cls):
                setattr(cls, of.key, of)
        return
    name = found.get("__tablename__")
    if found.get("__abstract__") and "__abstract__" in vars(cls):
        return
    if name is None or ("__tablename__" not in vars(cls) and hasattr(cls, "__table__")):
        return
    columns = []
    keys = []
    unknown = False
    for key in found:
        value = found[key]
        if kind_of(value) == "unknown" and not key.startswith("__"):
            unknown = True
        if kind_of(value) == "column":
            if value.table is not None or key not in vars(cls):
                value = value.copy()
            if value.name is None:
                value.name = key
                value.key = key
            columns.append(value)
            keys.append(key)
    for base in bases:  # Columns that are only annotated; of what type is not worked out.
        annotations = vars(base).get("__annotations__") or {}
        for key in annotations:
            if key in found or kind_of(annotations[key]) != "instance":
                continue
            if isinstance(annotations[key], _MappedOf):
                found[key] = None
                unknown = True
                setattr(cls, key, inert("the type of a column that is only annotated"))
    arguments = found.get("__table_args__") or ()
    options = {}
    if isinstance(arguments, dict):
        options = arguments
        arguments = ()
    elif arguments and isinstance(arguments[-1], dict):
        options = arguments[-1]
        arguments = arguments[:-1]
    if unknown:  # Perhaps a column: such a table can be asked for, and not be created.
        cls.__table__ = _light_table(name, *columns, schema=options.get("schema"))
        return
    made = Table(name, cls.metadata, *columns, *arguments, **options)
    cls.__table__ = made
    for key, of in zip(keys, columns):
        setattr(cls, key, made.c[of.key])


class DeclarativeBase:
    __partial__ = True
    metadata = MetaData()

    def __init__(self, **values):
        mapped = getattr(type(self), "__table__", None)
        if mapped is not None:
            for key in mapped.c.keys():
                setattr(self, key, None)
        self._given = {}
        for key in values:
            setattr(self, key, values[key])

    def __init_subclass__(cls, **options):
        if DeclarativeBase in cls.__bases__ and "metadata" not in vars(cls):
            cls.metadata = MetaData()
        _map(cls)


def declarative_mixin(cls):
    return cls


class DeclarativeMeta(type):
    pass


DeclarativeBaseNoMeta = DeclarativeBase


class MappedAsDataclass:
    pass


def declarative_base(metadata=None, cls=object, name="Base", bind=None, **options):
    if cls is object:

        class Base(DeclarativeBase):
            pass

    else:

        class Base(cls, DeclarativeBase):
            pass

    Base.metadata = metadata if metadata is not None else MetaData()
    return Base


def as_declarative(**options):
    def decorate(cls):
        return declarative_base(cls=cls, **options)

    return decorate


class registry:
    def __init__(self, metadata=None, **options):
        self.metadata = metadata if metadata is not None else MetaData()

    def generate_base(self, **options):
        return declarative_base(metadata=self.metadata)


def mapped_column(*args, **options):
    for name in ("init", "repr", "kw_only", "default_factory", "compare", "deferred",
                 "deferred_group", "deferred_raiseload", "sort_order", "use_existing_column",
                 "active_history", "hash"):
        options.pop(name, None)
    return Column(*args, **options)


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


def validates(*names, **options):
    def decorate(fn):
        return fn

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
        statement = update(_source(self._entities[0])).values(given)
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
            _connection_of(self).execute(insert(_source(mapper)), mappings)

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
            values = {}
            for key in cls.__table__.c.keys():
                value = getattr(instance, key)
                if value is not None:
                    values[key] = value
            _connection_of(self).execute(insert(cls.__table__).values(values))
            for key in cls.__table__.c.keys():
                if key not in values:
                    setattr(instance, key, inserted(cls.__table__, key))

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
