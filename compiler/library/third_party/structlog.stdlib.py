from logging import getLogger

get_logger = getLogger
BoundLogger = getLogger
