#!/usr/bin/env python3
"""What a second parser makes of the scripts for servers that cannot run here.

    second_parser.py            ask sqlglot (requirements.txt) and write second_parser.tsv
    second_parser.py --check    needs no packages: has each script been asked as it stands now?

The scripts are the goldens `*.mssql.sql` and `*.oracle.sql` below tests/. second_parser.tsv holds
a line for each: its path, the SHA-256 of its text, and what sqlglot could not read in it, each
piece with the reason why it is right all the same, from the list EXCUSED below; a piece without a
reason fails.
"""
import argparse
import hashlib
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parent
LIST = HERE / "second_parser.tsv"
SEPARATORS = {"mssql": "GO", "oracle": "/"}

# What sqlglot does not know, and the servers do.
EXCUSED = {
    "oracle": [
        (r"^SET (DEFINE OFF|SQLBLANKLINES ON)$", "a command of SQL*Plus"),
        (r"^SET TRANSACTION READ WRITE$", "sqlglot takes it for a command"),
        (r"^BEGIN (p\(1\)|EXECUTE IMMEDIATE '(''|[^'])*'( \|\| '(''|[^'])*')*); END;$", "a block of PL/SQL"),
        (r"^(--[^\n]*\s+|/\*.*?\*/\s*|<<\w+>>\s*)*(CREATE (OR REPLACE )?(EDITIONABLE )?(TRIGGER|PROCEDURE)|DECLARE) [\s\S]* END;$", "a block of PL/SQL"),
        (r"^WITH FUNCTION ", "a query with a function of its own"),
        (r"^ALTER TABLE \S+ MODIFY \S+ GENERATED ", "MODIFY … AS IDENTITY"),
    ],
    "mssql": [
        (r"^EXEC\(N'(''|[^'])*'( \+ N'(''|[^'])*')*\);$", "dynamic SQL in parts"),
        (r"^SET IDENTITY_INSERT \S+ (ON|OFF);$", "SET IDENTITY_INSERT"),
        (r"^declare @const_name varchar\(256\)\nselect [^;]*\nexec\('alter table [^;]*;$", "a batch of several statements"),
    ],
}


def scripts():
    for dialect in SEPARATORS:
        yield from ((dialect, path) for path in sorted(TESTS.rglob(f"*.{dialect}.sql")))


def pieces(text, dialect):
    """What the client sends at once, without comments and separators."""
    lines = []
    for line in [*text.split("\n"), SEPARATORS[dialect]]:
        if line == SEPARATORS[dialect] or line.startswith("SET DEFINE") or line.startswith("SET SQLBLANK"):
            piece = "\n".join(lines).strip()
            if piece:
                yield piece
            lines = [] if line == SEPARATORS[dialect] else [line, ""]
            if lines:
                yield line
                lines = []
        elif not line.startswith("-- "):
            lines.append(line)


def unread(piece, dialect):
    """Why sqlglot cannot read it, or nothing."""
    import sqlglot
    from sqlglot import expressions

    try:
        statements = sqlglot.parse(piece, read="tsql" if dialect == "mssql" else dialect)
    except sqlglot.errors.SqlglotError as error:
        return str(error).split("\n")[0]
    for statement in statements:
        if isinstance(statement, expressions.Command):
            return "only taken for a command"
    return None


def ask():
    lines, faults = [], 0
    for dialect, path in scripts():
        data = path.read_bytes()
        excuses = []
        for piece in pieces(data.decode(), dialect):
            why = unread(piece, dialect)
            if not why:
                continue
            excuse = next((reason for pattern, reason in EXCUSED[dialect] if re.search(pattern, piece)), None)
            if excuse is None:
                faults += 1
                print(f"{path.relative_to(TESTS)}: {why}\n    " + piece.replace("\n", "\n    "))
            elif excuse not in excuses:
                excuses.append(excuse)
        lines.append(f"{path.relative_to(TESTS)}\t{hashlib.sha256(data).hexdigest()}\t{'; '.join(excuses)}\n")
    LIST.write_text("".join(lines))
    return faults


def check():
    known = {}
    for line in LIST.read_text().splitlines():
        path, digest, _ = line.split("\t")
        known[path] = digest
    faults = 0
    for _, path in scripts():
        name = str(path.relative_to(TESTS))
        if known.pop(name, None) != hashlib.sha256(path.read_bytes()).hexdigest():
            faults += 1
            print(f"{name}: not asked as it stands; run second_parser.py")
    for name in known:
        faults += 1
        print(f"{name}: is gone; run second_parser.py")
    return faults


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    sys.exit(1 if (check() if parser.parse_args().check else ask()) else 0)
