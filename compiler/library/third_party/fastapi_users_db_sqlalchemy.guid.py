from .generics import GUID
