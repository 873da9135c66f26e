# A bar that shows how far a run is.
class tqdm:
    def __init__(self, iterable=(), *args, **options):
        self.iterable = iterable

    def __iter__(self):
        return iter(self.iterable)

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False

    def _nothing(self, *args, **options):
        pass

    update = close = clear = refresh = reset = set_description = set_description_str = _nothing
    set_postfix = set_postfix_str = _nothing

    @staticmethod
    def write(*args, **options):
        pass


def trange(*args, **options):
    return range(*args)
