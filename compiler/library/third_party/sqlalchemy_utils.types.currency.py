from .. import CurrencyType
