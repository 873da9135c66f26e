#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "compiler/library/world.h"
#include "compiler/python/ast.h"

namespace migc::library {

/// What a function of a revision does.
struct Outcome {
  std::vector<ir::Operation> operations;
  bool defined = false;  ///< The module has the function, however it came by it.
  bool raises = false;   ///< Its body itself raises: it says that it cannot be done.
  Span function;         ///< Its name where it is defined, or what gave the module this name.
};

/// Evaluates a revision's module, then its function `upgrade` or `downgrade`, and gives what it
/// does. What cannot be evaluated or rendered is reported to the world's diagnostics; the
/// operations before it are given nevertheless.
Outcome run(const python::ast::Module& module, std::string_view path, std::string_view function,
            World& world);

}  // namespace migc::library
