from .. import ArrowType
