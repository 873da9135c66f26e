#include "compiler/library/run.h"

#include "compiler/library/alembic/directives.h"

namespace migc::library {

std::vector<ir::Operation> run(const python::ast::Module& module, std::string_view path,
                               std::string_view function, World& world) {
  python::Evaluator evaluator(world, world.diagnostics());
  const std::size_t slash = path.rfind('/');
  std::string name(slash == std::string_view::npos ? path : path.substr(slash + 1));
  if (name.ends_with(".py")) name.resize(name.size() - 3);
  const std::shared_ptr<python::Module> loaded =
      evaluator.run(module, std::move(name), "", std::string(path));
  if (!loaded || evaluator.stopped()) return world.take_operations();

  const python::Value* body = loaded->attributes.find(function);
  if (!body) return world.take_operations();
  std::vector<std::pair<std::string_view, python::Value>> keywords;
  for (const auto& [key, value] : world.outside().run_arguments) keywords.emplace_back(key, value);
  evaluator.call(*body, body->span, {}, std::move(keywords));
  return world.take_operations();
}

}  // namespace migc::library
