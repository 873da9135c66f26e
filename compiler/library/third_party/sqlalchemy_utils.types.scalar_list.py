from .. import ScalarListType
