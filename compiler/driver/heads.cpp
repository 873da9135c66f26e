#include <memory>

#include <CLI/CLI.hpp>

#include "compiler/driver/command.h"
#include "compiler/driver/listing.h"
#include "compiler/driver/script.h"

namespace migc::driver {
namespace {

struct Options {
  bool verbose = false, resolve_dependencies = false;
};

Status run(const Options& options, Session& session) {
  const auto project = load_project(session);
  if (!project || session.diagnostics.has_errors()) return session.finish(Status::Input);

  const migrations::Graph& graph = project->graph;
  const ListingStyle style{.labels = true, .tree_marks = false};
  for (const auto head : options.resolve_dependencies ? graph.real_heads() : graph.heads()) {
    session.tell(options.verbose ? listing_block(graph, head) : listing_line(graph, head, style));
    session.tell("\n");
  }
  return session.finish(Status::Clean);
}

Action add(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  app.add_flag("-v,--verbose", options->verbose, "Print all that is known of each revision");
  app.add_flag("--resolve-dependencies", options->resolve_dependencies,
               "Leave out heads that another revision depends on");
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace

extern const Command heads{.name = "heads",
                           .summary = "List the revisions that no other one follows.",
                           .examples =
                               "  migc heads\n"
                               "  migc heads --resolve-dependencies\n",
                           .add = add};

}  // namespace migc::driver
