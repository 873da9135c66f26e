from .. import LocaleType
