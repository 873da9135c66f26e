from .. import UUIDType
