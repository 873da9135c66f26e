#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/ir/operation.h"
#include "compiler/ir/schema.h"
#include "migrations/context.h"
#include "migrations/project.h"
#include "migrations/steps.h"
#include "migrations/surroundings.h"

namespace migc::migrations {

/// A step of the version table with what its revision does.
struct PlannedStep {
  Step step;
  Body body;
  std::vector<ir::Operation> after;  ///< What `on_version_apply` asked for.
};

/// What a script consists of, in order.
struct PlanItem {
  enum class Kind { Begin, End, VersionTable, Step, Execute };
  Kind kind = Kind::Step;
  PlannedStep step;                       ///< Of Step.
  std::vector<ir::Operation> operations;  ///< Of Execute: `context.execute()` in env.py.
};

/// What one command does to one database, as `env.py` carries it out.
struct Plan {
  ContextOptions context;
  ir::Schema before;  ///< The state before the first step.
  ir::Schema after;   ///< … and after the last one.
  std::vector<PlanItem> items;
};

/// What a command asks for.
struct PlanRequest {
  /// Given what `context.configure(starting_rev=…)` says, or nothing: the steps.
  std::function<std::optional<std::vector<Step>>(const std::string& starting)> steps;
  bool version_table_only = false;  ///< `ensure_version`
};

/// Runs `env.py` statically and plans the command. Nothing, and that is reported, when it has no
/// plan; revisions that cannot be rendered are part of it, with their diagnostics.
std::optional<Plan> make_plan(const Project& project, const Surroundings& surroundings,
                              const PlanRequest& request, Diagnostics& diagnostics);

/// What `env.py` configures, without planning anything.
std::optional<ContextOptions> configured_context(const Project& project,
                                                 const Surroundings& surroundings,
                                                 Diagnostics& diagnostics);

}  // namespace migc::migrations
