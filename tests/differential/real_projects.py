#!/usr/bin/env python3
"""Runs what migc writes for whole public projects on empty databases, and writes the verdicts down.

    real_projects.py --migc PATH --tools DIR --checkouts DIR --expected DIR [--only SUBSTRING]
                     [--write docs/real-projects.md]

--tools      the folder with corpus_compare.py and corpus_lib.py, which know the projects
--checkouts  one folder owner+name for each project
--expected   what Alembic prints for them, by project; only the list of revisions is used

For each script directory whose dialect runs here the script from base to the heads is written with
--keep-going, from the project's own ini file and env.py, or from a plain environment where that
leaves out less, and executed as far as the first revision that could not be rendered: PostgreSQL and
MariaDB in servers of their own, started and stopped here, SQLite in memory.

real_projects.tsv says what a project wants to find in its database (OWNER/NAME <tab> prepare <tab>
SQL) and which failures are its own (OWNER/NAME <tab> REVISION <tab> REASON). Exit status 1 when a
statement fails that no line explains.
"""
import argparse
import contextlib
import json
import os
import pwd
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
STEP = re.compile(r"^-- Running upgrade (?P<down>.*?) -> (?P<rev>.+)$")
MARK = "-- migc: not rendered: "


class Failure(Exception):
    """A statement that the server refused: its line in the script, and what the server said."""

    def __init__(self, line, message):
        super().__init__(message)
        self.line, self.message = line, message


def first_error(text, pattern):
    for line in text.splitlines():
        found = re.search(pattern, line)
        if found:
            return Failure(int(found["line"]), found["message"].strip())
    return Failure(0, text.strip().splitlines()[0] if text.strip() else "no message")


class Server:
    """A server in a folder of its own, which does not run as root."""

    def __init__(self, user):
        self.folder = tempfile.mkdtemp(prefix="real_projects_")
        self.user = user if os.getuid() == 0 else None
        if self.user:
            account = pwd.getpwnam(self.user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)

    def run(self, *command, **options):
        if self.user:
            command = ("setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--init-groups", *command)
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, **options)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Postgresql(Server):
    def __init__(self):
        super().__init__("postgres")
        self.bin = max(
            os.path.join(folder, "bin")
            for folder in (f"/usr/lib/postgresql/{v}" for v in os.listdir("/usr/lib/postgresql"))
        )
        data = os.path.join(self.folder, "data")
        self.run(f"{self.bin}/initdb", "-D", data, "-U", "migc", "-A", "trust", "-E", "UTF8", "--no-sync", check=True)
        self.run(
            f"{self.bin}/pg_ctl", "-D", data, "-w", "-l", os.path.join(self.folder, "log"), "start",
            "-o", f"-c listen_addresses='' -c fsync=off -k {self.folder}", check=True,
        )

    def execute(self, script, prepare):
        self.sql("postgres", "DROP DATABASE IF EXISTS project")
        self.sql("postgres", "CREATE DATABASE project")
        if prepare:
            self.sql("project", prepare)
        path = os.path.join(self.folder, "script.sql")
        with open(path, "w") as f:
            f.write(script)
        os.chmod(path, 0o644)
        done = self.psql("project", "-v", "ON_ERROR_STOP=1", "-f", path)
        if done.returncode:
            raise first_error(done.stderr, r":(?P<line>\d+): ERROR:\s+(?P<message>.*)")

    def psql(self, database, *arguments):
        return self.run(f"{self.bin}/psql", "-X", "-q", "-h", self.folder, "-U", "migc", "-d", database, *arguments)

    def sql(self, database, statement):
        done = self.psql(database, "-v", "ON_ERROR_STOP=1", "-c", statement)
        if done.returncode:
            raise Failure(0, f"cannot be prepared: {done.stderr.strip()}")

    def close(self):
        self.run(f"{self.bin}/pg_ctl", "-D", os.path.join(self.folder, "data"), "-m", "immediate", "stop")
        super().close()


