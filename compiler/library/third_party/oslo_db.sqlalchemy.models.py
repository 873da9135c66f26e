from sqlalchemy import Column, DateTime, Integer


class ModelBase:
    __partial__ = True


class ModelIterator:
    __partial__ = True


class TimestampMixin:
    created_at = Column(DateTime)
    updated_at = Column(DateTime)


class SoftDeleteMixin:
    deleted_at = Column(DateTime)
    deleted = Column(Integer)
