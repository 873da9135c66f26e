#include <memory>

#include <CLI/CLI.hpp>

#include "compiler/driver/command.h"
#include "compiler/driver/script.h"
#include "compiler/json/write.h"
#include "dialects/script.h"
#include "migrations/plan.h"
#include "migrations/write_script.h"

namespace migc::driver {
namespace {

struct Options {
  std::string revision = "heads";
  std::string format = "sql";
};

/// The schema as the statements that make it: types, then tables with their indexes.
std::string as_sql(const ir::Schema& schema, const dialects::Target& target,
                   Diagnostics& diagnostics) {
  dialects::Script script;
  ir::Schema made = ir::Schema::empty_database(target.dialect->naming());
  Diagnostics unheard;
  const auto add = [&](ir::Action action) {
    const ir::Operation operation{.action = std::move(action)};
    target.dialect->render(operation, made, target, script, diagnostics);
    ir::apply(operation, made, unheard);
  };
  schema.for_each_type([&](const ir::TypeState& state) {
    if (state.presence != ir::Presence::Present) return;
    add(ir::CreateType{.type = state.type, .definition = state.definition});
  });
  schema.for_each_sequence([&](const ir::SequenceState& state) {
    if (state.presence == ir::Presence::Present) add(state.sequence);
  });
  schema.for_each_table([&](const ir::TableState& state) {
    if (state.presence != ir::Presence::Present) return;
    if (!state.complete) {
      script.comment(fmt::format("table {}: only a part of it is known", state.table.name));
    }
    add(ir::CreateTable{.table = state.table});
  });
  schema.for_each_view([&](const ir::ViewState& state) {
    if (state.presence == ir::Presence::Present) add(state.view);
  });
  return migrations::script_text(script, target);
}

Status run(const Options& options, Session& session) {
  const std::optional<migrations::Project> project = load_project(session);
  if (!project || session.diagnostics.has_errors()) return session.finish(Status::Input);
  const migrations::Surroundings surroundings(*project, session.host.files, session.sources,
                                              session.diagnostics);
  migrations::PlanRequest request;
  request.steps = [&](const std::string&) -> std::optional<std::vector<migrations::Step>> {
    const auto path = project->graph.upgrade_path({}, options.revision, session.diagnostics);
    if (!path) return std::nullopt;
    return migrations::upgrade_steps(project->graph, {}, *path, session.diagnostics);
  };
  std::optional<migrations::Plan> plan =
      migrations::make_plan(*project, surroundings, request, session.diagnostics);
  if (!plan || session.diagnostics.has_errors()) return session.finish(Status::Input);

  session.diagnostics.merge(std::move(plan->diagnostics));
  session.print(options.format == "json"
                    ? json::write(plan->after)
                    : as_sql(plan->after, plan->context.target, session.diagnostics));
  return session.finish(session.diagnostics.has_errors() ? Status::NotRendered : Status::Clean);
}

Action add(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  app.add_option("revision", options->revision, "After this revision; after all when absent");
  app.add_option("--format", options->format, "How it is printed: sql or json")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"sql", "json"}));
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace

extern const Command schema{.name = "schema",
                            .summary = "Print the schema that the revisions up to one make.",
                            .examples =
                                "  migc schema\n"
                                "  migc schema 3f2a9c --format json\n",
                            .add = add};

}  // namespace migc::driver
