from .. import JSONType
