#include <memory>

#include <CLI/CLI.hpp>

#include "compiler/driver/command.h"
#include "compiler/driver/script.h"
#include "compiler/json/write.h"
#include "migrations/plan.h"

namespace migc::driver {
namespace {

struct Options {
  std::string revision = "heads";
};

/// A revision as the JSON definition that does the same.
json::Definition definition(const migrations::Project& project, migrations::RevisionIndex index,
                            const library::Outside& outside, Session& session) {
  const migrations::Revision& revision = project.graph[index];
  const auto names = [](const std::vector<migrations::Reference>& references) {
    std::vector<json::HeaderName> result;
    for (const migrations::Reference& name : references) result.push_back({name.name, name.span});
    return result;
  };
  json::Definition made;
  made.header.revision = json::HeaderName{revision.id, revision.id_span};
  made.header.down_revisions = names(revision.down_revisions);
  made.header.branch_labels = names(revision.branch_labels);
  made.header.depends_on = names(revision.depends_on);
  made.header.message = std::string(migrations::message(revision));
  migrations::Body up = migrations::evaluate(project, index, outside, {}, session.sources);
  migrations::Body down = migrations::evaluate(
      project, index, outside, {.direction = library::Direction::Downgrade}, session.sources);
  session.diagnostics.merge(std::move(up.diagnostics));
  made.upgrade = std::move(up.operations);
  if (down.defined) {
    session.diagnostics.merge(std::move(down.diagnostics));
    made.downgrade = std::move(down.operations);
  }
  return made;
}

Status run(const Options& options, Session& session) {
  const std::optional<RevisionRange> range = read_range(options.revision, session.diagnostics);
  if (!range) return session.finish(Status::Usage);
  const std::optional<migrations::Project> project = load_project(session);
  if (!project || session.diagnostics.has_errors()) return session.finish(Status::Input);
  const migrations::Surroundings surroundings(*project, session.host.files, session.sources,
                                              session.diagnostics);
  const auto context = migrations::configured_context(*project, surroundings, session.diagnostics);
  if (!context) return session.finish(Status::Input);
  const auto start =
      project->graph.starting_points(range->is_range ? range->start : "base", session.diagnostics);
  if (!start) return session.finish(Status::Input);
  const auto path = project->graph.upgrade_path(*start, range->end, session.diagnostics);
  if (!path) return session.finish(Status::Input);

  const library::Outside outside = surroundings.of_revisions(*context, {});
  std::vector<json::Definition> definitions;
  for (const migrations::RevisionIndex index : *path) {
    definitions.push_back(definition(*project, index, outside, session));
  }
  session.print(json::write(definitions, {.sources = &session.sources}));
  return session.finish(session.diagnostics.has_errors() ? Status::NotRendered : Status::Clean);
}

Action add(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  app.add_option("revision", options->revision, "A revision or a range `from:to`; all when absent");
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace

extern const Command ir{.name = "ir",
                        .summary = "Print what revisions do as JSON definitions.",
                        .examples =
                            "  migc ir head\n"
                            "  migc ir 3f2a9c:head -o operations.json\n",
                        .add = add};

}  // namespace migc::driver
