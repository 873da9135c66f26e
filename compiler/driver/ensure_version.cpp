#include <memory>

#include <CLI/CLI.hpp>

#include "compiler/driver/command.h"
#include "compiler/driver/script.h"

namespace migc::driver {
namespace {

Action add(CLI::App& app) {
  const auto options = std::make_shared<ScriptOptions>();
  add_script_options(app, *options);
  return [options](Session& session) { return print_script(session, *options, "", "", nullptr); };
}

}  // namespace

extern const Command ensure_version{.name = "ensure_version",
                                    .summary = "Print the SQL that creates the version table.",
                                    .examples = "  migc ensure_version --sql\n",
                                    .add = add};

}  // namespace migc::driver
