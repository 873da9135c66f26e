# Logging: for whoever watches a run, not for the script.
from logging import getLogger

logger = getLogger()
