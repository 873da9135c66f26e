#!/usr/bin/env python3
"""Watches what migc asks of the system while it reads the public projects.

    traced.py --migc PATH --tools DIR --checkouts DIR --expected DIR

The options are those of real_projects.py; `strace` must be installed. Every run of corpus_compare.py
(in its plain environment and, with --as-is, in the project's own) is traced. Exit status 1, with the
call, when a run starts a program, opens a socket, writes a file, or opens one that lies neither in a
project nor in the environment made for it. What the allocator and the C library read when any
program starts is allowed.
"""
import argparse
import glob
import os
import re
import stat
import subprocess
import sys
import tempfile

CALL = re.compile(r'^(?:\d+ +)?(?P<name>\w+)\((?P<arguments>.*)$')
PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')
AT_START = ("/proc/sys/vm/overcommit_memory", "/sys/kernel/mm/transparent_hugepage/enabled",
            "/sys/devices/system/cpu/online")
LIBRARIES = ("/lib/", "/usr/lib/", "/etc/ld.so.cache")
WRITES = re.compile(r"O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)")
FORBIDDEN = {"socket", "connect", "bind", "sendto", "fork", "vfork", "ptrace", "io_uring_setup",
             "unlink", "unlinkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir",
             "chmod", "fchmodat", "link", "linkat", "symlink", "symlinkat", "truncate", "mknod"}


def faults_of(log, roots):
    """The calls of one run that it had no business to make, and how many calls there were."""
    faults, calls, started = [], 0, False
    with open(log, errors="replace") as lines:
        for line in lines:
            call = CALL.match(line)
            if not call:
                continue
            calls += 1
            name, arguments = call["name"], call["arguments"]
            if name in ("execve", "execveat"):
                if started:
                    faults.append(line)
                started = True
            elif name in FORBIDDEN:
                faults.append(line)
            elif name in ("open", "openat", "openat2", "creat"):
                path = PATH.search(arguments)
                path = path[1] if path else "?"
                inside = not path.startswith("/") or path.startswith(roots)
                at_start = path in AT_START or path.startswith(LIBRARIES) and ".so" in path
                escapes = ".." in path.split("/")
                if WRITES.search(arguments) or escapes or not (inside or at_start):
                    faults.append(line)
    return faults, calls


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("migc", "tools", "checkouts", "expected"):
        parser.add_argument("--" + name, required=True)
    a = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        traced = os.path.join(folder, "migc")
        with open(traced, "w") as f:
            f.write("#!/bin/sh\nexec strace -f -qq -e trace=%process,%network,%file,ptrace,"
                    f"io_uring_setup -o {folder}/run.$$ {os.path.abspath(a.migc)} \"$@\"\n")
        os.chmod(traced, stat.S_IRWXU)
        compare = [sys.executable, os.path.join(a.tools, "corpus_compare.py"), "--migc", traced,
                   "--checkouts", a.checkouts, "--expected", a.expected]
        for arguments in ([], ["--as-is"]):
            subprocess.run(compare + arguments, stdout=subprocess.DEVNULL, check=False)
        roots = (os.path.abspath(a.checkouts) + "/", tempfile.gettempdir() + "/tmp")
        logs = sorted(glob.glob(os.path.join(folder, "run.*")))
        calls = faults = 0
        for log in logs:
            wrong, seen = faults_of(log, roots)
            calls += seen
            faults += len(wrong)
            for line in wrong:
                print(line.rstrip())
    print(f"{len(logs)} runs, {calls} calls, {faults} that should not be")
    return 1 if faults or not calls else 0


if __name__ == "__main__":
    sys.exit(main())
