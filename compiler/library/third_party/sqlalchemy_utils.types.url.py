from .. import URLType
