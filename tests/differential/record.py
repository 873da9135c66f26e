#!/usr/bin/env python3
"""Record what the real Alembic prints, so that the tests need no Python.

    record.py --typezoo DIR        pack a folder of golden data into recorded/
    record.py --unpack DIR         the inverse: lay recorded/ out as such a folder again
    record.py --cases [PATTERN]    run Alembic over tests/cases and tests/projects

The versions that --cases needs are pinned in requirements.txt:

    python3 -m venv /tmp/alembic && /tmp/alembic/bin/pip install -r requirements.txt
    /tmp/alembic/bin/python record.py --cases

The golden folder of --typezoo holds <group>/<case>.py with <case>.<dialect>.sql (standard output
of `alembic upgrade head --sql`), .altN.sql (other outputs that Alembic itself gives for the same
input) or .err (Alembic raises), env.py at the top or in a group, and environments/<name>/ with
commands.json, a list of {"args", "stdout", "exit", "alternatives"}.

Packed, a group is one text file. Lines that begin with `%% ` open a section; its text is what
follows, up to the next one:

    %% env                         the group's env.py
    %% frame postgresql            what surrounds each script, with {revision} and a line {body}
    %% case NAME REVISION          the migration
    %% sql postgresql sqlite       the script inside the frame, shared by dialects that agree
    %% whole oracle                a script that the frame does not fit
    %% alternative mssql           another output, in the frame; `whole-alternative` without it
    %% error mysql                 Alembic raises

and an environment another, with `%% file PATH`, `%% run EXIT [ARGUMENTS]`, below it `%% also EXIT
[ARGUMENTS]` for other commands that print the same, and `%% alternative`. A section whose header ends in
` \\` has no newline at its end.
"""
import argparse
import collections
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
RECORDED = HERE / "recorded"
DIALECTS = ("postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle")
INI = """[alembic]
script_location = %(here)s
prepend_sys_path = .
path_separator = os
sqlalchemy.url = {}://u:p@localhost/x
"""


# ---- the text form -----------------------------------------------------------------------------

class Writer:
    def __init__(self):
        self.out = io.BytesIO()

    def section(self, headers, text):
        headers = [headers] if isinstance(headers, str) else headers
        if re.search(rb"^%% ", text, re.M):
            sys.exit(f"{headers}: a line begins with `%% `")
        open_end = bool(text) and not text.endswith(b"\n")
        for i, header in enumerate(headers):
            last = i + 1 == len(headers)
            self.out.write(b"%% " + header.encode() + (b" \\" if last and open_end else b"") + b"\n")
        self.out.write(text + (b"\n" if open_end else b""))


def sections(data):
    """Yields ([header, ...], text): headers that stand above the same text together."""
    headers, lines = [], []
    for line in re.findall(rb"[^\n]*\n|[^\n]+$", data):
        if line.startswith(b"%% "):
            if headers and not line.startswith(b"%% also "):
                yield close(headers, lines)
                headers, lines = [], []
            headers.append(line[3:-1].decode())
        else:
            lines.append(line)
    if headers:
        yield close(headers, lines)


def close(headers, lines):
    text = b"".join(lines)
    if headers[-1].endswith(" \\"):
        headers[-1] = headers[-1][:-2]
        text = text[:-1]
    return headers, text


# ---- groups ------------------------------------------------------------------------------------

def split_script(text, revision):
    """(before, body, after) around what the migration itself prints, or None."""
    start = re.search(rb"^-- Running upgrade  -> " + revision + rb"\n\n", text, re.M)
    end = text.rfind(b"INSERT INTO ", 0, text.rfind(revision))
    if not start or end < start.end():
        return None
    return text[:start.end()], text[start.end():end], text[end:]


