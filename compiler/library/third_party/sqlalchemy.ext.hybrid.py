from _migc_rows import inert


class hybrid_property:
    def __init__(self, fget, *args, **options):
        self.fget = fget

    def __getattr__(self, name):
        return lambda fn: self

    def __call__(self, *args):
        return self


def hybrid_method(fn):
    return fn


class Comparator:
    pass
