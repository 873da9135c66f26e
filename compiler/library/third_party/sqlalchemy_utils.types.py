from .. import *
from . import (arrow, choice, color, country, currency, email, encrypted, ip_address, json, locale, password,
               phone_number, scalar_list, timezone, ts_vector, url, uuid)
