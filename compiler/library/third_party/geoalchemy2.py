from . import types
from .types import Geography, Geometry, Raster
