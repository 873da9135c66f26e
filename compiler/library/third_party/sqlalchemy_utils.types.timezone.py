from .. import TimezoneType
