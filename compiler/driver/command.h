#pragma once

#include <functional>
#include <string_view>

#include "compiler/driver/session.h"

namespace CLI {
class App;
}

namespace migc::driver {

using Action = std::function<Status(Session&)>;

/// A command of the program: one file, which defines `extern const Command name`, and one line in
/// CMakeLists.txt.
///
/// `add` declares options and positionals on the command's own parser and returns what is to be
/// done once they are filled; they live in the closure:
///
///     Action add(CLI::App& app) {
///       const auto options = std::make_shared<Options>();
///       app.add_flag("-v,--verbose", options->verbose, "Use more verbose output");
///       return [options](Session& session) { return run(*options, session); };
///     }
struct Command {
  std::string_view name;
  std::string_view summary;   ///< One sentence, as `migc --help` lists it.
  std::string_view examples;  ///< Lines for the end of `migc name --help`.
  Action (*add)(CLI::App& app);
};

}  // namespace migc::driver
