class Mutable:
    @classmethod
    def as_mutable(cls, sqltype):
        return sqltype

    @classmethod
    def coerce(cls, key, value):
        return value

    @classmethod
    def associate_with(cls, sqltype):
        pass


class MutableDict(Mutable, dict):
    pass


class MutableList(Mutable, list):
    pass


class MutableSet(Mutable, set):
    pass
