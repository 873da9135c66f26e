// Evaluates each line of standard input as Python and prints what it is, for `python_values.py`.
// A line `x` is an expression; with `--programs` a line is a whole program with `\n` for its line
// ends, whose variable `result` is printed.
//
//   = REPR       ? REASON       ! ValueError: message       # stopped: a limit, or a syntax error
#include <cstring>
#include <iostream>
#include <string>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/python/builtins.h"
#include "compiler/python/evaluate.h"
#include "compiler/python/modules.h"
#include "compiler/python/parser.h"

namespace {

using namespace migc;
using namespace migc::python;

const ModelledModule* const catalogue[] = {
    new ModelledModule{"contextlib", define_contextlib, true},
    new ModelledModule{"dataclasses", define_dataclasses, true},
    new ModelledModule{"enum", define_enum, true},
    new ModelledModule{"functools", define_functools, true},
};

class BareHost final : public Host {
 public:
  explicit BareHost(const ModelledModules& modules) : modules_(modules) {}
  Value import_module(std::string_view name, const Site& site) override {
    if (const auto module = modules_.find(name)) return Value::module(module, site.span);
    return site.unknown(fmt::format("imported from `{}`", name));
  }

 private:
  const ModelledModules& modules_;
};

std::string evaluated(const std::string& program, Host& host) {
  Sources sources;
  Diagnostics diagnostics;
  Arena arena;
  const Source& source = sources.add("line", program);
  const ast::Module tree = parse(source, arena, diagnostics);
  if (diagnostics.has_errors()) return "# " + diagnostics.all().front().message;
  Evaluator evaluator(host, diagnostics);
  const std::shared_ptr<Module> module = evaluator.run(tree, "line", "");
  if (diagnostics.has_errors()) {
    const Diagnostic& first = diagnostics.all().front();
    if (first.code == "uncaught-exception") {
      // uncaught `ValueError`: message
      std::string message = first.message.substr(10);
      const std::size_t end = message.find('`');
      message.erase(end, 1);
      return "! " + message;
    }
    return "# " + first.message;
  }
  const Value* result = module->attributes.find("result");
  if (!result) return "# no result";
  const std::optional<Value> text = evaluator.call(*find_builtin("repr"), Span{}, {*result});
  if (!text) return "# " + diagnostics.all().front().message;
  if (const Unknown* unknown = text->unknown()) return "? " + unknown->why;
  return "= " + std::string(text->text().value_or(""));
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  const bool programs = argc > 1 && std::strcmp(argv[1], "--programs") == 0;
  const ModelledModules modules(catalogue);
  BareHost host(modules);
  for (std::string line; std::getline(std::cin, line);) {
    std::string program =
        programs ? migc::replace_all(line, "\\n", "\n") : "result = (" + line + ")\n";
    std::cout << escape_controls(evaluated(program + (programs ? "\n" : ""), host)) << '\n';
  }
}
