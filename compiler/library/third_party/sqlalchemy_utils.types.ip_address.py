from .. import IPAddressType
