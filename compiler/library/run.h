#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "compiler/library/world.h"
#include "compiler/python/ast.h"

namespace migc::library {

/// Evaluates a revision's module, then its function `upgrade` or `downgrade`, and gives what it
/// does. What cannot be evaluated or rendered is reported to the world's diagnostics; the
/// operations before it are given nevertheless.
std::vector<ir::Operation> run(const python::ast::Module& module, std::string_view path,
                               std::string_view function, World& world);

}  // namespace migc::library
