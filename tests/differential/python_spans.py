#!/usr/bin/env python3
"""Compares migc's Python parser with CPython's, file by file.

    python_spans.py TOOL [--statements] [--library] [--odd] PATH...

TOOL is the test program `migc_parse_spans`. Every `.py` under the paths is parsed by both. They must
agree on what is valid, and on valid files on the whole tree: every node, its place, every constant
(`--statements`: only the places of statements, for interpreters whose expressions have other shapes).
`--library` adds the library of this interpreter, `--odd` a hundred files with all kinds of encodings
and line ends, which have no business in a repository. Exits 1 on any difference. Needs nothing but
the interpreter it runs under.
"""
import ast
import collections
import os
import re
import struct
import subprocess
import sys
import tempfile
import unicodedata
import warnings

warnings.simplefilter("ignore")
sys.setrecursionlimit(20000)

FIELDS = {
    "Constant": ["value"], "Name": ["id"], "Attribute": ["value", "attr"],
    "Subscript": ["value", "slice"], "Starred": ["value"], "List": ["elts"], "Tuple": ["elts"],
    "Assign": ["targets", "value"], "AnnAssign": ["target", "annotation", "value"],
    "For": ["target", "iter", "body", "orelse"], "AsyncFor": ["target", "iter", "body", "orelse"],
    "With": ["items", "body"], "AsyncWith": ["items", "body"],
    "FunctionDef": ["name", "args", "body", "decorator_list", "returns", "type_params"],
    "AsyncFunctionDef": ["name", "args", "body", "decorator_list", "returns", "type_params"],
    "ClassDef": ["name", "bases", "keywords", "body", "decorator_list", "type_params"],
    "arg": ["arg", "annotation"],
    "TypeVar": ["name", "bound", "default_value"],
    "TypeVarTuple": ["name", None, "default_value"], "ParamSpec": ["name", None, "default_value"],
}
PLACED = (ast.expr, ast.stmt, ast.excepthandler, ast.keyword) + (
    (ast.pattern,) if hasattr(ast, "pattern") else ())
PLAIN = re.compile(rb"[0-9A-Za-z_]")
LISTS = {"decorator_list", "type_params", "bases", "keywords"}


def text(raw):
    return "s" + "".join(chr(c) if PLAIN.match(bytes([c])) else "%%%02x" % c for c in raw)


def double(value):
    return struct.pack(">d", value).hex()


def constant(value):
    if value is None or value is True or value is False or value is Ellipsis:
        return "Ellipsis" if value is Ellipsis else repr(value)
    if isinstance(value, int):
        return "int<%d>" % value
    if isinstance(value, float):
        return "float" + double(value)
    if isinstance(value, complex):
        return "imag" + double(value.imag)
    if isinstance(value, bytes):
        return "b" + text(value)
    return text(value.encode("utf-8", "surrogatepass"))


