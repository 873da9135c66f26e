#include <memory>

#include <CLI/CLI.hpp>

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
  return print_script(
      session, options.script, range->start, range->end,
      [&](const migrations::Project& project,
          const std::string& starting) -> std::optional<std::vector<migrations::Step>> {
        const migrations::Graph& graph = project.graph;
        const auto start =
            graph.starting_points(starting.empty() ? "base" : starting, session.diagnostics);
        if (!start) return std::nullopt;
        const auto path = graph.upgrade_path(*start, range->end, session.diagnostics);
        if (!path) return std::nullopt;
        return migrations::upgrade_steps(graph, *start, *path, session.diagnostics);
      });
}

Action add(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  app.add_option("revision", options->revision,
                 "Where to: a revision, `head`, `heads`, `+2`, or a range `from:to`")
      ->required();
  add_script_options(app, options->script);
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace

extern const Command upgrade{.name = "upgrade",
                             .summary = "Print the SQL that upgrades to a later revision.",
                             .examples =
                                 "  migc upgrade head --sql > plan.sql\n"
                                 "  migc upgrade 3f2a9c:head --sql\n"
                                 "  migc upgrade head --sql --keep-going -o plan.sql\n",
                             .add = add};

}  // namespace migc::driver
