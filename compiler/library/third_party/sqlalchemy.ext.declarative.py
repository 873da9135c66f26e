from sqlalchemy.orm import DeclarativeMeta, as_declarative, declarative_base, declared_attr
