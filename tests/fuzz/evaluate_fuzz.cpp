// Any text as a program: parsed, run strictly and with both arms of what cannot be decided.

#include <cstddef>
#include <cstdint>
#include <string>

#include "compiler/base/arena.h"
#include "compiler/python/builtins.h"
#include "compiler/python/evaluate.h"
#include "compiler/python/modules.h"
#include "compiler/python/parser.h"

namespace {

using namespace migc;
using namespace migc::python;

constexpr ModelledModule contextlib{"contextlib", define_contextlib};
constexpr ModelledModule dataclasses{"dataclasses", define_dataclasses};
constexpr ModelledModule enumeration{"enum", define_enum};
constexpr ModelledModule functools{"functools", define_functools};
constexpr const ModelledModule* catalogue[] = {&contextlib, &dataclasses, &enumeration, &functools};

class FuzzHost final : public Host {
 public:
  explicit FuzzHost(bool explore) : explore_(explore) {}
  Value import_module(std::string_view name, const Site& site) override {
    static const ModelledModules modules(catalogue);
    if (const auto module = modules.find(name)) return Value::module(module, site.span);
    return site.unknown("imported");
  }
  Undecided undecided(const Site&, const Unknown&) override {
    return explore_ ? Undecided::Explore : Undecided::Error;
  }

 private:
  bool explore_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  Sources sources;
  Diagnostics syntax;
  Arena arena;
  const Source& source = sources.add("fuzz.py", text);
  const ast::Module tree = parse(source, arena, syntax);
  for (const bool explore : {false, true}) {
    FuzzHost host(explore);
    Diagnostics diagnostics;
    Budget budget;
    budget.steps = 3'000;
    budget.text_bytes = 1 << 18;
    budget.stack_bytes = 1 << 20;
    Evaluator evaluator(host, diagnostics, budget);
    const std::shared_ptr<Module> module = evaluator.run(tree, "fuzz", "package");
    for (const Namespace::Entry& entry : module->attributes.entries()) (void)repr(entry.value);
    for (const std::string_view name : {"upgrade", "downgrade"}) {
      if (module->attributes.find(name)) (void)evaluator.call(*module, name);
    }
  }
  return 0;
}
