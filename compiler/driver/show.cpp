#include <memory>

#include <CLI/CLI.hpp>

#include "compiler/driver/command.h"
#include "compiler/driver/listing.h"
#include "compiler/driver/script.h"

namespace migc::driver {
namespace {

Status run(const std::string& name, Session& session) {
  if (name == "current") {
    session.diagnostics.error("no-database", {}, "which revision is current only a database knows")
        .help("migc does not connect to one here; name the revision itself");
    return session.finish(Status::Usage);
  }
  const auto project = load_project(session);
  if (!project || session.diagnostics.has_errors()) return session.finish(Status::Input);

  const auto revisions = project->graph.resolve(name, session.diagnostics);
  if (!revisions) return session.finish(Status::Input);
  for (const migrations::RevisionIndex revision : *revisions) {
    session.tell(listing_block(project->graph, revision));
    session.tell("\n");
  }
  return session.finish(Status::Clean);
}

Action add(CLI::App& app) {
  const auto revision = std::make_shared<std::string>();
  app.add_option("rev", *revision, "Revision: an id or its start, a label, `head`, `heads`")
      ->required();
  return [revision](Session& session) { return run(*revision, session); };
}

}  // namespace

extern const Command show{.name = "show",
                          .summary = "Print all that is known of a revision.",
                          .examples =
                              "  migc show head\n"
                              "  migc show 3f2a9c\n",
                          .add = add};

}  // namespace migc::driver
