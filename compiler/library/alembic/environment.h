#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "compiler/library/world.h"
#include "compiler/python/ast.h"

namespace migc::library {

/// Evaluates `env.py`. What it does stands in `world.actions`, in order; `then` is called while its
/// values still live, also after an error (which is reported).
void run_environment(const python::ast::Module& module, std::string_view path, World& world,
                     const std::function<void(python::Evaluator&)>& then);

/// Calls an `on_version_apply` callback for a step of the version table and gives the operations it
/// asked for.
struct AppliedStep {
  bool upgrade = true, stamp = false;
  std::vector<std::string> up_revisions, down_revisions;  ///< The step's newer and older side.
  std::vector<std::string> heads;                         ///< After the step.
};
std::vector<ir::Operation> call_version_apply(const python::Value& callback,
                                              const AppliedStep& step, World& world,
                                              python::Evaluator& evaluator);

}  // namespace migc::library
