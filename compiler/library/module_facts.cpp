#include "compiler/library/module_facts.h"

#include "compiler/base/files.h"

namespace migc::library {
namespace {

using python::Value;

/// A name, several, or none of them.
bool read_names(const python::Module& module, std::string_view variable,
                std::vector<std::string>& names, Diagnostics& diagnostics) {
  const Value* value = module.attributes.find(variable);
  if (value == nullptr || value->is_none()) return true;
  const auto refuse = [&](const Value& wrong) {
    Diagnostic& error =
        diagnostics.error("unknown-header", wrong.span, "`{}` is not a revision's name", variable);
    if (const python::Unknown* unknown = wrong.unknown())
      error.label(unknown->because, unknown->why);
    return false;
  };
  if (const auto text = value->text()) {
    names.emplace_back(*text);
    return true;
  }
  const std::vector<Value>* items = value->items();
  if (items == nullptr) return refuse(*value);
  for (const Value& item : *items) {
    const auto text = item.text();
    if (!text) return refuse(item);
    names.emplace_back(*text);
  }
  return true;
}

}  // namespace

std::optional<ModuleFacts> module_facts(const python::ast::Module& module, std::string_view path,
                                        World& world) {
  Diagnostics& diagnostics = world.diagnostics();
  python::Evaluator evaluator(world, diagnostics);
  const std::shared_ptr<python::Module> made =
      evaluator.run(module, file_name(path), "", std::string(path));
  if (!made || diagnostics.has_errors()) return std::nullopt;
  ModuleFacts facts;
  std::vector<std::string> revision;
  if (!read_names(*made, "revision", revision, diagnostics)) return std::nullopt;
  if (revision.size() != 1) {
    diagnostics.error("no-revision", {module.source, 0, 0}, "the file does not set `revision`")
        .help("every file in a version location is a revision; helpers belong elsewhere");
    return std::nullopt;
  }
  facts.revision = revision.front();
  if (!read_names(*made, "down_revision", facts.down_revisions, diagnostics) ||
      !read_names(*made, "depends_on", facts.depends_on, diagnostics) ||
      !read_names(*made, "branch_labels", facts.branch_labels, diagnostics)) {
    return std::nullopt;
  }
  return facts;
}

}  // namespace migc::library
