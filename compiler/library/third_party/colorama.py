# Colours for whoever watches a run.
class _Codes:
    def __getattr__(self, name):
        return ""


Fore = Back = Style = _Codes()


def init(*args, **options):
    pass


deinit = just_fix_windows_console = init
