#include <cmath>

#include <gtest/gtest.h>

#include "compiler/base/match.h"
#include "compiler/python/parser.h"

namespace migc::python {
namespace {

using namespace ast;

/// A parsed text and all that it borrows from.
struct Parsed {
  explicit Parsed(std::string text)
      : source(sources.add("t.py", std::move(text))), module(parse(source, arena, diagnostics)) {}

  std::string fault() const { return diagnostics.empty() ? "" : diagnostics.all().front().message; }
  std::string text(Span span) const { return std::string(sources.text(span)); }
  template <class T>
  const T& stmt(std::size_t index = 0) const {
    return *module.body[index]->as<T>();
  }
  const Expr& expr() const { return *stmt<ExprStmt>().value; }
  template <class T>
  const T& node() const {
    return *expr().as<T>();
  }

  Sources sources;
  Arena arena;
  Diagnostics diagnostics;
  const Source& source;
  Module module;
};

std::string fault(std::string text) { return Parsed(std::move(text)).fault(); }

const std::string& string_of(const Expr& expr, std::string& out) {
  out = std::string(std::get<String>(expr.as<Constant>()->value).text);
  return out;
}
std::string text_of(std::string literal) {
  const Parsed parsed(std::move(literal));
  if (!parsed.fault().empty()) return "fault: " + parsed.fault();
  std::string out;
  return string_of(parsed.expr(), out);
}

TEST(Parser, TakesAllOfPython) {
  // One line or more for each rule of the language reference.
  const char* const all[] = {
      "pass",
      "x",
      "x; y;",
      "x = 1",
      "x = y = 1",
      "a, b = 1, 2",
      "a, *b = c",
      "(a, b), [c, d] = e",
      "x.y = x[1] = 2",
      "x += 1",
      "x **= 2",
      "x //= y, z",
      "x @= y",
      "x >>= 1",
      "x: int",
      "x: int = 1",
      "x.y: int = 2",
      "x[0]: int",
      "(x): int = 1",
      "x: tuple = 1, *y",
      "del x",
      "del x, y[0], z.a",
      "del (x, y), [z]",
      "assert x",
      "assert x, 'no'",
      "import a",
      "import a.b.c as d, e",
      "from a import b",
      "from a.b import c as d, e",
      "from . import a",
      "from ...a import b",
      "from .... import b",
      "from a import (b, c as d,)",
      "from a import *",
      "'doc'\nfrom __future__ import (annotations, division as d)\nx",
      "global x, y",
      "raise",
      "raise X",
      "raise X from y",
      // Expressions
      "a or b and not c",
      "not not a",
      "a < b <= c != d is e is not f in g not in h",
      "a | b ^ c & d << e >> f + g - h * i / j // k % l @ m",
      "-a ** -b",
      "+-~a",
      "a if b else c",
      "a if b else c if d else e",
      "(a := 1)",
      "[a := 1, b]",
      "f(a := 1)",
      "x[a := 1]",
      "lambda: 0",
      "lambda x, /, y=1, *z, k, l=2, **m: x",
      "lambda *, k: k",
      "lambda *a: a",
      "a.b.c",
      "a[0]",
      "a[1:2]",
      "a[:]",
      "a[::2]",
      "a[1:2, ::3, ...]",
      "a[*b]",
      "a[*b, 1:2]",
      "a[b,]",
      "f()",
      "f(a, *b, c, d=1, *e, **g, h=2)",
      "f(x for x in y)",
      "f(a,)",
      "f(**a, **b)",
      "()",
      "(a,)",
      "(a, *b)",
      "a, b",
      "a,",
      "*a, b",
      "[]",
      "[a, *b]",
      "{}",
      "{a: b, **c}",
      "{a}",
      "{*a, b}",
      "{**a}",
      "[x for x in y]",
      "{x for x in y if z if w}",
      "{k: v for k, v in d}",
      "(x for x, in y for z in x)",
      "[x for x in y if a or b]",
      "(i async for i in j)",
      "[x for *a, b in c]",
      "1, 1.5, 2j, 0x1f, None, True, False, ...",
      "'a' \"b\" '''c'''",
      "b'a' rb'\\b'",
      "f'a' 'b' f'{c}'",
      "def f(): (yield)",
      "print >>f, x",
      "match",
      "match(x)",
      "match[x]",
      "match.a",
      "match = 1",
      "case = type = _ = 2",
      "type",
      "type(x)",
      "type = 1",
      "type.x",
      // Compound statements
      "if a: b",
      "if a:\n  b\nelif c:\n  d\nelif e: f\nelse:\n  g",
      "if (a := b): c",
      "while a:\n  break\nelse:\n  b",
      "while a: continue",
      "for a in b: c",
      "for a, *b in c, *d:\n  e\nelse: f",
      "for x[0] in y: z",
      "for (a) in b: c",
      "try:\n  a\nexcept:\n  b",
      "try: a\nexcept A: b\nexcept (B, C) as d: e\nelse: f\nfinally: g",
      "try: a\nfinally: b",
      "try: a\nexcept* A as b: c\nexcept* B: d",
      "with a: b",
      "with a as b, c as d.e: f",
      "with (a, b): c",
      "with (a as b, c as d,): e",
      "with (a): b",
      "with (a).b: c",
      "with (a, b) as c: d",
      "with (a), (b): c",
      "with (a := b): c",
      "with (x for x in y): z",
      "with (a, *b): c",
      "with (): a",
      "with (a if b else c): d",
      "with a as (b, c): d",
      "with a as [b, *c]: d",
      "def f(): pass",
      "def f(a, b=1, /, c=2): pass",
      "def f(*, a, b=1, **c) -> d: pass",
      "def f(a: int = 1, *b: int, **c: str): return",
      "def f(*a: *b): pass",
      "def f(): return *a, b",
      "def f(): yield",
      "def f(): x = yield a, b",
      "def f(): yield from x",
      "def f(): x = y = yield",
      "def f(): x += yield",
      "def f():\n  nonlocal x",
      "async def f():\n  await a\n  async with b as c, d: pass\n  async for e in f: pass\n"
      "  return await g ** 2",
      "@a\n@b.c(d)\n@(e := f)\ndef g(): pass",
      "@a\nclass B: pass",
      "@a\nasync def f(): pass",
      "class A: pass",
      "class A(): pass",
      "class A(B, metaclass=C, *d, **e):\n  x = 1",
      "def f():\n  class A:\n    def g(self): return 1",
      // Match
      "match a:\n  case 1: pass",
      "match a, b:\n  case _: pass",
      "match *a, b:\n  case c: pass",
      "match (a):\n  case -1 | 1 + 2j | -1 - 2j | 'a' 'b' | None | True: pass",
      "match a:\n  case b.c.d: pass\n  case [x, *_] | (y, *z): pass\n  case x, *rest: pass",
      "match a:\n  case {'k': v, 1: _, x.y: 2, **rest}: pass\n  case {}: pass",
      "match a:\n  case A(1, b, c=d, e=F()): pass\n  case A(): pass\n  case (x): pass\n  case (): "
      "pass",
      "match a:\n  case (1 | 2) as x if x > 1: pass\n  case [a, [b, c]] as d: pass",
      "match -a:\n  case b: pass",
      "match [a]:\n  case b: pass",
      "match match:\n  case case: pass",
      // 3.12 and 3.13
      "type X = int",
      "type X[T] = list[T]",
      "type X[T: int, *U, **V] = a",
      "type X[T = int, *U = *a, **V = [b]] = c",
      "def f[T](a: T) -> T: pass",
      "def f[T: (int, str), *U, **V](): pass",
      "class A[T]: pass",
      "class A[T: int = str](B[T]): pass",
      "f'{a['b']}'",
      "f'{'\\n'.join(x)}'",
      "f'{f'{f'{1}'}'}'",
      "f'{\n  x # why\n}'",
      "f'''{\nx}'''",
      "f'{x!r}' f'{x = }' f'{x=!s:>{w}.{p}}'",
      "f'{x:%Y-%m-%d}'",
      "f'{x:{y}{z}}'",
      "f'{*a, b}'",
  };
  for (const char* text : all) EXPECT_EQ(fault(text), "") << text;
}

TEST(Parser, RefusesWhatPythonRefuses) {
  const char* const all[] = {
      "x y",
      "x =",
      "= 1",
      "1 = x",
      "f() = 1",
      "a + b = c",
      "None = 1",
      "x + 1 += 2",
      "(a, b) += 1",
      "a, b: int",
      "[a]: int",
      "*a",
      "*a = b",
      "x = *a",
      "*a, *b = c",
      "a = yield",
      "return",
      "yield x",
      "break",
      "continue",
      "if a:\n  break",
      "def f():\n  break",
      "del f()",
      "del *a, b",
      "del",
      "import",
      "import a.",
      "import a as b.c",
      "from a import",
      "from . import a b",
      "from a import b,",
      "from a import (b c)",
      "from a import ()",
      "from import x",
      "global",
      "global x.y",
      "raise from x",
      "assert",
      "a not b",
      "a is",
      "not",
      "a if b",
      "a if b else",
      "(a",
      "(*a)",
      "[a b]",
      "{a: b, c}",
      "{a, b: c}",
      "{*a: b}",
      "{a: *b}",
      "{**a for a in b}",
      "[*a for a in b]",
      "(a for)",
      "[x for x in]",
      "[x for f() in y]",
      "lambda: ",
      "lambda x=1, y: x",
      "f(a=1, b)",
      "f(**a, b)",
      "f(**a, *b)",
      "f(a for a in b, c)",
      "f(c, a for a in b)",
      "f(a for a in b,)",
      "f(a=1, a=2)",
      "f(a.b=1)",
      "f(True=1)",
      "f(a b)",
      "a[",
      "a[]",
      "a.1",
      "a..b",
      "if a b",
      "if a:",
      "if a:\nb",
      "if a\n  b",
      "else: a",
      "elif a: b",
      "while: a",
      "for a b: c",
      "for a in: b",
      "for 1 in a: b",
      "for *a in b: c",
      "try: a",
      "try: a\nexcept A, B: c",
      "try: a\nexcept: b\nexcept A: c",
      "try: a\nexcept A: b\nexcept* C: d",
      "try: a\nexcept*: b",
      "try: a\nelse: b",
      "with a b: c",
      "with (a as b: c",
      "with a as f(): b",
      "def f: pass",
      "def f()\n  pass",
      "def f(a, a): pass",
      "def f(a=1, b): pass",
      "def f(*): pass",
      "def f(*, **a): pass",
      "def f(/, a): pass",
      "def f(a, /, b, /): pass",
      "def f(*a, *b): pass",
      "def f(**a, b): pass",
      "def f(*a=1): pass",
      "def f((a, b)): pass",
      "def f(1): pass",
      "class A: return",
      "class 1: pass",
      "class A(x for x in y): pass",
      "@a",
      "@a\nx = 1",
      "async x",
      "async lambda: 1",
      "  x",
      "x\n  y",
      "a = 1 if 2",
      "x := 1",
      "(x.y := 1)",
      "f(x := 1 = 2)",
      "match a:\n  case 1\n",
      "match a:\n  case f'{x}': pass",
      "match a:\n  case *x: pass",
      "match a:\n  case A(b=1, c): pass",
      "match a:\n  case {**r, 'a': 1}: pass",
      "match a:\n  case {x: 1}: pass",
      "match a:\n  case 1 + 2: pass",
      "match a:\n  case x as _: pass",
      "match a:\n  case a.b as c.d: pass",
      "match a:\n  pass",
      "type X",
      "type X =",
      "type X[] = a",
      "class A[]: pass",
      "def f[1](): pass",
      "f'{}'",
      "f'{ }'",
      "f'{!r}'",
      "f'{x!}'",
      "f'{x!z}'",
      "f'{x! r}'",
      "f'{x'",
      "f'{x:{y'",
      "f'{a b}'",
      "f'{'",
      "f'{lambda x: 1}'",
      "b'a' 'b'",
      "'a' b'b'",
      "b'a' f'b'",
      "b'\xc3\xa4'",
      "'\\x1'",
      "'\\u12'",
      "'\\U00110000'",
      "'\\N{'",
      "'\\N'",
      "b'\\xg'",
      "print 'a'",
      "print a",
      "exec 'a'",
      "raise A, 'b'",
      "def f(): return\n x",
      "def f(x):\n  from a import *",
      "a\n)",
      "x = 1\nfrom __future__ import division",
      "from __future__ import braces",
      "await x",
      "def f(): await x",
      "[i async for i in j]",
      "async def f(): return lambda: await x",
      "async with a: b",
      "def f():\n  async for a in b: c",
      "if x: from __future__ import division",
      "from __future__ import *",
      "if True:\n    x\n  y",
  };
  for (const char* text : all) EXPECT_NE(fault(text), "") << text;
}

TEST(Parser, SaysWhatIsWrong) {
  EXPECT_EQ(fault("f(a b)"), "expected `,` or `)`, found `b`");
  EXPECT_EQ(fault("if a\n  b"), "expected `:`, found the end of the line");
  EXPECT_EQ(fault("if a:\nb"), "expected an indented block, found `b`");
  EXPECT_EQ(fault("x ="), "expected an expression, found the end of the line");
  EXPECT_EQ(fault("f() = 1"), "cannot assign to a function call");
  EXPECT_EQ(fault("None = 1"), "cannot assign to `None`");
  EXPECT_EQ(fault("del 1"), "cannot delete a literal");
  EXPECT_EQ(fault("print 'a'"), "missing parentheses in call to `print`");
  EXPECT_EQ(fault("try: a\nexcept A, B: c"), "several exception types need parentheses");
  EXPECT_EQ(fault("f(a=1, a=2)"), "keyword argument `a` is given twice");
  EXPECT_EQ(fault("  x"), "unexpected indentation");
  const Parsed parsed("x = 1\ny = (2 +\n");
  ASSERT_FALSE(parsed.diagnostics.empty());
  EXPECT_EQ(parsed.fault(), "`(` was never closed");
  EXPECT_EQ(parsed.sources.position(parsed.diagnostics.all().front().span).line, 2);
}

TEST(Parser, GoesOnAtTheNextStatement) {
  const Parsed parsed(
      "a = = 1\n"
      "b = 2\n"
      "def f(1):\n"
      "    not here\n"
      "    nor here either\n"
      "if x y:\n"
      "    skipped\n"
      "else:\n"
      "    skipped too\n"
      "def g():\n"
      "    good = 1\n"
      "    bad bad\n"
      "    good = 2\n"
      "match x:\n"
      "    case 1: pass\n"
      "    cases\n"
      "c = 3\n");
  EXPECT_EQ(parsed.diagnostics.errors(), 5U);
  ASSERT_EQ(parsed.module.body.size(), 3U);
  EXPECT_EQ(parsed.text(parsed.module.body[0]->span), "b = 2");
  EXPECT_EQ(parsed.stmt<Def>(1).body.size(), 2U);
  EXPECT_EQ(parsed.text(parsed.module.body[2]->span), "c = 3");
}

TEST(Parser, StopsAfterManyFaults) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "print 'x'\n";
  EXPECT_EQ(Parsed(text).diagnostics.errors(), 50U);
}

TEST(Parser, RunsOfOperatorsAreFlat) {
  const Parsed parsed("(a) + b - (c) * d + e");
  const Binary& sum = parsed.node<Binary>();
  ASSERT_EQ(sum.terms.size(), 3U);
  EXPECT_EQ(sum.terms[0].op, BinaryOp::Add);
  EXPECT_EQ(sum.terms[1].op, BinaryOp::Subtract);
  EXPECT_EQ(parsed.text({parsed.source.id, parsed.expr().span.begin, sum.terms[0].end}), "(a) + b");
  const Binary* product = sum.terms[1].right->as<Binary>();
  ASSERT_NE(product, nullptr);
  EXPECT_EQ(product->terms.size(), 1U);
  EXPECT_EQ(Parsed("a and b and c or d").node<BoolOp>().operands.size(), 2U);
  EXPECT_EQ(Parsed("(a and b) and c").node<BoolOp>().operands.size(), 2U);
  EXPECT_EQ(Parsed("a < b < c").node<Compare>().terms.size(), 2U);
}

TEST(Parser, PowerBindsAsPythonSays) {
  const Parsed negative("-a ** -b");
  const Unary& unary = negative.node<Unary>();
  const Binary* power = unary.operand->as<Binary>();
  ASSERT_NE(power, nullptr);
  EXPECT_EQ(power->terms[0].op, BinaryOp::Power);
  EXPECT_NE(power->terms[0].right->as<Unary>(), nullptr);
  const Parsed tower("a ** b ** c");
  EXPECT_NE(tower.node<Binary>().terms[0].right->as<Binary>(), nullptr);
}

TEST(Parser, MillionTermsAreALoop) {
  std::string sum = "x = 1";
  for (int i = 1; i < 1'000'000; ++i) sum += "+1";
  const Parsed parsed(sum);
  EXPECT_EQ(parsed.fault(), "");
  const Expr& value = *parsed.stmt<Assign>().value;
  EXPECT_EQ(value.as<Binary>()->terms.size(), 999'999U);
  EXPECT_EQ(value.height, 2U);
}

TEST(Parser, DepthIsBounded) {
  const auto nested = [](std::string_view open, std::string_view middle, std::string_view close,
                         int levels) {
    std::string text;
    for (int i = 0; i < levels; ++i) text += open;
    text += middle;
    for (int i = 0; i < levels; ++i) text += close;
    return text;
  };
  for (const int levels : {1'000, 100'000}) {
    EXPECT_EQ(fault(nested("(", "1", ")", levels)), "too many nested parentheses");
    EXPECT_EQ(fault(nested("[", "1", "]", levels)), "too many nested parentheses");
    EXPECT_EQ(fault(nested("{1: ", "1", "}", levels)), "too many nested parentheses");
    EXPECT_EQ(fault(nested("f(", "1", ")", levels)), "too many nested parentheses");
    EXPECT_EQ(fault(nested("f'{", "1", "}'", levels)), "too many nested f-strings");
    for (const char* prefix : {"not ", "-", "~", "lambda: ", "1 if 1 else ", "2 ** "}) {
      EXPECT_EQ(fault(nested(prefix, "1", "", levels)), "this expression is nested too deeply")
          << prefix;
    }
    EXPECT_EQ(fault(nested("a", "", ".b", 1) + nested(".b", "", "", levels)),
              "this expression is nested too deeply");
    EXPECT_EQ(fault("match x:\n case " + nested("[", "y", "]", levels) + ": pass"),
              "too many nested parentheses");
  }
  EXPECT_EQ(fault(nested("(", "1", ")", 199)), "");
  std::string blocks;
  for (int i = 0; i < 99; ++i) blocks += std::string(static_cast<std::size_t>(i), ' ') + "if x:\n";
  EXPECT_EQ(fault(blocks + std::string(99, ' ') + "pass\n"), "");
  EXPECT_EQ(fault(blocks + std::string(99, ' ') + "if x:\n" + std::string(100, ' ') + "pass\n"),
            "too many levels of indentation");
  std::string chain = "if a: pass\n";
  for (int i = 0; i < 10'000; ++i) chain += "elif a: pass\n";
  EXPECT_EQ(Parsed(chain).stmt<If>().clauses.size(), 10'001U);
}

TEST(Parser, StringsAreDecoded) {
  EXPECT_EQ(text_of(R"('a\tb\n\\\'\"\a\b\f\r\v')"), "a\tb\n\\'\"\a\b\f\r\v");
  EXPECT_EQ(text_of(R"('\x41\u00e9\U0001F600\101\60')"), "Aé😀A0");
  EXPECT_EQ(text_of(R"('\d\ \8')"), "\\d\\ \\8");
  EXPECT_EQ(text_of(R"(r'\d\n')"), "\\d\\n");
  EXPECT_EQ(text_of("'a' \"b\"\\\n'''c'''"), "abc");
  EXPECT_EQ(text_of("'a\\\nb'"), "ab");
  EXPECT_EQ(text_of("'a\\\r\nb'"), "ab");
  EXPECT_EQ(text_of("'''a\r\nb\rc'''"), "a\nb\nc");
  EXPECT_EQ(text_of("r'''a\\\r\nb'''"), "a\\\nb");
  EXPECT_EQ(text_of("'\\N{EM DASH}\\N{em dash}'"), "——");
  EXPECT_EQ(text_of("'\\ud83d'"), "\xed\xa0\xbd");
  EXPECT_EQ(text_of("'\\777'"), "ǿ");
  const Parsed unknown("'\\N{GREEK SMALL LETTER ALPHA}'");
  EXPECT_EQ(std::get<String>(unknown.node<Constant>().value).unknown_character,
            "GREEK SMALL LETTER ALPHA");
  const Parsed bytes(R"(b'a\xff\u1234\777' rb'\n')");
  EXPECT_EQ(std::get<Bytes>(bytes.node<Constant>().value).bytes, "a\xff\\u1234\xff\\n");
}

TEST(Parser, PlainStringsAndNamesAreViewsIntoTheSource) {
  const Parsed parsed("name = 'value'");
  const auto inside = [&](std::string_view text) {
    return text.data() >= parsed.source.text.data() &&
           text.data() < parsed.source.text.data() + parsed.source.text.size();
  };
  const Assign& assign = parsed.stmt<Assign>();
  EXPECT_TRUE(inside(assign.targets[0]->as<Name>()->text));
  EXPECT_TRUE(inside(std::get<String>(assign.value->as<Constant>()->value).text));
}

TEST(Parser, Numbers) {
  const auto integer = [](std::string text) {
    const Parsed parsed(std::move(text));
    const Int value = std::get<Int>(parsed.node<Constant>().value);
    return std::string(value.digits) + "/" + std::to_string(value.base);
  };
  EXPECT_EQ(integer("1_000"), "1000/10");
  EXPECT_EQ(integer("0xFF_ff"), "FFff/16");
  EXPECT_EQ(integer("0o17"), "17/8");
  EXPECT_EQ(integer("0b_101"), "101/2");
  const auto real = [](std::string text) {
    const Parsed parsed(std::move(text));
    return std::get<Float>(parsed.node<Constant>().value).value;
  };
  EXPECT_EQ(real("1_0.5e-1_0"), 10.5e-10);
  EXPECT_EQ(real(".5"), 0.5);
  EXPECT_EQ(real("5."), 5.0);
  EXPECT_TRUE(std::isinf(real("1e999")));
  EXPECT_EQ(real("1e-999"), 0.0);
  EXPECT_EQ(std::get<Imaginary>(Parsed("2.5j").node<Constant>().value).value, 2.5);
}

TEST(Parser, FStringsAreLists) {
  const Parsed parsed(R"('a' f'b{{{x!r:>{w}}}}' f'{y = }' 'c')");
  const auto pieces = parsed.node<FString>().pieces;
  ASSERT_EQ(pieces.size(), 7U);
  EXPECT_EQ(pieces[0].literal.text, "a");
  EXPECT_EQ(pieces[1].literal.text, "b{");
  EXPECT_EQ(pieces[2].conversion, 'r');
  ASSERT_EQ(pieces[2].format.size(), 2U);
  EXPECT_EQ(pieces[2].format[0].literal.text, ">");
  EXPECT_EQ(pieces[2].format[1].value->as<Name>()->text, "w");
  EXPECT_EQ(pieces[3].literal.text, "}");
  EXPECT_EQ(pieces[4].literal.text, "y = ");
  EXPECT_EQ(pieces[5].conversion, 'r');
  EXPECT_EQ(pieces[6].literal.text, "c");
}

TEST(Parser, ParametersKnowTheirKinds) {
  const Parsed parsed("def f(a, b=1, /, c=2, *d, e, g=3, **h): pass");
  const Parameters parameters = parsed.stmt<Def>().parameters;
  using enum ParameterKind;
  const std::vector<ParameterKind> kinds{PositionalOnly,           PositionalOnly, Ordinary,
                                         ParameterKind::Star,      KeywordOnly,    KeywordOnly,
                                         ParameterKind::DoubleStar};
  ASSERT_EQ(parameters.size(), kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) EXPECT_EQ(parameters[i].kind, kinds[i]) << i;
  EXPECT_EQ(parameters[3].name.text, "d");
  EXPECT_NE(parameters[5].default_value, nullptr);
}

TEST(Parser, GeneratorsAreMarked) {
  const Parsed parsed(
      "def plain():\n    def inner(): yield 1\n    return lambda: (yield)\n"
      "def generator():\n    for x in y:\n        z = yield\n");
  EXPECT_FALSE(parsed.stmt<Def>(0).is_generator);
  EXPECT_TRUE(parsed.stmt<Def>(0).body[0]->as<Def>()->is_generator);
  EXPECT_TRUE(parsed.stmt<Def>(0).body[1]->as<Return>()->value->as<Lambda>()->is_generator);
  EXPECT_TRUE(parsed.stmt<Def>(1).is_generator);
}

TEST(Parser, ArgumentsKeepTheirOrder) {
  const Parsed parsed("f(a, *b, c=1, *d, **e)");
  const auto arguments = parsed.node<Call>().arguments;
  ASSERT_EQ(arguments.size(), 5U);
  EXPECT_EQ(arguments[1].kind, ArgumentKind::Star);
  EXPECT_EQ(arguments[2].name.text, "c");
  EXPECT_EQ(parsed.text(arguments[2].span), "c=1");
  EXPECT_EQ(arguments[3].kind, ArgumentKind::Star);
  EXPECT_EQ(arguments[4].kind, ArgumentKind::DoubleStar);
}

TEST(Parser, TheDocstringIsTheFirstString) {
  EXPECT_EQ(Parsed("'''One.\n\nTwo.'''\nx = 1").module.doc(), "One.\n\nTwo.");
  EXPECT_EQ(Parsed("# comment\n\n'a' 'b'").module.doc(), "ab");
  EXPECT_EQ(Parsed("x = 1\n'a'").module.doc(), "");
  EXPECT_EQ(Parsed("b'a'").module.doc(), "");
  EXPECT_EQ(Parsed("f'a'").module.doc(), "");
}

TEST(Parser, TypeParametersOfPython312And313) {
  const Parsed parsed("class A[T: int = str, *U = *x, **V](B): pass\ntype P[T] = list[T]\n");
  const TypeParameters parameters = parsed.stmt<ClassDef>().type_parameters;
  ASSERT_EQ(parameters.size(), 3U);
  EXPECT_EQ(parsed.text(parameters[0].bound->span), "int");
  EXPECT_EQ(parsed.text(parameters[0].default_value->span), "str");
  EXPECT_EQ(parameters[1].kind, TypeParameterKind::Star);
  EXPECT_EQ(parsed.text(parameters[1].default_value->span), "*x");
  EXPECT_EQ(parameters[2].kind, TypeParameterKind::DoubleStar);
  EXPECT_EQ(parsed.stmt<TypeAlias>(1).name.text, "P");
}

TEST(Parser, NestedQuotesOfPython312) {
  const Parsed parsed("f'{d['k']}{\", \".join(x)}{f'{1}'}'");
  const auto pieces = parsed.node<FString>().pieces;
  ASSERT_EQ(pieces.size(), 3U);
  EXPECT_EQ(parsed.text(pieces[0].value->span), "d['k']");
  EXPECT_NE(pieces[2].value->as<FString>(), nullptr);
}

TEST(Parser, WithKnowsItsParentheses) {
  EXPECT_EQ(Parsed("with (a, b): pass").stmt<With>().items.size(), 2U);
  EXPECT_EQ(Parsed("with (a as b, c): pass").stmt<With>().items.size(), 2U);
  EXPECT_EQ(Parsed("with (a, b) as c: pass").stmt<With>().items.size(), 1U);
  EXPECT_EQ(Parsed("with (a, *b): pass").stmt<With>().items.size(), 1U);
}

TEST(Parser, SpansAreCPythons) {
  const Parsed parsed(
      "@d\n"
      "def f():\n"
      "    if a:\n"
      "        b;\n"
      "    elif c: d\n"
      "\n"
      "# comment\n"
      "x = (1)\n");
  EXPECT_EQ(parsed.text(parsed.module.body[0]->span),
            "def f():\n    if a:\n        b;\n    elif c: d");
  const If* branch = parsed.stmt<Def>().body[0]->as<If>();
  EXPECT_EQ(parsed.text(branch->clauses[0].body[0]->span), "b");
  EXPECT_EQ(parsed.text(branch->clauses[1].span), "elif c: d");
  EXPECT_EQ(parsed.text(parsed.module.body[1]->span), "x = (1)");
  EXPECT_EQ(parsed.text(parsed.stmt<Assign>(1).value->span), "1");
}

TEST(Parser, DottedNamesMayHaveSpaces) {
  EXPECT_EQ(Parsed("import a . b  .c").stmt<Import>().names[0].name.text, "a.b.c");
}

}  // namespace
}  // namespace migc::python
