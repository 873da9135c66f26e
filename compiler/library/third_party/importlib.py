from _migc_rows import import_module as _import_module


def import_module(name, package=None):
    if name.startswith("."):
        dots = len(name) - len(name.lstrip("."))
        parts = package.split(".")
        name = ".".join(parts[: len(parts) - dots + 1] + [name[dots:]])
    return _import_module(name)
