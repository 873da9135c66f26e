#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/library/world.h"
#include "compiler/python/ast.h"

namespace migc::library {

/// What a revision's module says of itself, for headers that are not literals.
struct ModuleFacts {
  std::string revision;
  std::vector<std::string> down_revisions, depends_on, branch_labels;
};

/// Evaluates the module's body alone. Nothing, and that is reported, when a fact is not known or of
/// the wrong type.
std::optional<ModuleFacts> module_facts(const python::ast::Module& module, std::string_view path,
                                        World& world);

}  // namespace migc::library
