#include <memory>

#include <CLI/CLI.hpp>

#include "compiler/driver/command.h"
#include "compiler/driver/script.h"

namespace migc::driver {
namespace {

struct Options {
  ScriptOptions script;
  std::vector<std::string> revisions;
  bool purge = false;
};

Status run(const Options& options, Session& session) {
  std::string start;
  std::vector<std::string> targets;
  for (const std::string& revision : options.revisions) {
    const std::optional<RevisionRange> range = read_range(revision, session.diagnostics);
    if (!range) return session.finish(Status::Usage);
    if (range->is_range) {
      if (!start.empty() && start != range->start) {
        session.diagnostics.error("several-starts", {},
                                  "stamp starts at `{}` and at `{}`: only one start can be said",
                                  start, range->start);
        return session.finish(Status::Usage);
      }
      start = range->start;
    }
    targets.push_back(range->end);
  }
  if (options.purge) {
    session.diagnostics
        .error("purge-offline", {}, "`--purge` needs a database: which rows there are is not known")
        .help("say what the table holds with a range: `migc stamp from:to --sql`");
    return session.finish(Status::Usage);
  }
  std::string destination;
  for (const std::string& target : targets)
    destination += destination.empty() ? target : ", " + target;
  return print_script(
      session, options.script, start, destination,
      [&](const migrations::Project& project,
          const std::string& starting) -> std::optional<std::vector<migrations::Step>> {
        const migrations::Graph& graph = project.graph;
        const auto points =
            graph.starting_points(starting.empty() ? "base" : starting, session.diagnostics);
        if (!points) return std::nullopt;
        return migrations::stamp_steps(graph, *points, targets, session.diagnostics);
      });
}

Action add(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  app.add_option("revisions", options->revisions,
                 "What the version table shall hold: revisions, `heads`, `base`, or `from:to`")
      ->required();
  add_script_options(app, options->script);
  app.add_flag("--purge", options->purge, "Refused: it needs a database");
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace

extern const Command stamp{
    .name = "stamp",
    .summary = "Print the SQL that sets the version table without running migrations.",
    .examples =
        "  migc stamp head --sql\n"
        "  migc stamp 3f2a9c:7b1d --sql\n",
    .add = add};

}  // namespace migc::driver
