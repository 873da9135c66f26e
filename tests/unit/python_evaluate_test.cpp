#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/base/arena.h"
#include "compiler/python/builtins.h"
#include "compiler/python/evaluate.h"
#include "compiler/python/modules.h"
#include "compiler/python/parser.h"

namespace migc::python {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

/// `emit(x)` is remembered, with a `?` when it happens only perhaps.
class RecordingHost final : public Host {
 public:
  explicit RecordingHost(bool explore) : explore_(explore) {}

  Value import_module(std::string_view name, const Site& site) override {
    if (name == "record") return Value::module(module_, site.span);
    if (name.starts_with("missing")) {
      return site.raise("ModuleNotFoundError", fmt::format("No module named '{}'", name));
    }
    return site.unknown(fmt::format("imported from `{}`", name));
  }
  Undecided undecided(const Site&, const Unknown&) override {
    return explore_ ? Undecided::Explore : Undecided::Error;
  }
  void unknown_call(const Call&, const Unknown&, bool discarded) override {
    unknown_calls.push_back(discarded ? "statement" : "value");
  }
  void hash_order(const Site&) override { ++hash_orders; }
  Value read_file(std::string_view path, const Site& site) override {
    if (path == "data.sql") return Value::text("select 1;\r\nselect 2;\n", site.span);
    return site.raise("FileNotFoundError", std::string(path));
  }

  std::vector<std::string> emitted, unknown_calls;
  int hash_orders = 0;

 private:
  static Value emit(const Call& call) {
    auto& host = call.host<RecordingHost>();
    std::string text;
    for (const Argument& argument : call.positional) {
      if (!text.empty()) text += " ";
      text += argument.value.is_unknown() ? "unknown" : repr(argument.value).value_or("no repr");
    }
    host.emitted.push_back(text + (call.evaluator.possible() ? "?" : ""));
    return Value::none(call.span);
  }
  static Value bound(const Call& call) {
    std::string table;
    std::optional<std::string> schema;
    std::optional<bool> flag;
    Options options;
    if (!call.bind(
            {{"table", table}, {"*"}, {"schema", schema}, {"flag", flag}, {"options", options}})) {
      return Value::none();
    }
    std::string text = fmt::format("{}.{} {}", schema.value_or("-"), table, flag.value_or(false));
    for (const KeywordArgument& option : options.arguments) text += fmt::format(" {}", option.name);
    return Value::text(std::move(text), call.span);
  }
  static constexpr Builtin emit_function{"emit", emit};
  static constexpr Builtin bound_function{"bound", bound};

  bool explore_;
  std::shared_ptr<Module> module_ = [] {
    auto module = std::make_shared<Module>();
    module->name = "record";
    module->function(emit_function);
    module->function(bound_function);
    freeze(Value::module(module));
    return module;
  }();
};

struct Outcome {
  std::vector<std::string> emitted, unknown_calls, errors;
  int hash_orders = 0;
  std::string result;  ///< `repr(result)`, `unknown: why`, or the first error.
};

Outcome run(const std::string& program, bool explore = false, Budget budget = {}) {
  Sources sources;
  Diagnostics diagnostics;
  Arena arena;
  const Source& source = sources.add("test.py", "from record import *\n" + program);
  const ast::Module tree = parse(source, arena, diagnostics);
  EXPECT_FALSE(diagnostics.has_errors()) << program << diagnostics.all().front().message;
  RecordingHost host(explore);
  Outcome run;
  {
    Evaluator evaluator(host, diagnostics, budget);
    const std::shared_ptr<Module> module = evaluator.run(tree, "test", "package.inner");
    const Value* result = module->attributes.find("result");
    if (diagnostics.has_errors()) {
      run.result = diagnostics.all().front().message;
    } else if (!result) {
      run.result = "nothing";
    } else if (const Unknown* unknown = result->unknown()) {
      run.result = "unknown: " + unknown->why;
    } else {
      const std::optional<Value> text = evaluator.call(*find_builtin("repr"), Span{}, {*result});
      run.result = text && text->text() ? std::string(*text->text()) : "no repr";
    }
  }
  run.emitted = host.emitted;
  run.unknown_calls = host.unknown_calls;
  run.hash_orders = host.hash_orders;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    run.errors.push_back(fmt::format("{}: {}", diagnostic.code, diagnostic.message));
  }
  return run;
}

std::string result_of(const std::string& program) { return run(program).result; }

// ---- the language

