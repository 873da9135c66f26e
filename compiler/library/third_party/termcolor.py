# Colours for whoever watches a run.
def colored(text, *args, **options):
    return str(text)


def cprint(*args, **options):
    pass
