#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/ir/schema.h"
#include "migrations/context.h"
#include "migrations/project.h"
#include "migrations/steps.h"
#include "migrations/surroundings.h"
#include "migrations/write_script.h"

namespace migc::migrations {

/// What one command does to one database, as `env.py` carries it out.
struct Plan {
  ContextOptions context;
  std::string text;         ///< The script, when one was asked for.
  Diagnostics diagnostics;  ///< Of its revisions. Errors: those that could not be rendered.
  /// What revisions were told of the state before them, and lean on.
  std::vector<std::pair<RevisionIndex, std::vector<std::string>>> assumptions;
  ir::Schema after;  ///< The state after the last step; known for a plan from base.
};

/// What a command asks for.
struct PlanRequest {
  /// Given what `context.configure(starting_rev=…)` says, or nothing: the steps.
  std::function<std::optional<std::vector<Step>>(const std::string& starting)> steps;
  bool version_table_only = false;      ///< `ensure_version`
  std::optional<ScriptOptions> script;  ///< Nothing: only the state is wanted.
};

/// Runs `env.py` statically, evaluates the revisions and writes the script, several revisions at a
/// time. Nothing, and that is reported, when there is no plan; revisions that cannot be rendered
/// are part of it, with their diagnostics.
///
/// What a revision does seldom depends on the state before it. So it is evaluated and written
/// without, and once more, in its turn, when that state was asked for.
std::optional<Plan> make_plan(const Project& project, const Surroundings& surroundings,
                              const PlanRequest& request, Diagnostics& diagnostics);

/// What `env.py` configures, without planning anything.
std::optional<ContextOptions> configured_context(const Project& project,
                                                 const Surroundings& surroundings,
                                                 Diagnostics& diagnostics);

}  // namespace migc::migrations
