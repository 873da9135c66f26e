from flask_appbuilder import Base, Model, ModelDeclarativeMeta, SQLA