TEST(Evaluate, NumbersAreExact) {
  EXPECT_EQ(result_of("result = 2 ** 100 - 1"), "1267650600228229401496703205375");
  EXPECT_EQ(result_of("result = (-7 // 2, -7 % 2, 7 // -2, 7 % -2, -7.5 // 2, divmod(-7, 3))"),
            "(-4, 1, -4, -1, -4.0, (-3, 2))");
  EXPECT_EQ(result_of("result = (0.1 + 0.2, 1e16, 1e-5, 1 / 3, 5e-324)"),
            "(0.30000000000000004, 1e+16, 1e-05, 0.3333333333333333, 5e-324)");
  EXPECT_EQ(result_of("result = (9223372036854775807 + 1, -9223372036854775808 - 1, 1 << 64)"),
            "(9223372036854775808, -9223372036854775809, 18446744073709551616)");
  EXPECT_EQ(result_of("result = (True + True, 1 == 1.0, hex(255), int('0x1f', 16))"),
            "(2, True, '0xff', 31)");
}

TEST(Evaluate, TextsCountCodePoints) {
  EXPECT_EQ(result_of("result = (len('naïve'), 'naïve'[2], 'naïve'[::-1], 'naïve'.upper())"),
            "(5, 'ï', 'evïan', 'NAÏVE')");
  EXPECT_EQ(
      result_of("result = ('a,b'.split(','), ' x '.strip(), '-'.join(['a', 'b']), 'x' in 'xyz')"),
      "(['a', 'b'], 'x', 'a-b', True)");
}

TEST(Evaluate, TextsAreFormatted) {
  EXPECT_EQ(result_of("x = 3.14159\nresult = f'{x:.2f} {x!r:>8} {x=} {1_000_000:,} {\"a\":*^5}'"),
            "'3.14  3.14159 x=3.14159 1,000,000 **a**'");
  EXPECT_EQ(result_of("result = '%s %05d %(x)s' % {'x': 1}"),
            "uncaught `TypeError`: not enough arguments for format string");
  EXPECT_EQ(result_of("result = '%(a)s-%(b)03d' % {'a': 'q', 'b': 7}"), "'q-007'");
  EXPECT_EQ(result_of("result = '{0.real} {1[k]} {x!r}'.format(1, {'k': 2}, x='y')"),
            "\"1 2 'y'\"");
}

TEST(Evaluate, ListsAreShared) {
  EXPECT_EQ(result_of("a = [1]\nb = a\nb.append(2)\na += [3]\nresult = (a, b is a)"),
            "([1, 2, 3], True)");
  EXPECT_EQ(result_of("a = [1, 2, 3, 4]\na[1:3] = [9]\ndel a[0]\nresult = a"), "[9, 4]");
  EXPECT_EQ(result_of("a, *b, c = range(5)\nresult = (a, b, c)"), "(0, [1, 2, 3], 4)");
  EXPECT_EQ(result_of("a = []\na.append(a)\nresult = a"), "[[...]]");
}

TEST(Evaluate, DictsKeepTheirOrder) {
  EXPECT_EQ(result_of("d = {'b': 1, 'a': 2}\nd['b'] = 3\nd.pop('a')\nd['a'] = 4\nresult = (d, "
                      "list(d.items()))"),
            "({'b': 3, 'a': 4}, [('b', 3), ('a', 4)])");
  EXPECT_EQ(result_of("result = {1: 'a', True: 'b', 1.0: 'c'}"), "{1: 'c'}");
  EXPECT_EQ(result_of("result = {[]: 1}"), "uncaught `TypeError`: unhashable type: 'list'");
}

TEST(Evaluate, FunctionsCloseOverVariables) {
  EXPECT_EQ(result_of("def counter():\n  n = 0\n  def step():\n    nonlocal n\n    n += 1\n    "
                      "return n\n  return step\n"
                      "f = counter()\nresult = (f(), f(), counter()())"),
            "(1, 2, 1)");
  EXPECT_EQ(result_of("def f(a, b=2, *c, d, e=5, **g): return (a, b, c, d, e, g)\n"
                      "result = (f(1, d=4), f(1, 9, 8, d=4, z=0))"),
            "((1, 2, (), 4, 5, {}), (1, 9, (8,), 4, 5, {'z': 0}))");
  EXPECT_EQ(result_of("x = 1\ndef f():\n  print(x)\n  x = 2\nf()"),
            "uncaught `UnboundLocalError`: cannot access local variable 'x' where it is not "
            "associated with a value");
  EXPECT_EQ(result_of("result = [f() for f in [lambda i=i: i for i in range(3)]]"), "[0, 1, 2]");
}

