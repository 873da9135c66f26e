#!/usr/bin/env python3
"""Compares migc's Python parser with CPython's, file by file.

    python_spans.py TOOL [--statements] PATH...

TOOL is the test program `migc_parse_spans`. Every `.py` under the paths is parsed by both. They must
agree on what is valid, and on valid files on the whole tree: every node, its place, every constant
(`--statements`: only the places of statements, for interpreters whose expressions have other shapes).
Exits 1 on any difference. Needs nothing but the interpreter it runs under.
"""
import ast
import os
import re
import struct
import subprocess
import sys
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
        return text(node.encode("utf-8", "surrogatepass"))
    if isinstance(node, int):
        return str(int(node))
    name = type(node).__name__
    place = ""
    if isinstance(node, PLACED) and not quiet:
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


def expected(path):
    """The lines for a file, or None if CPython refuses it."""
    try:
        with open(path, "rb") as file:
            raw = file.read()
        tree = ast.parse(raw, path)
        compile(raw, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return None, str(error)
    except (RecursionError, MemoryError):
        return None, "too deep"
    return [dump(node) for node in tree.body], ""


INTEGER = re.compile(r"int<(\d+):([0-9A-Fa-f]+)>")


def normal(line):
    return INTEGER.sub(lambda m: "int<%d>" % int(m[2], int(m[1])), line)


def main():
    args = sys.argv[1:]
    only_statements = "--statements" in args
    args = [arg for arg in args if arg != "--statements"]
    tool, paths = args[0], []
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    for root in args[1:]:
        if os.path.isfile(root):
            paths.append(root)
        for folder, folders, files in os.walk(root):
            folders.sort()
            paths += [os.path.join(folder, name) for name in sorted(files) if name.endswith(".py")]
    paths = [path for path in paths if os.path.isfile(path) and "\n" not in path]
    result = subprocess.run([tool], input="\n".join(paths).encode("utf-8", "surrogateescape"),
                            stdout=subprocess.PIPE, check=True)
    ours = {}
    current = None
    for line in result.stdout.decode("utf-8", "surrogateescape").split("\n"):
        if line.startswith("= "):
            current = ours.setdefault(line[2:], [])
        elif line.startswith("! "):
            path = next(iter_path for iter_path in [paths[len(ours)]])
            ours[path] = line
        elif line:
            current.append(line)
    files = same = refused = 0
    for path in paths:
        files += 1
        want, reason = expected(path)
        have = ours.get(path)
        if want is None or isinstance(have, str) or have is None:
            if want is None and isinstance(have, str):
                refused += 1
            elif want is None:
                print("ACCEPTED %s: CPython says: %s" % (path, reason))
            else:
                print("REFUSED %s" % have)
            continue
        have = [normal(line) for line in have]
        if only_statements:
            want = [place for line in want for place in statements(line)]
            have = [place for line in have for place in statements(line)]
        if want == have:
            same += 1
            continue
        for a, b in zip(want + [""], have + [""]):
            if a == b:
                continue
            at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), 0)
            print("DIFFERENT %s\n  want %s\n  have %s" % (path, a[max(0, at - 60):at + 60],
                                                         b[max(0, at - 60):at + 60]))
            break
    print("%d files: %d the same, %d refused by both, %d different" % (
        files, same, refused, files - same - refused))
    return 0 if files and same + refused == files else 1


sys.exit(main())
