from sqlalchemy.exc import InvalidRequestError, MultipleResultsFound, NoResultFound, SQLAlchemyError


class StaleDataError(SQLAlchemyError):
    pass


ConcurrentModificationError = StaleDataError


class FlushError(SQLAlchemyError):
    pass


class UnmappedError(InvalidRequestError):
    pass


class UnmappedInstanceError(UnmappedError):
    pass


class UnmappedClassError(UnmappedError):
    pass


class ObjectDeletedError(InvalidRequestError):
    pass


class DetachedInstanceError(SQLAlchemyError):
    pass
