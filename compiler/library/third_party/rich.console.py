from logging import getLogger

Console = getLogger
