# Models as plain holders of values: what their fields are given and their defaults. A class that
# validates by methods of its own may change what it is given, so its instances are not known.
from dataclasses import dataclass, field
from _migc_rows import inert, kind_of


class _Validator:
    def __init__(self, fn):
        self.fn = fn


def field_validator(*names, **options):
    return _Validator


def model_validator(*args, **options):
    return _Validator


validator = root_validator = field_serializer = model_serializer = field_validator


def computed_field(fn=None, **options):
    return inert("a computed field of pydantic")


def Field(default=..., default_factory=None, **options):
    if default_factory is not None:
        return field(default_factory=default_factory)
    if default is ...:
        return field()
    return field(default=default)


class ValidationError(ValueError):
    pass


def PrivateAttr(default=None, **options):
    return default


def ConfigDict(**options):
    return options


class BaseModel:
    def __init_subclass__(cls, **options):
        for base in [cls] + list(cls.__mro__):
            if base is object or base is BaseModel:
                continue
            names = vars(base)
            for key in names:
                value = names[key]
                if kind_of(value) == "instance" and isinstance(value, _Validator):
                    cls.__init__ = inert("a model of pydantic that validates")
                    return
        dataclass(cls)
        made = cls.__init__

        def __init__(self, **data):
            fields = type(self).__dataclass_fields__
            try:
                made(self, **{name: data[name] for name in data if name in fields})
            except TypeError as missing:
                raise ValidationError(str(missing))

        cls.__init__ = __init__

    def __getattr__(self, name):
        return inert("`" + name + "` of a model of pydantic")

    def model_dump(self, **options):
        if options:
            return inert("a dump of a model of pydantic")
        return {name: getattr(self, name) for name in type(self).__dataclass_fields__}

    @classmethod
    def model_validate(cls, obj, **options):
        return cls(**obj)
