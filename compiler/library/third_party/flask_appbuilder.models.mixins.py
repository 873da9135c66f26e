import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer
from sqlalchemy.orm import declared_attr, relationship


class AuditMixin:
    created_on = Column(DateTime, default=datetime.datetime.now, nullable=False)
    changed_on = Column(
        DateTime, default=datetime.datetime.now, onupdate=datetime.datetime.now, nullable=False
    )

    @declared_attr
    def created_by_fk(cls):
        return Column(Integer, ForeignKey("ab_user.id"), nullable=False)

    @declared_attr
    def created_by(cls):
        return relationship("User")

    @declared_attr
    def changed_by_fk(cls):
        return Column(Integer, ForeignKey("ab_user.id"), nullable=False)

    @declared_attr
    def changed_by(cls):
        return relationship("User")

    @classmethod
    def get_user_id(cls):
        return None  # Nobody is logged in while migrations run.


class UserExtensionMixin:
    pass


class BaseMixin:
    pass
