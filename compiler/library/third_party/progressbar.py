# A bar that shows how far a run is.
from logging import getLogger

from . import widgets

AnimatedMarker = Bar = BouncingBar = Counter = ETA = AdaptiveETA = FileTransferSpeed = getLogger
FormatLabel = Percentage = ReverseBar = RotatingMarker = SimpleProgress = Timer = getLogger
UnknownLength = None


class ProgressBar:
    def __init__(self, *args, **options):
        pass

    def __call__(self, iterable, max_value=None):
        return iterable

    def start(self, *args, **options):
        return self

    def update(self, *args, **options):
        pass

    def increment(self, *args, **options):
        pass

    def finish(self, *args, **options):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False


DataTransferBar = NullBar = ProgressBar


def progressbar(iterator, *args, **options):
    return iterator
