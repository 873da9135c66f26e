from .. import CountryType
