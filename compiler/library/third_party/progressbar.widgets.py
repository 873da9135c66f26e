from logging import getLogger

AnimatedMarker = Bar = BouncingBar = Counter = ETA = AdaptiveETA = FileTransferSpeed = getLogger
FormatLabel = Percentage = ReverseBar = RotatingMarker = SimpleProgress = Timer = getLogger
