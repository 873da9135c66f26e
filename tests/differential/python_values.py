#!/usr/bin/env python3
"""Random expressions and programs, evaluated by CPython and by migc: equal, or not known to migc.

    python3 tests/differential/python_values.py build/dev/tests/migc_eval [--count 20000] [--seed 1]

What migc does not know (`?`) is no fault as long as it is rare (5 %). Exceptions must be of the
same class and, where the text does not vary between versions of Python, with the same message.
"""
import argparse
import random
import subprocess
import sys

WORDS = ["", "a", "ab", "users", "Über", "straße", "a_b_c", " x y ", "tab\t", "line\nbreak", "it's", 'say "x"',
         "100%", "{}", "{0}", "naïve", "日本", "0012", "-5", "3.5", "1e3", "A,B,,C", "\\", "x" * 20, "ALL", "Title Case"]
SPECS = ["", "d", "5", "<8", ">8", "^9", "*^9", "05", "+", " ", "x", "#x", "#b", "o", ",", "_", ".2f", "8.3f", "e", ".3e",
         "g", ".4g", "%", ".1%", "n", "s", "10s", ".2", "=+8", "X", "c", "08.2f", ",.2f", "<", "é>6", "+.0f", ".0e", "#.3g"]
PERCENT = ["%s", "%r", "%d", "%5d", "%-6d|", "%05d", "%+d", "%x", "%#o", "%X", "%f", "%.2f", "%8.3f", "%e", "%g", "%c", "%%%s",
           "%10s|", "%-10s|", "%.2s", "%i", "%a", "%05.1f", "% d"]
TEXT_METHODS = ["upper", "lower", "title", "capitalize", "swapcase", "strip", "lstrip", "rstrip", "split", "rsplit",
                "splitlines", "isalpha", "isdigit", "isupper", "islower", "isspace", "istitle", "isalnum", "isidentifier",
                "isdecimal", "isascii", "isprintable", "casefold", "expandtabs"]
TEXT_METHODS_1 = ["find", "rfind", "index", "count", "startswith", "endswith", "strip", "lstrip", "rstrip", "split", "rsplit",
                  "partition", "rpartition", "join", "removeprefix", "removesuffix"]


