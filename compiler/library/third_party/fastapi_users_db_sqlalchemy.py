from . import generics, guid
from .generics import GUID
