# The clock as OpenStack's projects ask for it.
import datetime


def utcnow(with_timezone=False):
    if with_timezone:
        return datetime.datetime.now(datetime.timezone.utc)
    return datetime.datetime.utcnow()