TEST(Evaluate, ClassesInherit) {
  EXPECT_EQ(
      result_of(
          "class A:\n  def __init__(self, v): self.v = v\n  def show(self): return f'A{self.v}'\n"
          "class B(A):\n  def __init__(self, v):\n    super().__init__(v + 1)\n"
          "  def show(self): return 'B' + super().show()\n"
          "result = (B(1).show(), issubclass(B, A), isinstance(B(1), A), B.__name__)"),
      "('BA2', True, True, 'B')");
  EXPECT_EQ(result_of("class A:\n  @property\n  def p(self): return self._p\n  @p.setter\n  def "
                      "p(self, v): self._p = v * 2\n"
                      "a = A()\na.p = 4\nresult = a.p"),
            "8");
  EXPECT_EQ(
      result_of(
          "class V:\n  def __init__(s, x): s.x = x\n  def __add__(s, o): return V(s.x + o.x)\n"
          "  def __eq__(s, o): return s.x == o.x\n  def __repr__(s): return f'V({s.x})'\n  def "
          "__len__(s): return s.x\n"
          "result = (V(1) + V(2), V(1) == V(1), [V(3)], len(V(2)), bool(V(0)))"),
      "(V(3), True, [V(3)], 2, False)");
}

TEST(Evaluate, ExceptionsPropagate) {
  EXPECT_EQ(result_of("log = []\ntry:\n  try:\n    {}['k']\n  finally:\n    log.append('f')\n"
                      "except LookupError as e:\n  log.append(repr(e))\nelse:\n  "
                      "log.append('else')\nresult = log"),
            "['f', \"KeyError('k')\"]");
  EXPECT_EQ(result_of("class MyError(ValueError):\n  pass\ntry:\n  raise MyError('x', 1)\nexcept "
                      "ValueError as e:\n  result = e.args"),
            "('x', 1)");
  EXPECT_EQ(result_of("def f():\n  for i in range(3):\n    try:\n      if i == 1: continue\n      "
                      "if i == 2: return log\n"
                      "    finally:\n      log.append(i)\nlog = []\nresult = f()"),
            "[0, 1, 2]");
  EXPECT_EQ(result_of("raise ValueError('no such table')"), "uncaught `ValueError`: no such table");
}

TEST(Evaluate, GeneratorsWaitBetweenItems) {
  EXPECT_EQ(run("def g():\n  for i in range(2):\n    emit('make', i)\n    yield i\nfor i in g():\n "
                " emit('take', i)\n")
                .emitted,
            (std::vector<std::string>{"'make' 0", "'take' 0", "'make' 1", "'take' 1"}));
  EXPECT_EQ(result_of("def g():\n  x = yield 1\n  y = yield x * 2\n  return y\ni = g()\na = "
                      "next(i)\nb = i.send(5)\n"
                      "try:\n  i.send('end')\nexcept StopIteration as e:\n  result = (a, b, "
                      "e.value if hasattr(e, 'value') else e.args)"),
            "(1, 10, ('end',))");
  EXPECT_EQ(result_of("def inner():\n  yield 1\n  return 'r'\ndef outer():\n  r = yield from "
                      "inner()\n  yield r\nresult = list(outer())"),
            "[1, 'r']");
  EXPECT_EQ(
      result_of(
          "def g():\n  while True:\n    yield 1\nresult = [x for x, _ in zip(g(), range(3))]"),
      "[1, 1, 1]");
}

TEST(Evaluate, ContextManagersSurroundTheirBody) {
  // `contextlib` is a module of the library; here its function comes as a class.
  EXPECT_EQ(run("class C:\n  def __enter__(self):\n    emit('in')\n    return 5\n"
                "  def __exit__(self, t, v, tb):\n    emit('out', t is None)\n    return True\n"
                "with C() as c:\n  emit(c)\n  raise ValueError\nemit('after')\n")
                .emitted,
            (std::vector<std::string>{"'in'", "5", "'out' False", "'after'"}));
}

TEST(Evaluate, PatternsMatch) {
  EXPECT_EQ(
      result_of(
          "def f(x):\n  match x:\n    case 0: return 'zero'\n    case [a, *r]: return (a, r)\n"
          "    case {'k': v, **rest}: return (v, rest)\n    case str() as s if s: return s\n    "
          "case None | True: return 'or'\n"
          "    case _: return 'else'\n"
          "result = [f(0), f([1, 2, 3]), f({'k': 1, 'z': 2}), f('s'), f(''), f(True), f(None)]"),
      "['zero', (1, [2, 3]), (1, {'z': 2}), 's', 'else', 'or', 'or']");
}

