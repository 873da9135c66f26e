from .. import TSVectorType