def dump(node, quiet=False):
    if node is None:
        return "None"
    if isinstance(node, list):
        return "[%s]" % ",".join(dump(item, quiet) for item in node)
    if isinstance(node, str):
        return "n" + text(node.encode("utf-8", "surrogatepass"))
    if isinstance(node, int):
        return str(int(node))
    name = type(node).__name__
    place = ""
    if isinstance(node, PLACED) and not quiet and hasattr(node, "end_lineno"):
        place = "@%d:%d-%d:%d" % (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
    if name == "Constant":
        return "Constant%s(%s)" % (place, constant(node.value))
    if name == "MatchSingleton":
        return "MatchSingleton%s(%s)" % (place, constant(node.value))
    if isinstance(node, (ast.operator, ast.unaryop, ast.boolop, ast.cmpop)):
        return name
    if name == "TypeAlias":
        return "TypeAlias%s(Name(%s),%s,%s)" % (
            place, dump(node.name.id), dump(node.type_params), dump(node.value))
    if name == "arguments":
        one = lambda arg: [arg] if arg else []
        parts = [getattr(node, "posonlyargs", []), node.args, one(node.vararg), node.kwonlyargs,
                 node.kw_defaults, one(node.kwarg), node.defaults]
        return "arguments(%s)" % ",".join(dump(part, quiet) for part in parts)
    if name == "JoinedStr":
        values = []  # CPython keeps empty texts, and apart what it read apart, in some versions.
        for value in node.values:
            if isinstance(value, ast.Constant) and not value.value:
                continue
            if isinstance(value, ast.Constant) and values and isinstance(values[-1], ast.Constant):
                value = ast.Constant(values.pop().value + value.value)
            values.append(value)
        return "JoinedStr%s([%s])" % (place, ",".join(dump(value, True) for value in values))
    if name == "FormattedValue" and node.format_spec is not None and not node.format_spec.values:
        node.format_spec = None
    parts = []
    for field in FIELDS.get(name, node._fields):
        if field in ("ctx", "kind", "type_comment", "simple"):
            continue
        default = [] if field in LISTS else None
        parts.append(dump(getattr(node, field, default) if field else None, quiet))
    return "%s%s(%s)" % (name, place, ",".join(parts))


STATEMENT = re.compile(r"\b([A-Z]\w+@\d+:\d+-\d+:\d+)\(")
STATEMENTS = {n for n, t in vars(ast).items() if isinstance(t, type) and issubclass(t, ast.stmt)}


def statements(line):
    return [place for place in STATEMENT.findall(line) if place.split("@")[0] in STATEMENTS]


def expected(path, raw):
    """The lines for a file, or None and the reason if CPython refuses it."""
    try:
        tree = ast.parse(raw, path)
        compile(raw, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return None, str(error)
    except (RecursionError, MemoryError):
        return None, "too deep"
    return [dump(node) for node in tree.body], ""


INTEGER = re.compile(r"int<(\d+):([0-9A-Fa-f]+)>")


NAME = re.compile(r"\bns(\w*%[\w%]*)")
HEX = re.compile(r"%([0-9a-f]{2})")


def normal_name(match):
    """migc keeps a name as it is written, CPython folds its compatibility characters."""
    raw = HEX.sub(lambda m: chr(int(m[1], 16)), match[1]).encode("latin-1")
    return "n" + text(unicodedata.normalize("NFKC", raw.decode()).encode())


def normal(line):
    line = INTEGER.sub(lambda m: "int<%d>" % int(m[2], int(m[1])), line)
    return NAME.sub(normal_name, line)


def equal(want, have):
    if want == have or "s?" not in have:
        return want == have
    # A string with a character named by `\N{...}`, which migc does not know.
    pattern = re.escape(have).replace(re.escape("s?"), r"s[\w%]*")
    return re.fullmatch(pattern, want) is not None


def ours(tool, paths):
    """The lines for each file, or the text of the refusal."""
    result = subprocess.run([tool], input="\n".join(paths).encode("utf-8", "surrogateescape"),
                            stdout=subprocess.PIPE, check=True)
    answers = []
    for line in result.stdout.decode("utf-8", "surrogateescape").split("\n"):
        if line.startswith("= "):
            answers.append([])
        elif line.startswith("! "):
            answers.append(line)
        elif line:
            answers[-1].append(normal(line))
    return answers


def compare(tool, batch, only_statements, counts):
    answers = ours(tool, [path for path, raw in batch])
    for (path, raw), have in zip(batch, answers):
        counts["files"] += 1
        want, reason = expected(path, raw)
        if want is None and isinstance(have, str):
            counts["refused"] += 1
            continue
        if want is None:
            print("ACCEPTED %s: %r: CPython says: %s" % (path, raw[:60], reason), flush=True)
            continue
        if isinstance(have, str):
            print("REFUSED %s (%r)" % (have[2:], raw[:60]), flush=True)
            continue
        if only_statements:
            want = [place for line in want for place in statements(line)]
            have = [place for line in have for place in statements(line)]
        if len(want) == len(have) and all(map(equal, want, have)):
            counts["same"] += 1
            continue
        for a, b in zip(want + [""], have + [""]):
            if equal(a, b):
                continue
            at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), 0)
            print("DIFFERENT %s\n  want %s\n  have %s" % (
                path, a[max(0, at - 60):at + 60], b[max(0, at - 60):at + 60]), flush=True)
            break


