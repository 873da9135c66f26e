import sqlalchemy as _sqlalchemy
from sqlalchemy import *
from sqlalchemy.orm import Session as _Session

del sql
from . import sql


class Session(_Session):
    def exec(self, statement, params=None, **options):
        return self.execute(statement, params)
