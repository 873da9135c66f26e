# Constants and templates of the standard library.
import re

ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ascii_letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
hexdigits = digits + "abcdefABCDEF"
octdigits = "01234567"
punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
whitespace = " \t\n\r\v\f"
printable = digits + ascii_letters + punctuation + whitespace

_PLACEHOLDER = r"\$(?:(\$)|([_a-zA-Z][_a-zA-Z0-9]*)|\{([_a-zA-Z][_a-zA-Z0-9]*)\})"


def capwords(s, sep=None):
    return (sep or " ").join([word.capitalize() for word in s.split(sep)])


class Template:
    def __init__(self, template):
        self.template = template

    def _filled(self, values, safe):
        def fill(match):
            if match.group(1):
                return "$"
            name = match.group(2) or match.group(3)
            if safe and name not in values:
                return match.group(0)
            return str(values[name])

        return re.sub(_PLACEHOLDER, fill, self.template)

    def substitute(self, mapping=None, **values):
        if "$" in re.sub(_PLACEHOLDER, "", self.template):
            raise ValueError("Invalid placeholder in string")
        return self._filled({**(mapping or {}), **values}, False)

    def safe_substitute(self, mapping=None, **values):
        return self._filled({**(mapping or {}), **values}, True)