def odd_files():
    """Bytes at the edges of what is a Python file."""
    code = "x = 'é'\n"
    for cookie in ("utf-8", "UTF8", "utf_8", "utf-8-sig", "latin-1", "iso-8859-1", "ISO_8859-1", "l1",
                   "iso-8859-15", "cp1252", "windows-1252", "ascii", "us-ascii", "cp1251", "koi8-r",
                   "mac-roman", "utf-16", "rot13", "nonsense", "utf-8-unix", "latin-1-dos"):
        for raw in (code.encode(), code.encode("latin-1")):
            yield b"# -*- coding: " + cookie.encode() + b" -*-\n" + raw
    latin = b"'\xe9'\n"
    yield from (
        b"", b"\n", b"\r", b"\r\n", b"x", b"x\r", b"x\ry\r", b"x\r\ny\r\n", b"x\n\ry\n", b"\x0c\nx\n",
        b"if x:\r\n  y\r\n", b"if x:\r\ty\r\tz\r", b"x = '''a\r\nb\rc'''\r\n", b"x = 'a\\\r\nb'\n",
        b"x = 'a\rb'\n", b"x = \\\r\n  1\r\n", b"x = 1 \\", b"x = 1 \\\n", b"(\r\n1\r\n)\r\n",
        b"if x:\n\ty\n        z\n", b"if x:\n        y\n\tz\n", b"if x:\n \ty\n\tz\n",
        b"if x:\n  y\n \x0c  z\n", b"if x:\n  y\n\x0c  z\n", b"  \n# c\n\nx\n", b" x\n", b"x \x0c= 1\n",
        b"\xef\xbb\xbf", b"\xef\xbb\xbfx\n", b"\xef\xbb\xbf\xef\xbb\xbfx\n", b"x\n\xef\xbb\xbfy\n",
        b"\xef\xbb\xbf# coding: utf-8\nx\n", b"\xef\xbb\xbf# coding: latin-1\nx\n",
        "x = 1\n".encode("utf-16"), "x = 1\n".encode("utf-16-le"), "x = 1\n".encode("utf-32"),
        b"x = 1\x00\n", b"x = '\x00'\n", b"# \x00\n", b"x = 1\x1a\n", b"x\x0b= 1\n", b"x = '\x80'\n",
        b"x = '\xed\xa0\x80'\n", b"x = '\xf4\x90\x80\x80'\n", b"# \xff\n",
        b"\n# coding: latin-1\n" + latin, b"\n\n# coding: latin-1\n" + latin,
        b"x\n# coding: latin-1\n" + latin, b"#!/x\n#coding=l1\n" + latin,
        b"x # coding: latin-1\n" + latin, b"\r# coding: latin-1\r" + latin,
        b" \t# coding: latin-1\n" + latin, b"# coding : latin-1\n" + latin,
        b"'''\n# coding: latin-1\n'''\n" + latin, b"x = \xc2\xa01\n",
        "naïve = ª = 1\n".encode(), "x = “a”\n".encode(), "x = a→b\n".encode(), "x = 1 – 2\n".encode(),
        "if x:\n\u3000y\n".encode(), "x\u2028y\n".encode(), "# \u2028 y\nx\n".encode(), b"x = 1;;\n",
        b";\n",
    )


def main():
    args = sys.argv[1:]
    only_statements = "--statements" in args
    tool, *roots = [arg for arg in args if not arg.startswith("--")]
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    if "--library" in args:
        roots.append(os.path.dirname(os.__file__))
    with tempfile.TemporaryDirectory() as folder:
        if "--odd" in args:
            roots.append(folder)
            for number, raw in enumerate(odd_files()):
                with open(os.path.join(folder, "odd_%03d.py" % number), "wb") as file:
                    file.write(raw)
        return compare_all(tool, roots, only_statements)


def compare_all(tool, roots, only_statements):
    paths = []
    for root in roots:
        if os.path.isfile(root):
            paths.append(root)
        for folder, folders, files in os.walk(root):
            folders.sort()
            paths += [os.path.join(folder, name) for name in sorted(files) if name.endswith(".py")]
    seen = set()
    counts = collections.Counter()
    batch = []
    for path in paths:
        if not os.path.isfile(path) or "\n" in path:
            continue
        with open(path, "rb") as file:
            raw = file.read()
        key = hash(raw)  # Installations share most of their files.
        if key in seen:
            continue
        seen.add(key)
        batch.append((path, raw))
        if len(batch) == 100:
            compare(tool, batch, only_statements, counts)
            batch = []
    compare(tool, batch, only_statements, counts)
    files, same, refused = counts["files"], counts["same"], counts["refused"]
    print("%d files: %d the same, %d refused by both, %d different" % (
        files, same, refused, files - same - refused))
    return 0 if files and same + refused == files else 1


sys.exit(main())
