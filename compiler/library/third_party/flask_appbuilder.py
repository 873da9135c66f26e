from flask_sqlalchemy import SQLAlchemy
from _migc_rows import inert
from sqlalchemy.orm import declarative_base


class SQLA(SQLAlchemy):
    pass


class ModelDeclarativeMeta(type):
    pass


Model = declarative_base()
Base = Model
AppBuilder = BaseView = IndexView = ModelView = expose = has_access = inert()
