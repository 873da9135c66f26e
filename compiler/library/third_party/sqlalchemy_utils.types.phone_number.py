from .. import PhoneNumberType
