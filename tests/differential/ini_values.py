#!/usr/bin/env python3
"""Random configuration files: Ini against Python's own ConfigParser.

    python3 ini_values.py PATH/TO/migc_ini_values [-n FILES] [-s SEED]
"""
import argparse
import configparser
import io
import random
import subprocess
import sys

PIECES = ["[alembic]", "[DEFAULT]", "[a b]", "[x]y]", "[]", "[", "a", "b", "Name", "NAME", "here", "é", "Ж",
          "=", ":", " = ", " : ", "==", "%", "%%", "%(a)s", "%(b)s", "%(here)s", "%(NAME)s", "%(", "%(a", "%()s",
          "%(a)d", "#", ";", " # no comment", " ;x", "\n", "\n", "\n", "\n", "\r\n", "\r", "\n\n", "\n ", "\n  ", "\n\t",
          " ", "  ", "\t", "value", "1", "\u00a0", "\u2003", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\x00", "\ufeff", "'\"", "]"]
NAMES = ["a", "b", "Name", "script_location", "sqlalchemy.url", "é", "x y", "here"]
VALUES = ["", "1", "x # y", "%(here)s/m", "%(a)s", "%(b)s%(b)s", "%%", "%(name)s", "a%b", "a\n  b", "a\n\n  b", "\n  a\n  b",
          "a\n# c\n  d", "x = y", "p:q", " lead", "trail  ", "a\n b\n\tc\n\n", "%(nope)s", "\u00a0x\u2003"]


def random_file(rng):
    if rng.random() < 0.4:
        return "".join(rng.choice(PIECES) for _ in range(rng.randrange(40)))
    lines = []
    for _ in range(rng.randrange(1, 4)):
        lines.append(rng.choice(["[alembic]", "[DEFAULT]", "[b]", "[c d]", " [e]", "[f] ; g", "# x", ""]))
        names = rng.sample(NAMES, rng.randrange(len(NAMES)))
        for name in names:
            lines.append(rng.choice(["", "", "", "", " ", "  "]) + name + rng.choice(["=", " = ", ":", " : ", "\t=\t"]) +
                         rng.choice(VALUES))
            if rng.random() < 0.1:
                lines.append(rng.choice(["", "# c", "; c", "  # c", " ", "word", "  more", "%(x)s"]))
    if rng.random() < 0.7 and not lines[0].startswith("["):
        lines.insert(0, "[alembic]")
    return rng.choice(["\n", "\n", "\n", "\r\n", "\r"]).join(lines)


def expected(text):
    parser = configparser.ConfigParser({"here": "/h"})
    try:
        # as open() in text mode gives lines
        parser.read_file(io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
    except configparser.Error:
        return "!"
    line = ""
    for section in parser.sections():
        line += "[%s]" % section.encode().hex()
        for name in parser.options(section):
            try:
                value = parser.get(section, name).encode().hex()
            except configparser.Error:
                value = "?"
            line += " %s=%s" % (name.encode().hex(), value)
        line += " "
    return line


def normal(line):
    """Options of a section in no order: ConfigParser lists those of DEFAULT last, or first."""
    return [sorted(part.split(" ")) for part in line.split("[")]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("program")
    ap.add_argument("-n", type=int, default=5000)
    ap.add_argument("-s", "--seed", type=int, default=1)
    a = ap.parse_args()
    rng = random.Random(a.seed)
    texts = [random_file(rng) for _ in range(a.n)]
    data = b"".join(b"FILE %d\n%s\n" % (len(t.encode()), t.encode()) for t in texts)
    out = subprocess.run([a.program], input=data, stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
    assert len(out) == len(texts), (len(out), len(texts))
    wrong = refused = 0
    for text, got in zip(texts, out):
        want = expected(text)
        refused += want == "!"
        if normal(want) != normal(got):
            wrong += 1
            if wrong <= 5:
                print("%r\n  Python %s\n  migc   %s" % (text, want, got))
    print("%d files, %d refused by both, %d differ" % (len(texts), refused, wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
