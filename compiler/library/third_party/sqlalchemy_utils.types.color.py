from .. import ColorType
