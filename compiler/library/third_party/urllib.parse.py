# Quoting of URLs.
from _migc_rows import inert

_ALWAYS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~"


def quote(string, safe="/", encoding="utf-8", errors="strict"):
    data = string if isinstance(string, bytes) else string.encode(encoding, errors)
    made = []
    for byte in data:
        character = chr(byte)
        plain = byte < 128 and (character in _ALWAYS or character in safe)
        made.append(character if plain else "%{:02X}".format(byte))
    return "".join(made)


def quote_plus(string, safe="", encoding="utf-8", errors="strict"):
    return quote(string, safe + " ", encoding, errors).replace(" ", "+")


def __getattr__(name):
    return inert("`" + name + "` of `urllib.parse`")