class Mariadb(Server):
    def __init__(self):
        super().__init__("mysql")
        data, self.socket = os.path.join(self.folder, "data"), os.path.join(self.folder, "socket")
        self.run("mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", check=True)
        command = ["mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={self.socket}", "--skip-networking",
                   "--innodb-flush-log-at-trx-commit=0", "--character-set-server=utf8mb4"]
        if self.user:
            command = ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--init-groups", *command]
        self.process = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            if self.client("-e", "SELECT 1").returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError("MariaDB does not start")

    def client(self, *arguments, **options):
        return self.run("mariadb", "--no-defaults", f"--socket={self.socket}", "-u", "root", *arguments, **options)

    def execute(self, script, prepare):
        self.client("-e", "DROP DATABASE IF EXISTS project; CREATE DATABASE project").check_returncode()
        if prepare:
            self.client("project", "-e", prepare).check_returncode()
        done = self.client("project", input=script)
        if done.returncode:
            raise first_error(done.stderr, r"ERROR \d+ \(\w+\) at line (?P<line>\d+): (?P<message>.*)")

    def close(self):
        self.process.terminate()
        self.process.wait()
        super().close()


class Sqlite:
    def execute(self, script, prepare):
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.executescript(prepare)
        statement, start = "", 1
        for number, line in enumerate(script.splitlines(keepends=True), 1):
            if not statement.strip():
                statement, start = "", number
            statement += line
            if sqlite3.complete_statement(statement):
                try:
                    connection.execute(statement).fetchall()
                except sqlite3.Error as error:
                    raise Failure(start, str(error)) from None
                statement = ""
        connection.close()

    def close(self):
        pass


def run_migc(command, settings, folder):
    for name, value in settings.get("define", {}).items():
        command += ["--define", f"{name}={json.dumps(value)}"]
    for name, value in settings.get("env", {}).items():
        command += ["--env", f"{name}={value}"]
    return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)


def own_script(a, cc, project, env, expected, dialect, settings):
    """The script of the project's own ini file and env.py; None when they cannot be read."""
    root = os.path.join(a.checkouts, project.folder)
    own = cc.own_ini(root, env)
    if not own or not os.path.exists(os.path.join(root, env.script_dir, "env.py")):
        return None
    command = [a.migc, "-c", own[0], "--dialect", dialect, "upgrade", "heads", "--sql", "--keep-going"]
    done = run_migc(command, settings, own[1])
    wanted = sum(not revision["external"] for revision in expected["revisions"])
    found = sum(bool(STEP.match(line)) for line in done.stdout.splitlines())
    return done.stdout if done.returncode in (0, 4) and found >= wanted else None


def plain_script(a, cc, corpus_lib, project, env, dialect, settings):
    """The script of an environment that says nothing, as corpus_compare.py makes one."""
    root = os.path.join(a.checkouts, project.folder)
    with tempfile.TemporaryDirectory() as room:
        os.mkdir(os.path.join(room, "env"))
        options = ", ".join(f"{k}={v}" for k, v in settings.get("kwargs", {}).items())
        with open(os.path.join(room, "env", "env.py"), "w") as f:
            f.write(cc.ENV_PY.format(kwargs=options))
        lines = ["[alembic]", "script_location = %(here)s/env", "path_separator = newline",
                 f"sqlalchemy.url = {dialect}://u:p@localhost/x",
                 f"recursive_version_locations = {'true' if env.recursive else 'false'}", "version_locations ="]
        lines += [f"    {os.path.join(root, v)}" for v in env.versions]
        lines += ["prepend_sys_path ="] + [f"    {r}" for r in corpus_lib.sys_roots(root, env)]
        with open(os.path.join(room, "alembic.ini"), "w") as f:
            f.write("\n".join(lines) + "\n")
        command = [a.migc, "-c", "alembic.ini", "upgrade", "heads", "--sql", "--keep-going"]
        return run_migc(command, settings, room).stdout


def write_script(a, cc, corpus_lib, project, env, expected, settings):
    """Dialect and script: of the project's own environment, unless a plain one leaves out less."""
    dialect = expected["meta"].get("dialect", project.dialect)
    own = own_script(a, cc, project, env, expected, dialect, settings)
    if own is not None and MARK not in own:
        return dialect, own
    plain = plain_script(a, cc, corpus_lib, project, env, dialect, settings)
    if own is not None and own.count(MARK) <= plain.count(MARK):
        return dialect, own
    return dialect, plain


