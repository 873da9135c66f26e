#include <memory>

#include <CLI/CLI.hpp>

#include "compiler/base/text.h"
#include "compiler/driver/command.h"
#include "compiler/driver/script.h"

namespace migc::driver {
namespace {

struct Options {
  ScriptOptions script;
  std::string revision;
};

Status run(const Options& options, Session& session) {
  const std::optional<RevisionRange> range = read_range(options.revision, session.diagnostics);
  if (!range) return session.finish(Status::Usage);
  if (!range->is_range) {
    session.diagnostics.error("no-start", {}, "where to downgrade from is not said")
        .help(fmt::format("write it as a range: `migc downgrade from:{} --sql`",
                          escape_controls(range->end)));
    return session.finish(Status::Usage);
  }
  return print_script(
      session, options.script, range->start, range->end,
      [&](const migrations::Project& project,
          const std::string& starting) -> std::optional<std::vector<migrations::Step>> {
        const migrations::Graph& graph = project.graph;
        const auto start = graph.starting_points(starting, session.diagnostics);
        if (!start) return std::nullopt;
        const auto path = graph.downgrade_path(*start, range->end, session.diagnostics);
        if (!path) return std::nullopt;
        return migrations::downgrade_steps(graph, *start, *path, session.diagnostics);
      });
}

Action add(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  app.add_option("revision", options->revision, "A range `from:to`, e.g. `head:-1` or `3f2a:base`")
      ->required();
  add_script_options(app, options->script);
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace

extern const Command downgrade{.name = "downgrade",
                               .summary = "Print the SQL that goes back to an earlier revision.",
                               .examples =
                                   "  migc downgrade head:-1 --sql\n"
                                   "  migc downgrade 3f2a9c:base --sql\n",
                               .add = add};

}  // namespace migc::driver
