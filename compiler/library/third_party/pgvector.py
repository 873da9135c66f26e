from . import sqlalchemy
