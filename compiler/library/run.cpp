#include "compiler/library/run.h"

#include <algorithm>

#include "compiler/library/alembic/directives.h"

namespace migc::library {
namespace {

void describe(const python::ast::Def& def, Outcome& outcome) {
  outcome.defined = true;
  outcome.function = def.name.span;
  outcome.raises = std::ranges::any_of(def.body, [](const python::ast::Stmt* stmt) {
    return stmt->as<python::ast::Raise>() != nullptr;
  });
}
void describe(const python::Value& value, Outcome& outcome) {
  outcome.defined = true;
  outcome.function = value.span;
  const auto* function = value.as<python::Function>();
  if (function != nullptr && function->def != nullptr) describe(*function->def, outcome);
}
/// Of a module that could not be evaluated, or not to its end: what it would have come to.
void describe(const python::ast::Module& module, std::string_view name, Outcome& outcome) {
  for (const python::ast::Stmt* stmt : module.body) {
    const auto* def = stmt->as<python::ast::Def>();
    if (def != nullptr && def->name.text == name) describe(*def, outcome);
  }
}

}  // namespace

Outcome run(const python::ast::Module& module, std::string_view path, std::string_view function,
            World& world) {
  Outcome outcome;
  python::Evaluator evaluator(world, world.diagnostics());
  const std::size_t slash = path.rfind('/');
  std::string name(slash == std::string_view::npos ? path : path.substr(slash + 1));
  if (name.ends_with(".py")) name.resize(name.size() - 3);
  world.loading = true;
  const std::shared_ptr<python::Module> loaded =
      evaluator.run(module, std::move(name), "", std::string(path));
  world.loading = false;
  const python::Value* body = loaded ? loaded->attributes.find(function) : nullptr;
  if (body != nullptr) {
    describe(*body, outcome);
  } else if (world.diagnostics().has_errors()) {
    describe(module, function, outcome);
  }
  if (body != nullptr && !evaluator.stopped()) {
    std::vector<std::pair<std::string_view, python::Value>> keywords;
    for (const auto& [key, value] : world.outside().run_arguments) {
      keywords.emplace_back(key, value);
    }
    evaluator.call(*body, body->span, {}, std::move(keywords));
  }
  outcome.operations = world.take_operations();
  return outcome;
}

}  // namespace migc::library
