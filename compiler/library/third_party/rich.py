# Colours and bars for whoever watches a run.
def print(*args, **options):
    pass


def get_console():
    from .console import Console

    return Console()
