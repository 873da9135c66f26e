from ... import EncryptedType, StringEncryptedType


class AesEngine:
    pass


class AesGcmEngine:
    pass


class FernetEngine:
    pass
