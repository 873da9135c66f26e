from sqlalchemy import *
from . import sql
