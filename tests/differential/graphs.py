#!/usr/bin/env python3
"""Records what Alembic makes of random revision graphs.

    python3 graphs.py [-n GRAPHS] [-o FILE]

Needs alembic and sqlalchemy (see requirements.txt). The graphs have branches, merges, several
bases, `depends_on` on ids and labels, and branch labels; files are declared in an order that is not
that of the history. Each is given to Alembic's own ScriptDirectory in this process, and what it
answers is written down, so that the test needs no Python (tests/unit/graph_differential_test.cpp).

Python's sets have no order of their own. Alembic's are replaced by sets that keep the order of
insertion, which is one of the outcomes that Alembic can have.

The format, a line each. Revisions are written as one character, by their place in the file:
    G ID|DOWN|DEPENDS|LABELS ...     a graph: ids in DOWN, names in DEPENDS, all with commas
    F                                Alembic refuses to load it
    L c[heb m]:labels ...            `history`: order and marks (Head, Effective head, B, M)
    H ...  R ...                     heads, and heads with dependencies
    B c>cc ...                       branch points and their children
    ?NAME=c...                       `show NAME`
    h BASE:HEAD=c...                 `history -r`
    u START:TARGET=STEP...           `upgrade --sql`; d, s: downgrade, stamp (targets with blanks)
A STEP is a revision (for stamp `/`), a star when the version table is created before it, and its
changes: `I` row, `D` row, `U` row row. `!` in place of a result: Alembic fails.
"""
import argparse
import os
import random
import re
import string
import sys
import tempfile
import types
import warnings

os.environ.setdefault("PYTHONHASHSEED", "0")
warnings.simplefilter("ignore")

import alembic.runtime.migration as migration  # noqa: E402
import alembic.script.revision as revision  # noqa: E402
from alembic.script import Script, ScriptDirectory  # noqa: E402
from sqlalchemy import Column, MetaData, String, Table  # noqa: E402
from sqlalchemy.util import OrderedSet  # noqa: E402

LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
VERSION = Table("v", MetaData(), Column("version_num", String(32)))


class Meta(type):
    def __instancecheck__(cls, obj):
        return isinstance(obj, set)


class InOrder(OrderedSet, metaclass=Meta):
    pass


revision.set = migration.set = InOrder
revision.Revision.nextrev = InOrder()
revision.Revision._all_nextrev = InOrder()


def random_graph(rng):
    """[(id, downs, depends, labels)] in order of declaration"""
    n = rng.choice((1, 2, 3, 5, 8, 8, 12, 12, 16, 24, 40, 61))
    shape = rng.choice(("line", "bushy", "bushy", "merges", "merges", "bases", "deps", "deps", "labels", "ladder"))
    ids = set()
    while len(ids) < n:
        ids.add(rng.choice(("ab", "ab", "cd", "7")) + "".join(rng.choice("abc01") for _ in range(rng.choice((1, 2, 2, 4)))))
    ids = rng.sample(sorted(ids), n)
    p_branch = {"line": 0.02, "bushy": 0.4, "merges": 0.25, "bases": 0.2, "deps": 0.25, "labels": 0.25, "ladder": 0.1}[shape]
    p_merge = {"line": 0, "bushy": 0.1, "merges": 0.35, "bases": 0.1, "deps": 0.1, "labels": 0.1, "ladder": 0.4}[shape]
    p_base = {"bases": 0.25, "deps": 0.15, "labels": 0.15}.get(shape, 0.03)
    p_dep = {"deps": 0.35, "labels": 0.15}.get(shape, 0.03)
    p_label = {"labels": 0.3, "bases": 0.15}.get(shape, 0.06)
    heads, graph, labels = [], [], {}
    free = [x for x in ("alpha", "beta", "gamma", "delta", "x", "yy", "abba", "abc1", "main", "side")]
    rng.shuffle(free)
    for i, id_ in enumerate(ids):
        downs = []
        if i and rng.random() >= p_base:
            if len(heads) > 1 and rng.random() < p_merge:
                downs = rng.sample(heads, min(len(heads), rng.choice((2, 2, 2, 3, 5))))
                if rng.random() < 0.1:
                    downs[-1] = rng.choice(ids[:i])
                    downs = list(dict.fromkeys(downs))
            elif rng.random() < p_branch:
                downs = [rng.choice(ids[:i])]
            else:
                downs = [rng.choice(heads)]
        deps = []
        while i and rng.random() < p_dep and len(deps) < 4:
            dep = rng.choice(ids[:i])
            named = [k for k, v in labels.items() if v == dep]
            deps.append(named[0] if named and rng.random() < 0.5 else dep)
        own = []
        while free and rng.random() < p_label:
            own.append(free.pop())
            labels[own[-1]] = id_
        heads = [h for h in heads if h not in downs] + [id_]
        graph.append((id_, downs, deps, own))
    if rng.random() < 0.06 and n > 1:  # a fault
        i, j = rng.randrange(n), rng.randrange(n)
        id_, downs, deps, own = graph[i]
        graph[i] = rng.choice((
            (id_, downs + ["nope"], deps, own),
            (id_, downs, deps + ["nope"], own),
            (id_, downs + [ids[j]], deps, own),
            (id_, downs, deps + [ids[j]], own),
            (id_, downs, deps, own + [ids[j]]),
            (id_, downs, deps, own + ["same"]),
            (id_, downs, deps, own + own + ["z", "z"]),
        ))
        if "same" in graph[i][3]:
            k = (i + 1) % n
            graph[k] = graph[k][:3] + (graph[k][3] + ["same"],)
    order = rng.choice(("as made", "shuffled", "shuffled", "reversed", "sorted"))
    if order == "shuffled":
        rng.shuffle(graph)
    elif order == "reversed":
        graph.reverse()
    elif order == "sorted":
        graph.sort()
    return graph


