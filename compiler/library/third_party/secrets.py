# Chance has no place in a script: the revision and the number of the call decide.
from random import choice
from _migc_rows import random_below

_URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def randbelow(exclusive_upper_bound):
    return random_below(exclusive_upper_bound)


def token_hex(nbytes=32):
    return "".join([choice("0123456789abcdef") for _ in range(2 * nbytes)])


def token_urlsafe(nbytes=32):
    return "".join([choice(_URL_SAFE) for _ in range((nbytes * 8 + 5) // 6)])
