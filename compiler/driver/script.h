#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compiler/driver/session.h"
#include "migrations/plan.h"

namespace CLI {
class App;
}

namespace migc::driver {

/// What the commands that print a script have in common.
struct ScriptOptions {
  bool sql = false, keep_going = false, explain_assumptions = false;
  std::string tag;
  std::vector<std::string> present, absent;
};
void add_script_options(CLI::App& app, ScriptOptions& options);

/// Loads the project of the session; nothing, and that is reported, when there is none.
std::optional<migrations::Project> load_project(Session& session, const ScriptOptions& script = {});

/// `find_steps` gets the project and what the version table holds (`starting`, as env.py or the
/// command says it).
using FindSteps = std::function<std::optional<std::vector<migrations::Step>>(
    const migrations::Project& project, const std::string& starting)>;

/// Plans the command, writes its script and ends the session.
Status print_script(Session& session, const ScriptOptions& options, const std::string& starting,
                    const std::string& destination, const FindSteps& find_steps);

/// `a:b` as its two sides; the first is empty without a colon. Nothing (and reported) when there
/// are more colons than one, or an empty side.
struct RevisionRange {
  std::string start, end;
  bool is_range = false;
};
std::optional<RevisionRange> read_range(const std::string& text, Diagnostics& diagnostics);

}  // namespace migc::driver
