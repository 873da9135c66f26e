from sqlalchemy.types import UserDefinedType


class _Sized(UserDefinedType):
    def __init__(self, dim=None):
        self.dim = dim

    def get_col_spec(self, **kw):
        if self.dim is None:
            return self.sql_name
        return "%s(%d)" % (self.sql_name, self.dim)


class VECTOR(_Sized):
    sql_name = "VECTOR"


class HALFVEC(_Sized):
    sql_name = "HALFVEC"


class SPARSEVEC(_Sized):
    sql_name = "SPARSEVEC"


class BIT(_Sized):
    sql_name = "BIT"

    def __init__(self, length=None):
        self.dim = length


Vector = VECTOR
HalfVec = HALFVEC
SparseVec = SPARSEVEC