def directory(graph, folder):
    def scalar(x):
        return None if not x else x[0] if len(x) == 1 else tuple(x)

    def load():
        for id_, downs, deps, labels in graph:
            module = types.SimpleNamespace(
                revision=id_, down_revision=scalar(downs), depends_on=scalar(deps), branch_labels=scalar(labels),
                __doc__=id_, upgrade=None, downgrade=None)
            yield Script(module, id_, "/%s.py" % id_)

    d = ScriptDirectory(folder)
    d.revision_map = revision.RevisionMap(load)
    return d


class Context:
    """What HeadMaintainer needs of a MigrationContext in --sql mode."""

    as_sql = True
    version_table = "v"
    _version = VERSION

    def __init__(self, letters):
        self.impl, self.letters, self.changes = self, letters, ""

    def _exec(self, statement):
        text = str(statement)
        rows = [self.letters[r] for r in re.findall(r"'([^']*)'", text)]
        if text.startswith("INSERT"):
            self.changes += "I" + rows[0]
        elif text.startswith("DELETE"):
            self.changes += "D" + rows[0]
        else:
            self.changes += "U" + rows[1] + rows[0]


def current_heads(d, start):
    """as MigrationContext.get_current_heads() in --sql mode"""
    if start == "base":
        return ()
    return (d.get_revision(start).revision,)


def run(d, letters, kind, start, target):
    heads = current_heads(d, start)
    if kind == "u":
        steps = d._upgrade_revs(target, heads)
    elif kind == "d":
        steps = d._downgrade_revs(target, heads)
    else:
        steps = d._stamp_revs(tuple(target.split(" ")), heads)
    context = Context(letters)
    maintainer = migration.HeadMaintainer(context, heads)
    out = ""
    for step in steps:
        context.changes = ""
        star = "" if maintainer.heads else "*"
        maintainer.update_to_step(step)
        name = "/" if kind == "s" else letters[step.revision.revision]
        out += name + star + context.changes
    return out


def attempt(function):
    try:
        return function()
    except Exception:
        return "!"


def random_name(rng, graph, aim):
    ids = [g[0] for g in graph]
    labels = [x for g in graph for x in g[3]]
    id_ = rng.choice(ids)
    label = rng.choice(labels) if labels and rng.random() < 0.7 else rng.choice(ids)
    n = rng.choice((0, 1, 1, 1, 2, 2, 3, 5, 9))
    forms = ["head", "heads", "heads", "base", id_, id_, id_, id_[: rng.randrange(1, len(id_) + 1)], label,
             label + "@head", label + "@heads", label + "@base", label + "@" + id_, "ab", "nope"]
    if aim != "start":
        forms += ["+%d" % n, "-%d" % n, id_ + "+%d" % n, id_ + "-%d" % n, "head-%d" % n, "base+%d" % n,
                  label + "@+%d" % n, label + "@-%d" % n, label + "@" + id_ + "-%d" % n, label + "@head-%d" % n]
    if aim in "us":
        forms += ["heads", "head", label + "@heads", "+%d" % n, label + "@+%d" % n]
    if aim == "d":
        forms += ["base", "base", "-%d" % n, "-1", label + "@base", label + "@-%d" % n]
    return rng.choice(forms)


