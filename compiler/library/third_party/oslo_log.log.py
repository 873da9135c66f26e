from logging import (
    CRITICAL,
    DEBUG,
    ERROR,
    FATAL,
    INFO,
    NOTSET,
    WARN,
    WARNING,
    getLogger,
)

TRACE = 5


def register_options(conf):
    pass


def setup(conf, product_name, version="unknown", **options):
    pass


def set_defaults(*args, **options):
    pass
