from .. import PasswordType
