#include "migrations/modules.h"

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/library/third_party.h"
#include "compiler/python/evaluate.h"
#include "compiler/python/parser.h"
#include "migrations/project.h"

namespace migc::migrations {

using python::Value;

bool Modules::inside(const std::string& path) const {
  const std::optional<std::string> real = files_.canonical(path);
  if (!real) return false;
  for (const std::string& root : roots_) {
    const std::optional<std::string> folder = files_.canonical(root);
    if (folder && (*real == *folder || *folder == "/" || real->starts_with(*folder + "/"))) {
      return true;
    }
  }
  return false;
}

std::optional<std::string> Modules::read_file(std::string_view path) const {
  const std::string name(path);
  if (!inside(name) || files_.kind(name) != Files::Kind::File) return std::nullopt;
  Files::Content content = files_.read(name);
  if (!content.error.empty()) return std::nullopt;
  return std::move(content.text);
}

std::optional<Modules::Found> Modules::find(const std::string& name) const {
  const std::string relative = replace_all(name, ".", "/");
  for (const std::string& root : roots_) {
    const std::string base = join_path(root, relative);
    const std::string package = join_path(base, "__init__.py");
    if (files_.kind(package) == Files::Kind::File) {
      if (inside(package)) return Found{package, true, true};
    } else if (files_.kind(base + ".py") == Files::Kind::File) {
      if (inside(base + ".py")) return Found{base + ".py", false, true};
    } else if (files_.kind(base) == Files::Kind::Directory && inside(base)) {
      return Found{base, true, false};  // A package without `__init__.py` (PEP 420).
    }
  }
  if (const auto text = library::third_party_source(name)) {
    return Found{fmt::format("<{}>", name), library::third_party_package(name), true, text};
  }
  return std::nullopt;
}

void Modules::load(const Found& found, const std::shared_ptr<python::Module>& module,
                   python::Evaluator& evaluator) {
  if (!found.has_file) return;
  Diagnostics problems;
  const Source* source = found.text ? &sources_.add(found.path, std::string(*found.text))
                                    : read_source(found.path, files_, sources_, problems);
  if (source == nullptr) {
    module->complete = false;
    return;
  }
  const python::ast::Module& tree = trees_.emplace_back(python::parse(*source, arena_, problems));
  if (problems.has_errors() || !evaluator.run(tree, module)) module->complete = false;
  if (found.text) module->complete = false;  // A model says what migrations use, not all there is.
  evaluator.forgive();
}

Modules::Open::Open(const library::Outside& outside)
    : world(outside, unheard), evaluator(world, unheard) {
  world.explore = true;
}

void Modules::settle() {
  const std::unique_lock lock(mutex_);
  for (const auto& [_, module] : loaded_) python::freeze(Value::module(module));
  for (const auto& [_, directive] : of_environment_) python::freeze(directive);
  open_.clear();
}

std::vector<std::pair<std::string, Value>> Modules::registered() const { return of_environment_; }

std::optional<Value> Modules::import(std::string_view name, const python::Site& site) {
  library::World& importer = library::World::of(site);
  Loaded* importing = importer.importing;
  const std::string full(name);
  std::unique_lock lock(mutex_);
  const auto already = [&]() -> std::optional<Value> {
    const auto known = loaded_.find(name);
    if (known == loaded_.end()) return std::nullopt;
    if (const auto made = registered_.find(name); made != registered_.end()) {
      importer.take_registered(made->second);
    }
    return Value::module(known->second, site.span);
  };
  if (std::optional<Value> known = already()) return known;
  if (importing != nullptr) {
    if (const auto half = importing->find(name); half != importing->end()) {
      return Value::module(half->second, site.span);
    }
  }
  if (absent_.contains(name)) return std::nullopt;
  const std::optional<Found> found = find(full);
  if (!found) {
    absent_.insert(full);
    return std::nullopt;
  }
  if (importing == nullptr && importer.await_turn) {
    lock.unlock();  // Whoever comes before may need to import, too.
    importer.await_turn();
    lock.lock();
    if (std::optional<Value> known = already()) return known;
  }

  const auto module = std::make_shared<python::Module>();
  module->name = full;
  const std::size_t dot = full.rfind('.');
  module->package = found->is_package ? full : full.substr(0, dot == std::string::npos ? 0 : dot);
  module->file = found->path;
  if (importing != nullptr) {  // Imported by a module that is being imported: one evaluation.
    importing->emplace(full, module);
    load(*found, module, site.evaluator);
    return Value::module(module, site.span);
  }

  Loaded loading{{full, module}};
  auto evaluation = std::make_unique<Open>(outside_);
  evaluation->world.importing = &loading;
  load(*found, module, evaluation->evaluator);
  evaluation->world.importing = nullptr;
  const Directives made = evaluation->world.registered;
  if (!made.empty()) {
    for (const auto& [each, _] : loading) registered_.emplace(each, made);
    importer.take_registered(made);
  }
  if (importer.environment) {
    of_environment_.insert(of_environment_.end(), made.begin(), made.end());
    open_.push_back(std::move(evaluation));
  } else {
    for (const auto& [_, each] : loading) python::freeze(Value::module(each));
    for (const auto& [_, directive] : made) python::freeze(directive);
  }
  loaded_.merge(loading);
  return Value::module(loaded_.find(full)->second, site.span);
}

}  // namespace migc::migrations
