#include <memory>

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "compiler/driver/command.h"
#include "compiler/driver/listing.h"
#include "compiler/driver/script.h"

namespace migc::driver {
namespace {

Status run(bool verbose, Session& session) {
  const auto project = load_project(session);
  if (!project || session.diagnostics.has_errors()) return session.finish(Status::Input);

  const migrations::Graph& graph = project->graph;
  const auto listed = graph.history("", "", session.diagnostics);
  if (!listed) return session.finish(Status::Input);
  for (const migrations::RevisionIndex point : *listed) {
    if (!graph.is_branch_point(point)) continue;
    session.tell(verbose ? listing_block(graph, point)
                         : listing_line(graph, point, {.labels = true}));
    session.tell("\n");
    const ListingStyle style{.labels = true, .message = verbose};
    for (const migrations::RevisionIndex child : graph.children(point)) {
      session.tell(fmt::format("{:{}} -> {}\n", "", graph[point].id.size(),
                               listing_line(graph, child, style)));
    }
    session.tell("\n");
  }
  return session.finish(Status::Clean);
}

Action add(CLI::App& app) {
  const auto verbose = std::make_shared<bool>(false);
  app.add_flag("-v,--verbose", *verbose, "Print all that is known of each revision");
  return [verbose](Session& session) { return run(*verbose, session); };
}

}  // namespace

extern const Command branches{.name = "branches",
                              .summary = "List the revisions that several others follow.",
                              .examples = "  migc branches\n",
                              .add = add};

}  // namespace migc::driver
