#include <memory>

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "compiler/base/text.h"
#include "compiler/driver/command.h"
#include "compiler/driver/listing.h"
#include "compiler/driver/script.h"

namespace migc::driver {
namespace {

struct Options {
  std::string range;
  bool verbose = false, indicate_current = false;
};

Status run(const Options& options, Session& session) {
  std::string_view base, head;
  if (!options.range.empty()) {
    const auto ends = split(trim(options.range), ':');
    if (ends.size() != 2) {
      session.diagnostics
          .error("bad-range", {}, "`{}` is no range of revisions", escape_controls(options.range))
          .help("write `from:to`, `from:` or `:to`");
      return session.finish(Status::Usage);
    }
    base = ends[0];
    head = ends[1];
  }
  if (options.indicate_current || base == "current" || head == "current") {
    session.diagnostics.error("no-database", {}, "which revision is current only a database knows")
        .help("migc does not connect to one here; name the revision itself");
    return session.finish(Status::Usage);
  }
  const auto project = load_project(session);
  if (!project || session.diagnostics.has_errors()) return session.finish(Status::Input);

  const migrations::Graph& graph = project->graph;
  const auto listed = graph.history(base, head, session.diagnostics);
  if (!listed) return session.finish(Status::Input);
  const ListingStyle style{.labels = true, .message = true, .parents = true};
  for (const migrations::RevisionIndex revision : *listed) {
    session.tell(options.verbose ? listing_block(graph, revision)
                                 : listing_line(graph, revision, style));
    session.tell("\n");
  }
  return session.finish(Status::Clean);
}

Action add(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  app.add_option("-r,--rev-range", options->range, "List only these: [FROM]:[TO], both included")
      ->type_name("RANGE");
  app.add_flag("-v,--verbose", options->verbose, "Print all that is known of each revision");
  app.add_flag("-i,--indicate-current", options->indicate_current, "Refused: it needs a database");
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace

extern const Command history{.name = "history",
                             .summary = "List revisions, newest first.",
                             .examples =
                                 "  migc history\n"
                                 "  migc history -r 3f2a9c: -v\n"
                                 "  migc history -r -3:\n",
                             .add = add};

}  // namespace migc::driver