// ---- what is not known

TEST(Evaluate, UnknownSpreadsWithItsCause) {
  EXPECT_EQ(result_of("import app\nresult = app.settings.NAME + '_x'"),
            "unknown: imported from `app`");
  EXPECT_EQ(result_of("import app\nresult = [1, len([app.x])]"), "[1, 1]");
  EXPECT_EQ(result_of("import app\nx = [1]\napp.change(x)\nresult = x"),
            "unknown: imported from `app`");
}

TEST(Evaluate, UnknownCallsAreReported) {
  EXPECT_THAT(run("import app\napp.migrate()\nx = app.value()\n").unknown_calls,
              ElementsAre("statement", "value"));
  EXPECT_THAT(run("exec('1')").unknown_calls, ElementsAre("statement"));
}

TEST(Evaluate, AnUndecidedBranchIsAnError) {
  const Outcome branch = run("import app\nif app.DEBUG:\n  emit(1)\nemit(2)\n");
  EXPECT_THAT(branch.errors,
              ElementsAre("undecided-branch: condition cannot be decided statically"));
  EXPECT_THAT(branch.emitted, IsEmpty());
}

TEST(Evaluate, ExploringRunsBothArms) {
  const Outcome branch =
      run("import app\nx = y = 1\nif app.DEBUG:\n  emit('a')\n  x = 2\n  y = 3\nelse:\n  "
          "emit('b')\n  y = 3\nemit(x, y)\n",
          true);
  EXPECT_THAT(branch.emitted, ElementsAre("'a'?", "'b'?", "unknown 3"));
  EXPECT_THAT(branch.errors, IsEmpty());
}

TEST(Evaluate, WhatFollowsAnExploredReturnIsPossible) {
  EXPECT_THAT(
      run("import app\ndef f():\n  if app.DONE:\n    return\n  emit('rest')\nf()\nemit('after')\n",
          true)
          .emitted,
      ElementsAre("'rest'?", "'after'"));
  EXPECT_THAT(run("import app\nfor i in range(2):\n  if app.SKIP:\n    continue\n  "
                  "emit(i)\nemit('after')\n",
                  true)
                  .emitted,
              ElementsAre("0?", "1?", "'after'"));
  // An arm that raises ends the program, so what follows is certain.
  EXPECT_THAT(run("import app\nif app.BAD:\n  raise ValueError\nemit('rest')\n", true).emitted,
              ElementsAre("'rest'"));
}

TEST(Evaluate, ListsChangedInAnArmAreUnknown) {
  EXPECT_EQ(run("import app\nx = [1]\nif app.MORE:\n  x.append(2)\nresult = x\n", true).result,
            "unknown: imported from `app`");
  EXPECT_THAT(run("import app\nfor t in app.tables:\n  emit(t)\nemit('after')\n", true).emitted,
              ElementsAre("unknown?", "'after'"));
}

TEST(Evaluate, LoopsThatArePerhapsLeftAreWalkedThreeTimes) {
  const Outcome loop =
      run("import app\nwhile True:\n  if app.DONE:\n    break\n  for row in app.rows:\n    pass\n"
          "  emit('pass')\nemit('after')\n",
          true);
  EXPECT_THAT(loop.emitted, ElementsAre("'pass'?", "'pass'?", "'pass'?", "'after'"));
  EXPECT_THAT(loop.errors, IsEmpty());
}

TEST(Evaluate, WhatAHandlerPerhapsRaisesEnds) {
  const Outcome outcome =
      run("import app\ntry:\n  if app.BAD:\n    raise ValueError('x')\nexcept ValueError as e:\n"
          "  emit('handler')\n  raise e\nemit('after')\n",
          true);
  EXPECT_THAT(outcome.emitted, ElementsAre("'handler'?", "'after'"));
  EXPECT_THAT(outcome.errors, IsEmpty());
}

TEST(Evaluate, HashOrderIsReported) {
  EXPECT_EQ(run("for x in {1, 2}:\n  pass\n").hash_orders, 1);
  EXPECT_EQ(run("for x in sorted({1, 2}):\n  pass\n").hash_orders, 0);
  EXPECT_EQ(run("result = ','.join({'a', 'b'})").hash_orders, 1);
  EXPECT_EQ(run("result = [x for x in {1}]").hash_orders, 0);
}