def has_cycle(graph):
    """Alembic overlooks a cycle that is reached from a head and from a base, and may loop forever."""
    named = {x: g[0] for g in graph for x in [g[0], *g[3]]}
    left = {g[0]: {named[x] for x in g[1] + g[2] if x in named} for g in graph}
    while True:
        free = [x for x, below in left.items() if not below & left.keys()]
        if not free:
            return bool(left)
        for x in free:
            del left[x]


def record(graph, rng, folder):
    letters = {g[0]: LETTERS[i] for i, g in enumerate(graph)}
    lines = ["G " + " ".join("|".join((g[0], ",".join(g[1]), ",".join(g[2]), ",".join(g[3]))) for g in graph)]
    d = directory(graph, folder)
    try:
        d.revision_map._revision_map
    except Exception:
        return lines + ["F"]
    if has_cycle(graph):
        return []

    def listed(revisions):
        out = []
        for r in revisions:
            assert isinstance(r, Script)
            out.append(letters[r.revision])
        return "".join(out)

    def marks(r):
        return letters[r.revision] + ("h" if r._is_real_head else "e" if r.is_head else "") + (
            "b" if r.is_branch_point else "") + ("m" if r.is_merge_point else "") + (
            ":" + ",".join(r.branch_labels) if r.branch_labels else "")

    lines.append("L " + attempt(lambda: " ".join(marks(r) for r in d.walk_revisions())))
    lines.append("H " + listed(d.get_revisions(d.get_heads())))
    lines.append("R " + listed(d.get_revisions("heads")))
    lines.append("B " + " ".join(letters[r.revision] + ">" + "".join(letters[c] for c in r.nextrev)
                                 for k, r in d.revision_map._revision_map.items()
                                 if r and k == r.revision and r.is_branch_point))
    full = [("u", "base", "heads"), ("d", rng.choice([g[0] for g in graph]), "base")]
    for _ in range(4):
        full.append(("u", random_name(rng, graph, "start"), random_name(rng, graph, "u")))
    for _ in range(4):
        full.append(("d", random_name(rng, graph, "start"), random_name(rng, graph, "d")))
    for _ in range(2):
        full.append(("s", random_name(rng, graph, "start"),
                     " ".join(random_name(rng, graph, "s") for _ in range(rng.choice((1, 1, 2))))))
    for kind, start, target in full:
        lines.append("%s %s:%s=%s" % (kind, start, target, attempt(lambda: run(d, letters, kind, start, target))))
    for _ in range(2):
        name = random_name(rng, graph, "u")
        lines.append("?%s=%s" % (name, attempt(lambda: listed(d.get_revisions(name)))))
    for _ in range(2):
        base = rng.choice(("", "base", random_name(rng, graph, "u"), random_name(rng, graph, "start")))
        head = rng.choice(("", "heads", random_name(rng, graph, "u"), random_name(rng, graph, "start")))
        lines.append("h %s:%s=%s" % (base, head, attempt(
            lambda: listed(d.walk_revisions(base=base or "base", head=head or "heads")))))
    return lines


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("-n", type=int, default=2000)
    ap.add_argument("-s", "--seed", type=int, default=1)
    ap.add_argument("-o", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "graphs.txt"))
    a = ap.parse_args()
    rng = random.Random(a.seed)
    folder = tempfile.mkdtemp()
    with open(a.o, "w", encoding="ascii") as f:
        made = 0
        while made < a.n:
            graph = random_graph(rng)
            lines = record(graph, rng, folder)
            if lines:
                f.write("\n".join(lines) + "\n")
                made += 1
    os.rmdir(folder)
    print("%d graphs, %d bytes" % (made, os.path.getsize(a.o)), file=sys.stderr)


if __name__ == "__main__":
    main()
