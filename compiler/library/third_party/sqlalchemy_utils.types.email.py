from .. import EmailType
