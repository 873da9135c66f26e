#!/usr/bin/env python3
"""Random TOML files: read_toml against Python's own tomllib (3.11 and later).

    python3 toml_values.py PATH/TO/migc_toml_values [-n FILES] [-s SEED]
"""
import argparse
import datetime
import json
import math
import random
import subprocess
import sys
import tomllib

KEYS = ["a", "b", "a.b", "a.b.c", "b.c", '"x y"', "'q.r'", "é", "1", "a-b_c", '"a"', "tool", " a . b ", '""', '"\\u00e9"', ""]
VALUES = ["1", "-7", "+3", "1_000", "1__0", "_1", "1_", "0x1F", "0o17", "0b101", "0xg", "007", "0", "-0", "1.5", "1.", ".5",
          "1e3", "1.5E-2", "1e", "inf", "-nan", "true", "false", "True", '"text"', "'raw\\n'", '"esc \\n \\u00e9 \\U0001F600"',
          '"bad \\q"', '"\\ud800"', '"unclosed', '"""long\ntext"""', '"""\nfirst\\\n   joined"""', "'''raw\n'a' '''", '"""q"""""',
          '"""a""b"""', "1979-05-27", "1979-05-27T07:32:00Z", "1979-05-27 07:32:00", "07:32:00", "[]", "[1, 2]", "[1, 2,]", "[,]",
          '["a", "b"]', '[\n "a", # c\n "b"\n]', "[[1], ['x']]", "{}", "{a = 1}", "{a = 1, b = 2}", "{a = 1,}", "{a.b = 1, a.c = 2}",
          "{a = 1, a = 2}", "[{a = 1}, {a = 2}]", "{a = {b = [1]}}", "{\na = 1}", "word", "", "1 2", '"a" "b"', "é", '"é"', "[1 2]",
          '"tab\there"', '"nul\x01"', "'it''s'"]
LINES = ["[a]", "[b]", "[a.b]", "[a.b.c]", "[[t]]", "[[t]]", "[t.x]", "[[t.y]]", "['x y']", "[a", "[]", "[[a]", "[a] # c", "# comment", "",
         " ", "\t# x", "[a.\n b]", "=", "a", "[é]"]


def random_file(rng):
    lines = []
    for _ in range(rng.randrange(1, 7)):
        if rng.random() < 0.35:
            lines.append(rng.choice(LINES))
        else:
            key = rng.choice(KEYS[:5]) + str(rng.randrange(9)) if rng.random() < 0.7 else rng.choice(KEYS)
            lines.append(key + rng.choice([" = ", "=", " =  "]) + rng.choice(VALUES) + rng.choice(["", "", "", " # c"]))
    return rng.choice(["\n", "\n", "\n", "\r\n"]).join(lines) + rng.choice(["", "\n"])


def plain(value):
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, (datetime.date, datetime.time, datetime.datetime)):
        return "date"
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return value


def leaves(value):
    """all that is no table, in no order"""
    if isinstance(value, dict):
        return [x for k, v in value.items() for x in leaves(v)]
    if isinstance(value, list):
        return [x for v in value for x in leaves(v)]
    if isinstance(value, str) and len(value) > 4 and (value[4:5] == "-" or value[2:3] == ":") and value[:2].isdigit():
        value = "date"
    return [json.dumps(value)]


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
        try:
            want = plain(tomllib.loads(text))
        except tomllib.TOMLDecodeError:
            want = None
        refused += want is None
        if want is None or got == "!":
            same = want is None and got == "!"
        else:
            same = sorted(leaves(want)) == sorted(leaves(json.loads(got)))
        if not same:
            wrong += 1
            if wrong <= 8:
                print("%r\n  Python %s\n  migc   %s" % (text, json.dumps(want), got))
    print("%d files, %d refused by both, %d differ" % (len(texts), refused, wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
