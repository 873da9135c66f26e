# What a program says on a terminal.
def echo(*args, **options):
    pass


secho = echo


def style(text, *args, **options):
    return text


def unstyle(text):
    return text