class Generator:
    """Makes expressions of a wanted kind, some of them wrong on purpose."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.names = []

    def choice(self, items):
        return self.random.choice(items)

    def number(self):
        kind = self.random.random()
        if kind < 0.5:
            return str(self.random.randint(-20, 20))
        if kind < 0.7:
            return str(self.random.randint(-10**6, 10**6))
        if kind < 0.8:
            return str(self.random.getrandbits(self.choice([31, 32, 63, 64, 65, 100, 200])) * self.choice([1, -1]))
        if kind < 0.85:
            return self.choice(["True", "False"])
        return self.choice(["0x1f", "0b101", "1_000", "0o17"])

    def real(self):
        kind = self.random.random()
        if kind < 0.4:
            return repr(round(self.random.uniform(-100, 100), self.random.randint(0, 5)))
        if kind < 0.6:
            return repr(self.random.uniform(-1, 1) * 10 ** self.random.randint(-20, 20))
        if kind < 0.7:
            return repr(self.random.uniform(-1e307, 1e307))
        return self.choice(["0.1", "1e16", "1e-5", "2.5", "0.5", "-0.0", "1e22", "123456789.125", "1e300", "5e-324", ".1e1"])

    def text(self, depth):
        kind = self.random.random()
        if depth <= 0 or kind < 0.25:
            return repr(self.choice(WORDS))
        if kind < 0.35:
            return f"({self.text(depth - 1)} + {self.text(depth - 1)})"
        if kind < 0.40:
            return f"({self.text(depth - 1)} * {self.choice(['0', '1', '2', '3', '-1', 'True'])})"
        if kind < 0.48:
            return f"{self.text(depth - 1)}.{self.choice(TEXT_METHODS[:8])}()"
        if kind < 0.54:
            return f"{self.text(depth - 1)}[{self.slice(depth - 1)}]"
        if kind < 0.60:
            return f"{self.text(depth - 1)}.replace({self.text(0)}, {self.text(0)}{self.choice(['', ', 1', ', -1'])})"
        if kind < 0.66:
            return f"{self.text(0)}.join({self.listing(depth - 1, 'text')})"
        if kind < 0.76:
            return self.fstring(depth - 1)
        if kind < 0.83:
            return self.percent(depth - 1)
        if kind < 0.90:
            return self.format(depth - 1)
        if kind < 0.93:
            return f"{self.text(depth - 1)}.{self.choice(['ljust', 'rjust', 'center', 'zfill'])}({self.random.randint(0, 12)})"
        return f"{self.choice(['str', 'repr'])}({self.any(depth - 1)})"

    def fstring(self, depth):
        parts = []
        for _ in range(self.random.randint(1, 3)):
            inner = self.any(depth).replace("\\", "").replace("'", '"')
            if '"' in inner or "{" in inner or "!" in inner or ":" in inner or "lambda" in inner:
                inner = self.number()
            conversion = self.choice(["", "", "", "!r", "!s", "!a"])
            spec = self.choice(SPECS) if self.random.random() < 0.5 else ""
            parts.append(self.choice(["", "x=", "{{", "}}", " "]) + "{" + inner + conversion + (":" + spec if spec else "") + "}")
        return "f'" + "".join(parts) + "'"

    def percent(self, depth):
        specs = [self.choice(PERCENT) for _ in range(self.random.randint(1, 2))]
        arguments = [self.any(depth) for _ in range(self.choice([len(specs)] * 8 + [1, 3]))]
        return f"({' '.join(specs)!r} % ({', '.join(arguments)},))"

    def format(self, depth):
        fields, arguments = [], []
        numbered = self.random.random() < 0.3
        for i in range(self.random.randint(1, 3)):
            name = str(i) if numbered else ""
            fields.append("{" + name + self.choice(["", "", "!r", "!s"]) + self.choice(["", ":" + self.choice(SPECS)]) + "}")
            arguments.append(self.any(depth))
        if self.random.random() < 0.3:
            fields.append("{key[0]}" if self.random.random() < 0.3 else "{key}")
            arguments.append(f"key={self.any(depth)}")
        return f"{' '.join(fields)!r}.format({', '.join(arguments)})"

    def slice(self, depth):
        def part():
            return self.choice(["", "", str(self.random.randint(-6, 6)), "None", "-100", "100"])
        if self.random.random() < 0.4:
            return str(self.random.randint(-4, 4))
        if self.random.random() < 0.5:
            return f"{part()}:{part()}"
        return f"{part()}:{part()}:{part()}"

    def arithmetic(self, depth):
        kind = self.random.random()
        if depth <= 0 or kind < 0.25:
            return self.choice([self.number, self.number, self.real])()
        if kind < 0.70:
            op = self.choice(["+", "-", "*", "/", "//", "%", "&", "|", "^", "+", "-", "*"])
            return f"({self.arithmetic(depth - 1)} {op} {self.arithmetic(depth - 1)})"
        if kind < 0.74:
            return f"({self.arithmetic(depth - 1)} {self.choice(['<<', '>>'])} {self.random.randint(-1, 70)})"
        if kind < 0.79:
            return f"({self.arithmetic(depth - 1)} ** {self.choice(['0', '1', '2', '3', '-1', '0.5', '10', '-2'])})"
        if kind < 0.84:
            return f"({self.choice(['-', '+', '~'])}{self.arithmetic(depth - 1)})"
        if kind < 0.88:
            return f"len({self.any(depth - 1)})"
        if kind < 0.93:
            function = self.choice(["int", "float", "abs", "round", "bool"])
            return f"{function}({self.arithmetic(depth - 1)})"
        if kind < 0.96:
            return f"round({self.arithmetic(depth - 1)}, {self.random.randint(-2, 5)})"
        return f"{self.choice(['sum', 'max', 'min', 'len'])}({self.listing(depth - 1, 'number')})"

    def listing(self, depth, kind="any"):
        make = {"any": self.any, "number": self.arithmetic, "text": self.text}[kind]
        choice = self.random.random()
        items = [make(depth - 1) for _ in range(self.random.randint(0, 4))]
        if depth <= 0 or choice < 0.4:
            return "[" + ", ".join(items) + "]"
        if choice < 0.5:
            return "(" + ", ".join(items) + ("," if items else "") + ")"
        if choice < 0.65:
            name = f"v{len(self.names)}"
            source = self.choice([f"range({self.random.randint(-3, 8)})", self.listing(depth - 1, kind)])
            self.names.append(name)
            element = make(depth - 1) if self.random.random() < 0.5 else name
            condition = f" if {self.any(depth - 1)}" if self.random.random() < 0.4 else ""
            self.names.pop()
            return f"[{element} for {name} in {source}{condition}]"
        if choice < 0.75:
            return f"({self.listing(depth - 1, kind)} + {self.listing(depth - 1, kind)})"
        if choice < 0.80:
            return f"{self.listing(depth - 1, kind)}[{self.slice(depth)}]"
        if choice < 0.88:
            return f"{self.choice(['list', 'tuple', 'sorted'])}({self.listing(depth - 1, kind)})"
        if choice < 0.94:
            return f"list({self.choice(['enumerate', 'reversed', 'list'])}({self.listing(depth - 1, kind)}))"
        return f"list(map({self.choice(['str', 'repr', 'bool', 'lambda x: (x, x)'])}, {self.listing(depth - 1, kind)}))"

    def mapping(self, depth):
        items = [f"{self.choice([self.text(0), self.number()])}: {self.any(depth - 1)}" for _ in range(self.random.randint(0, 3))]
        if depth > 0 and self.random.random() < 0.2:
            return "{k: v for k, v in " + self.mapping(depth - 1) + ".items()}"
        if depth > 0 and self.random.random() < 0.2:
            return f"dict({self.mapping(depth - 1)}, x={self.any(depth - 1)})"
        if depth > 0 and self.random.random() < 0.2:
            items.append("**" + self.mapping(depth - 1))
        return "{" + ", ".join(items) + "}"

    def truth(self, depth):
        kind = self.random.random()
        if kind < 0.45:
            op = self.choice(["==", "!=", "<", "<=", ">", ">="])
            side = self.choice([self.arithmetic, self.text, self.any])
            chain = f" {self.choice(['<', '=='])} {side(depth - 1)}" if self.random.random() < 0.2 else ""
            return f"({side(depth - 1)} {op} {side(depth - 1)}{chain})"
        if kind < 0.55:
            return f"({self.any(depth - 1)} {self.choice(['in', 'not in'])} {self.choice([self.listing, self.text, self.mapping])(depth - 1)})"
        if kind < 0.65:
            return f"({self.any(depth - 1)} {self.choice(['and', 'or'])} {self.any(depth - 1)})"
        if kind < 0.72:
            return f"(not {self.any(depth - 1)})"
        if kind < 0.80:
            return f"isinstance({self.any(depth - 1)}, {self.choice(['int', 'str', '(list, dict)', 'bool', 'object', 'float'])})"
        if kind < 0.86:
            return f"{self.choice(['all', 'any'])}({self.listing(depth - 1)})"
        if kind < 0.93:
            return f"{self.text(depth - 1)}.{self.choice(TEXT_METHODS[11:23])}()"
        return f"({self.any(depth - 1)} is None)"

    def odd(self, depth):
        """What fits nowhere else."""
        return self.choice([
            lambda: f"{self.text(depth - 1)}.{self.choice(TEXT_METHODS_1)}({self.text(0)})",
            lambda: f"{self.text(depth - 1)}.{self.choice(['split', 'rsplit'])}({self.choice(['None', repr(','), repr('a')])}, {self.random.randint(-1, 2)})",
            lambda: f"{self.text(depth - 1)}.{self.choice(['find', 'count', 'startswith'])}({self.text(0)}, {self.random.randint(-3, 3)}, {self.random.randint(-3, 9)})",
            lambda: f"{self.mapping(depth - 1)}.get({self.text(0)}, {self.any(0)})",
            lambda: f"list({self.mapping(depth - 1)}.{self.choice(['keys', 'values', 'items'])}())",
            lambda: f"sorted({{{self.arithmetic(0)}, {self.arithmetic(0)}, {self.arithmetic(0)}}})",
            lambda: f"sorted({{{self.number()}, {self.number()}}} {self.choice('|&^-')} {{{self.number()}, {self.number()}}})",
            lambda: f"divmod({self.arithmetic(depth - 1)}, {self.arithmetic(depth - 1)})",
            lambda: f"int({self.text(0)}{self.choice(['', ', 16', ', 0', ', 2'])})",
            lambda: f"float({self.text(0)})",
            lambda: f"format({self.any(depth - 1)}, {self.choice(SPECS)!r})",
            lambda: f"{self.choice(['hex', 'bin', 'oct', 'chr', 'ord'])}({self.any(0)})",
            lambda: f"list(zip({self.listing(depth - 1)}, {self.text(depth - 1)}))",
            lambda: f"(lambda a, b=2, *c, d=4, **e: (a, b, c, d, e))({', '.join(self.any(0) for _ in range(self.random.randint(0, 3)))}{self.choice(['', ', d=1', ', z=3'])})" .replace("(, ", "("),
            lambda: f"({self.any(depth - 1)} if {self.any(depth - 1)} else {self.any(depth - 1)})",
            lambda: f"{self.listing(depth - 1)}[{self.slice(0)}]",
            lambda: f"{self.mapping(depth - 1)}[{self.any(0)}]",
            lambda: f"{self.text(0)}.encode().decode()",
            lambda: f"{self.text(0)}.encode()",
            lambda: f"tuple(x for x in {self.listing(depth - 1)} if x)",
            lambda: f"(x := {self.any(depth - 1)}, x)",
            lambda: f"{self.listing(depth - 1)}.{self.choice(['index', 'count'])}({self.any(0)})",
            lambda: f"list(range({', '.join(str(self.random.randint(-5, 9)) for _ in range(self.random.randint(1, 3)))}))",
            lambda: f"range({self.random.randint(-5, 9)}, {self.random.randint(-5, 20)}, {self.choice([1, 2, -1, 3])})[{self.slice(0)}]",
            lambda: f"max({self.any(depth - 1)}, {self.any(depth - 1)})",
            lambda: f"pow({self.number()}, {self.random.randint(0, 30)}, {self.random.randint(-9, 99)})",
            lambda: f"sorted({self.listing(depth - 1)}, key={self.choice(['str', 'len', 'repr', 'lambda v: -v'])}{self.choice(['', ', reverse=True'])})",
            lambda: f"{self.text(0)}.translate({{{self.random.randint(60, 120)}: {self.choice(['None', repr('zz'), '65'])}}})",
            lambda: f"type({self.any(depth - 1)}).__name__",
        ])()

    def any(self, depth):
        if self.names and self.random.random() < 0.15:
            return self.choice(self.names)
        if depth <= 0:
            return self.choice([self.number, self.real, lambda: self.text(0), lambda: "None", lambda: "True"])()
        return self.choice([self.arithmetic, self.arithmetic, self.text, self.text, self.listing, self.mapping, self.truth, self.odd, self.odd])(depth)


def judged(expression):
    """What CPython makes of it, in the words of migc_eval."""
    try:
        value = eval(compile(expression, "line", "eval"), {"__builtins__": __builtins__})
        return "= " + repr(value)
    except Exception as error:
        return f"! {type(error).__name__}: {error}" if str(error) else f"! {type(error).__name__}"


def escaped(text):
    """As migc_eval escapes control characters."""
    out = []
    for c in text:
        point = ord(c)
        if c == "\n":
            out.append("\\n")
        elif c == "\t":
            out.append("\\t")
        elif c == "\r":
            out.append("\\r")
        elif point < 0x20 or 0x7F <= point < 0xA0:
            out.append(f"\\x{point:02x}")
        elif point in (0x2028, 0x2029):
            out.append(f"\\u{point:04x}")
        else:
            out.append(c)
    return "".join(out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--depth", type=int, default=4)
    parser.add_argument("--show", type=int, default=20)
    options = parser.parse_args()
    import warnings
    warnings.simplefilter("ignore")

    generator = Generator(options.seed)
    lines = []
    while len(lines) < options.count:
        line = generator.any(options.depth)
        if "\n" in line or len(line) > 2000:
            continue
        try:
            compile(line, "line", "eval")
        except (SyntaxError, ValueError):
            continue
        lines.append(line)
    run = subprocess.run([options.program], input="\n".join(lines) + "\n", capture_output=True, encoding="utf-8")
    answers = run.stdout.split("\n")[:-1]
    if run.returncode or len(answers) != len(lines):
        print(f"{options.program} ended with {run.returncode} after {len(answers)} of {len(lines)}; seed {options.seed}")
        print(lines[len(answers)] if len(answers) < len(lines) else "", run.stderr[:2000])
        return 1
    wrong = unknown = raised = texts = 0
    reasons = {}
    for line, answer in zip(lines, answers):
        if answer.startswith("? "):
            unknown += 1
            reasons[answer] = reasons.get(answer, 0) + 1
            continue
        expected = escaped(judged(line))
        if "complex" in expected:
            continue  # Not modelled: what is unknown first may raise later.
        if answer == expected:
            raised += expected.startswith("!")
            continue
        if answer.startswith("! ") and expected.startswith("! "):
            # The class must be the same; the words vary with the version of Python.
            if answer[2:].split(":")[0] == expected[2:].split(":")[0]:
                texts += 1
                raised += 1
                if options.show > 100:
                    print(f"text {line}\n  CPython {expected[:300]}\n  migc    {answer[:300]}")
                continue
        wrong += 1
        if wrong <= options.show:
            print(f"{line}\n  CPython {expected[:300]}\n  migc    {answer[:300]}")
    share = 100 * unknown / len(lines)
    print(f"{len(lines)} expressions, seed {options.seed}: {wrong} wrong, {unknown} unknown ({share:.2f} %), "
          f"{raised} raised ({texts} with other words)")
    for reason, count in sorted(reasons.items(), key=lambda item: -item[1])[:8]:
        print(f"  {count:5} {reason}")
    return 1 if wrong or share > 5 else 0


if __name__ == "__main__":
    sys.exit(main())