// ---- limits

TEST(Evaluate, EndlessCodeStops) {
  EXPECT_THAT(result_of("while True:\n  pass"), HasSubstr("too many steps"));
  EXPECT_THAT(result_of("def f(): return f()\nf()"), HasSubstr("too deeply"));
  EXPECT_THAT(result_of("try:\n  while True: pass\nexcept BaseException:\n  result = 1"),
              HasSubstr("too many steps"));
  EXPECT_THAT(result_of("result = 'x' * 10 ** 12"), HasSubstr("strings pass 64 MiB"));
  EXPECT_THAT(result_of("a = 'x'\nwhile True:\n  a = a + a"), HasSubstr("strings pass 64 MiB"));
  EXPECT_THAT(result_of("a = [1]\nwhile True:\n  a = a + a"), HasSubstr("too many items"));
  EXPECT_THAT(result_of("result = list(range(10 ** 12))"), HasSubstr("too many steps"));
  EXPECT_THAT(result_of("result = 2 ** 10 ** 8"), HasSubstr("number becomes too large"));
  EXPECT_THAT(result_of("a = []\nfor i in range(50): a = [a, a]\nresult = str(a)"),
              HasSubstr("unknown"));
  EXPECT_THAT(result_of("a = b = 0\nfor i in range(50): a = (a, a); b = (b, b)\nresult = a == b"),
              HasSubstr(""));
  EXPECT_THAT(result_of("result = '%*d' % (10 ** 9, 1)"), HasSubstr("too wide"));
}

TEST(Evaluate, AMillionTermsAreALoop) {
  std::string sum = "result = 0", text = "result = ''";
  for (int i = 0; i < 1'000'000; ++i) sum += "+1";
  for (int i = 0; i < 100'000; ++i) text += "+'x'";
  EXPECT_EQ(result_of(sum), "1000000");
  EXPECT_EQ(result_of(text).size(), 100'002U);
}

// ---- the frontier to C++

TEST(Bind, GivesEachParameterItsArgument) {
  EXPECT_EQ(result_of("result = bound('t', schema='s', flag=True)"), "'s.t true'");
  EXPECT_EQ(result_of("result = bound(table='t', flag=None, mysql_engine='x')"),
            "'-.t false mysql_engine'");
}

TEST(Bind, RefusesAsPythonDoes) {
  EXPECT_EQ(result_of("bound()"),
            "uncaught `TypeError`: bound() missing 1 required positional argument: 'table'");
  EXPECT_EQ(result_of("bound('t', 's')"),
            "uncaught `TypeError`: bound() takes 1 positional argument but 2 were given");
  EXPECT_EQ(result_of("bound('t', table='u')"),
            "uncaught `TypeError`: bound() got multiple values for argument 'table'");
  EXPECT_EQ(result_of("try:\n  bound()\nexcept TypeError:\n  result = 'caught'"), "'caught'");
}

TEST(Bind, ReportsWhatIsUnknownOrOfTheWrongType) {
  EXPECT_THAT(run("import app\nbound(app.NAME)\n").errors,
              ElementsAre("unknown-argument: argument `table` of `bound` is not known"));
  EXPECT_THAT(run("bound(1)\n").errors,
              ElementsAre("argument-type: argument `table` of `bound` must be a string, not `1`"));
}

TEST(Evaluate, SharedValuesAreNotChanged) {
  EXPECT_EQ(result_of("import record\nrecord.x = 1\nimport record\nresult = record.x"), "1");
}

TEST(Evaluate, FilesAreReadThroughTheHost) {
  EXPECT_EQ(result_of("with open('data.sql') as f:\n  result = f.read()"),
            "'select 1;\\nselect 2;\\n'");
  EXPECT_EQ(result_of("result = [line.strip() for line in open('data.sql')]"),
            "['select 1;', 'select 2;']");
  EXPECT_EQ(result_of("open('/etc/passwd')"), "uncaught `FileNotFoundError`: /etc/passwd");
}

TEST(Evaluate, ImportsResolveRelativeNames) {
  EXPECT_EQ(result_of("from . import x\nresult = x"),
            "unknown: `x` is imported from `package.inner`");
  EXPECT_EQ(result_of("from ..models import x\nresult = x"),
            "unknown: `x` is imported from `package.models`");
  EXPECT_EQ(result_of("try:\n  import missing_driver\nexcept ImportError:\n  result = 'without'"),
            "'without'");
}

}  // namespace
}  // namespace migc::python