def pack_group(folder, env):
    cases = sorted(p for p in folder.glob("*.py") if p.name != "env.py")
    outputs = {}   # (case, dialect) -> (kind, [texts])
    revisions = {}
    frames = collections.defaultdict(collections.Counter)
    for path in cases:
        case = path.stem
        revisions[case] = re.search(r'^revision = ["\'](.*)["\']', path.read_text(errors="replace"), re.M)[1].encode()
        for dialect in DIALECTS:
            stem = folder / f"{case}.{dialect}"
            sql = stem.with_name(stem.name + ".sql")
            err = stem.with_name(stem.name + ".err")
            if sql.exists():
                texts = [sql.read_bytes()]
                while (alt := stem.with_name(f"{stem.name}.alt{len(texts)}.sql")).exists():
                    texts.append(alt.read_bytes())
                outputs[case, dialect] = ("sql", texts)
                parts = split_script(texts[0], revisions[case])
                if parts:
                    frames[dialect][parts[0].replace(revisions[case], b"{revision}"),
                                    parts[2].replace(revisions[case], b"{revision}")] += 1
            elif err.exists():
                outputs[case, dialect] = ("error", [err.read_bytes()])

    out = Writer()
    out.section("env", env)
    frame = {}
    shared = collections.defaultdict(list)
    for dialect in DIALECTS:
        if frames[dialect]:
            frame[dialect] = frames[dialect].most_common(1)[0][0]
            shared[frame[dialect]].append(dialect)
    for (before, after), dialects in shared.items():
        out.section("frame " + " ".join(dialects), before + b"{body}\n" + after)

    for path in cases:
        case = path.stem
        revision = revisions[case]
        out.section(f"case {case} {revision.decode()}", path.read_bytes())
        found = collections.defaultdict(list)
        for dialect in DIALECTS:
            kind, texts = outputs.get((case, dialect), (None, []))
            for i, text in enumerate(texts):
                if kind == "error":
                    found["error", text].append(dialect)
                    continue
                name = "alternative" if i else "sql"
                before, after = (t.replace(b"{revision}", revision) for t in frame.get(dialect, (b"", b"")))
                inside = (dialect in frame and text.startswith(before) and text.endswith(after)
                          and len(text) >= len(before) + len(after))
                if inside:
                    found[name, text[len(before):len(text) - len(after)]].append(dialect)
                else:
                    found["whole-alternative" if i else "whole", text].append(dialect)
        order = ("sql", "whole", "alternative", "whole-alternative", "error")
        for (kind, text), dialects in sorted(found.items(), key=lambda f: order.index(f[0][0])):
            out.section(kind + " " + " ".join(dialects), text)
    return out.out.getvalue()


def unpack_group(data, folder):
    folder.mkdir(parents=True, exist_ok=True)
    frame = {}
    for headers, text in sections(data):
        kind, *words = headers[0].split(" ")
        if kind == "env":
            (folder / "env.py").write_bytes(text)
        elif kind == "frame":
            before, after = text.split(b"{body}\n")
            frame.update((dialect, (before, after)) for dialect in words)
        elif kind == "case":
            case, revision = words[0], words[1].encode()
            alternatives = collections.Counter()
            (folder / f"{case}.py").write_bytes(text)
        else:
            for dialect in words:
                whole = text
                if kind in ("sql", "alternative"):
                    before, after = (t.replace(b"{revision}", revision) for t in frame[dialect])
                    whole = before + text + after
                suffix = ".err" if kind == "error" else ".sql"
                if kind.endswith("alternative"):
                    alternatives[dialect] += 1
                    suffix = f".alt{alternatives[dialect]}.sql"
                (folder / f"{case}.{dialect}{suffix}").write_bytes(whole)


# ---- environments ------------------------------------------------------------------------------

def pack_environment(folder):
    out = Writer()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != "commands.json" and "__pycache__" not in name:
            out.section("file " + name, path.read_bytes())
    groups = {}
    for command in json.loads((folder / "commands.json").read_text()):
        texts = [c["stdout"].encode() for c in [command, *command.get("alternatives", [])]]
        groups.setdefault((command["exit"], *texts), []).append(command["args"])
    for (status, text, *others), runs in groups.items():
        out.section([f"{'also' if i else 'run'} {status} {json.dumps(args)}" for i, args in enumerate(runs)], text)
        for other in others:
            out.section("alternative", other)
    return out.out.getvalue()


def unpack_environment(data, folder):
    commands = []
    for headers, text in sections(data):
        kind, _, rest = headers[0].partition(" ")
        if kind == "file":
            path = folder / rest
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
        elif kind == "run":
            latest = []
            for header in headers:
                _, status, args = header.split(" ", 2)
                latest.append({"args": json.loads(args), "stdout": text.decode(), "exit": int(status)})
            commands += latest
        else:
            for command in latest:
                command.setdefault("alternatives", []).append({"stdout": text.decode()})
    (folder / "commands.json").write_text(json.dumps(commands, indent=1))


def typezoo(root):
    shutil.rmtree(RECORDED, ignore_errors=True)
    (RECORDED / "environments").mkdir(parents=True)
    for folder in sorted(p for p in root.iterdir() if p.is_dir()):
        if folder.name == "environments":
            for environment in sorted(folder.iterdir()):
                (RECORDED / "environments" / f"{environment.name}.txt").write_bytes(pack_environment(environment))
            continue
        own = folder / "env.py"
        env = (own if own.exists() else root / "env.py").read_bytes()
        (RECORDED / f"{folder.name}.txt").write_bytes(pack_group(folder, env))
    check(root)