def up_to_first_mark(script):
    """What can be executed, the revisions in it, all revisions, and the first that is missing."""
    lines = script.splitlines(keepends=True)
    steps = [(i, STEP.match(line)["rev"]) for i, line in enumerate(lines) if STEP.match(line)]
    revisions = [rev for _, rev in steps]
    for i, line in enumerate(lines):
        if line.startswith(MARK):
            start, missing = max(step for step in steps if step[0] < i)
            open_transaction = any(l.strip() == "BEGIN;" for l in lines[:start])
            text = "".join(lines[:start]) + ("COMMIT;\n" if open_transaction else "")
            return text, revisions[: revisions.index(missing)], revisions, (missing, line[len(MARK):].strip())
    return script, revisions, revisions, None


def revision_at(script, line):
    found = None
    for text in script.splitlines()[:line]:
        step = STEP.match(text)
        found = step["rev"] if step else found
    return found


def read_verdicts():
    verdicts = {}
    with contextlib.suppress(FileNotFoundError), open(os.path.join(HERE, "real_projects.tsv")) as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                project, revision, reason = line.rstrip("\n").split("\t")
                key = project, revision
                verdicts[key] = verdicts[key] + ";\n" + reason if key in verdicts else reason
    return verdicts


def table(rows):
    out = ["# Real projects", "",
           "Whole histories of public projects, from base to the heads, as migc writes them, run on empty",
           "databases: PostgreSQL 15, MariaDB 10.11 and SQLite. Made by `tests/differential/real_projects.py`.", "",
           "`run`: revisions that were executed one after the other, up to the first that migc refuses or",
           "that the server does.", "",
           "| project | database | revisions | run | verdict |", "|---|---|---|---|---|"]
    for row in rows:
        out.append("| {project} | {dialect} | {all} | {run} | {verdict} |".format(**row))
    whole = sum(row["run"] == row["all"] for row in rows)
    out += ["", f"{whole} of {len(rows)} histories run to their end; "
            f"{sum(row['run'] for row in rows)} of {sum(row['all'] for row in rows)} revisions.", ""]
    return "\n".join(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("migc", "tools", "checkouts", "expected"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--write")
    a = parser.parse_args()
    a.migc = os.path.abspath(a.migc)
    sys.path.insert(0, a.tools)
    import corpus_compare as cc
    import corpus_lib

    corpus = os.path.join(a.tools, "..", "corpus")
    with open(os.path.join(corpus, "settings.json")) as f:
        settings = json.load(f)
    verdicts, servers, rows, failed = read_verdicts(), {}, [], 0
    kinds = {"postgresql": Postgresql, "mysql": Mariadb, "mariadb": Mariadb, "sqlite": Sqlite}
    try:
        for project in corpus_lib.read_tsv(os.path.join(corpus, "projects.tsv")):
            path = os.path.join(a.expected, project.folder + ".json")
            if a.only not in project.name or not os.path.exists(path):
                continue
            with open(path) as f:
                environments = json.load(f)["envs"]
            for env, expected in zip(project.envs, environments):
                dialect, script = write_script(a, cc, corpus_lib, project, env, expected, settings.get(project.name, {}))
                if dialect not in kinds or not script:
                    continue
                text, run, everything, missing = up_to_first_mark(script)
                verdict = "runs" if not missing else f"`{missing[0]}` is refused: {missing[1].split(': ', 1)[-1]}"
                kind = kinds[dialect]
                prepare = verdicts.get((project.name, "prepare"), "")
                try:
                    if kind not in servers:
                        servers[kind] = kind()
                    servers[kind].execute(text, prepare)
                except Failure as failure:
                    revision = revision_at(text, failure.line)
                    run = run[: run.index(revision)] if revision in run else []
                    own = verdicts.get((project.name, revision))
                    failed += own is None
                    verdict = f"`{revision}`: {failure.message}" + (f" ({own})" if own else "")
                if prepare:
                    verdict += f" (found there before: {prepare})"
                verdict = " ".join(verdict.replace("|", "\\|").split())
                rows.append({"project": project.name, "dialect": dialect, "all": len(everything), "run": len(run), "verdict": verdict})
                print("{project}\t{dialect}\t{run}/{all}\t{verdict}".format(**rows[-1]), flush=True)
    finally:
        for server in servers.values():
            server.close()
    text = table(rows)
    print(text.splitlines()[-1] if text.splitlines()[-1] else text.splitlines()[-2])
    if a.write:
        with open(a.write, "w") as f:
            f.write(text)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