def check(root):
    """What was packed unpacks to the same bytes."""
    with tempfile.TemporaryDirectory() as scratch:
        unpack(pathlib.Path(scratch))
        wrong = 0
        for path in root.rglob("*"):
            name = path.relative_to(root)
            if not path.is_file() or len(name.parts) == 1 or "__pycache__" in name.parts:
                continue
            other = pathlib.Path(scratch) / name
            same = other.exists() and (path.name == "commands.json" or other.read_bytes() == path.read_bytes())
            if path.name == "commands.json" and same:
                key = lambda c: (c["args"], c["stdout"], c["exit"], [a["stdout"] for a in c.get("alternatives", [])])
                same = sorted(map(key, json.loads(path.read_text()))) == sorted(map(key, json.loads(other.read_text())))
            if not same:
                wrong += 1
                print("not the same:", name)
        if wrong:
            sys.exit(1)


def unpack(target):
    for path in sorted(RECORDED.glob("*.txt")):
        unpack_group(path.read_bytes(), target / path.stem)
    for path in sorted((RECORDED / "environments").glob("*.txt")):
        unpack_environment(path.read_bytes(), target / "environments" / path.stem)


# ---- our own cases -----------------------------------------------------------------------------

LISTINGS = {"history", "heads", "branches", "show"}
OURS = {"--dialect", "--url", "--keep-going", "--set", "--define", "--env", "--kwarg", "-o"}
ENV = """from alembic import context

config = context.config
target_metadata = None


def run_migrations_offline():
    url = config.get_main_option("sqlalchemy.url")
    context.configure(
        url=url,
        target_metadata=target_metadata,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
    )

    with context.begin_transaction():
        context.run_migrations()


run_migrations_offline()
"""


def read_case(path):
    """(files, runs) of a case file; a run is (label, arguments, dialects or None)."""
    import shlex
    main = "" if path.suffix == ".case" else f"versions/{path.name}"
    files, runs, name = {main: []}, [], main
    for line in path.read_text().splitlines(keepends=True):
        said = re.match(r"(?:# |-- )(.*)", line)
        part = said and re.match(r"--- (\S+)", said[1])
        if part:
            name = part[1]
            files[name] = []
            continue
        files[name].append(line)
        run = said and re.match(r"RUN(?:\((\w+)\))?: migc (.*)", said[1])
        if run:
            runs.append([run[1] or "", [w.replace("%s", main) for w in shlex.split(run[2])], None])
        only = said and re.match(r"DIALECTS: (.*)", said[1])
        if only:
            runs[-1][2] = only[1].split()
    files.pop("", None)
    return {name: "".join(lines) for name, lines in files.items()}, runs


def run_alembic(files, arguments):
    with tempfile.TemporaryDirectory() as room:
        for name, text in files.items():
            path = pathlib.Path(room) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (pathlib.Path(room) / "versions").mkdir(exist_ok=True)
        program = "import sys; from alembic.config import main; main(prog='alembic')"
        done = subprocess.run([sys.executable, "-c", program, *arguments], cwd=room, capture_output=True,
                              env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"})
        return done.returncode, done.stdout.replace(os.path.realpath(room).encode(), b"/project")


def record(stem, files, runs, own_ini):
    for label, arguments, dialects in runs:
        sql = "--sql" in arguments
        if not sql and not LISTINGS.intersection(arguments) or OURS.intersection(arguments):
            continue
        for dialect in [""] if own_ini else dialects or (DIALECTS if sql else [""]):
            every = dict(files)  # Listings do not depend on the dialect.
            if not own_ini:
                every.setdefault("alembic.ini", INI.format(dialect or "postgresql"))
                every.setdefault("env.py", ENV)
            status, text = run_alembic(every, arguments)
            target = pathlib.Path(".".join([str(stem), *filter(None, (label, dialect)), "alembic.sql" if dialect else "alembic.out"]))
            if status == 0:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(text)
            else:
                target.unlink(missing_ok=True)
            print("recorded" if status == 0 else "refused ", target.relative_to(HERE.parent))


def cases(pattern):
    tests = HERE.parent
    for path in sorted((tests / "cases").rglob("*")):
        if path.suffix not in (".py", ".case") or "." in path.stem or pattern not in str(path):
            continue
        files, runs = read_case(path)
        own = any(name in files for name in ("alembic.ini", "pyproject.toml", "migc.toml"))
        record(path.with_suffix(""), files, runs, own)
    for listing in sorted((tests / "projects").glob("*/RUNS")):
        folder = listing.parent
        if pattern not in str(folder):
            continue
        files = {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*")
                 if p.is_file() and p.name != "RUNS" and folder / "expected" not in p.parents
                 and "__pycache__" not in p.parts}
        record(folder / "expected" / "run", files, read_case(listing)[1], True)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = ap.add_mutually_exclusive_group(required=True)
    what.add_argument("--typezoo", type=pathlib.Path, metavar="DIR")
    what.add_argument("--unpack", type=pathlib.Path, metavar="DIR")
    what.add_argument("--cases", nargs="?", const="", metavar="PATTERN")
    a = ap.parse_args()
    if a.typezoo:
        typezoo(a.typezoo)
    elif a.unpack:
        unpack(a.unpack)
    else:
        cases(a.cases)


if __name__ == "__main__":
    main()
