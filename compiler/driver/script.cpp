#include "compiler/driver/script.h"

#include <algorithm>
#include <utility>

#include <CLI/CLI.hpp>

#include "compiler/base/text.h"
#include "compiler/library/standard/calendar.h"
#include "migrations/plan.h"

namespace migc::driver {

void add_script_options(CLI::App& app, ScriptOptions& options) {
  app.add_flag("--sql", options.sql, "Print the SQL of the command: what migc always does");
  app.add_option("--tag", options.tag, "Text that env.py can ask for with get_tag_argument()")
      ->type_name("TEXT");
  app.add_flag("--keep-going", options.keep_going,
               "Mark revisions that cannot be rendered in the script instead of stopping at them");
  app.add_option("--assume-present", options.present,
                 "A table that is there, where the revisions do not tell")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app.add_option("--assume-absent", options.absent,
                 "A table that is not there, where the revisions do not tell")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app.add_flag("--explain-assumptions", options.explain_assumptions,
               "List on stderr what was answered from the replay, revision by revision");
}

namespace {

/// One note for each revision that leans on answers of the replay.
void explain_assumptions(const migrations::Plan& plan, const migrations::Graph& graph,
                         Diagnostics& diagnostics) {
  for (const auto& [index, assumed] : plan.assumptions) {
    const migrations::Revision& revision = graph[index];
    Diagnostic& note =
        diagnostics.add(Severity::Note, "assumptions", revision.id_span,
                        fmt::format("revision `{}` is rendered on these assumptions", revision.id));
    for (const std::string& one : assumed) note.note(one);
  }
}

}  // namespace

std::optional<migrations::Project> load_project(Session& session, const ScriptOptions& script) {
  const GlobalOptions& given = session.options;
  migrations::ProjectOptions options;
  options.environment = {.config = given.config, .section = given.name, .set = given.set};
  options.dialect = given.dialect;
  options.url = given.url;
  options.server_version = given.server_version;
  if (given.now) {
    options.now = library::calendar::read_moment(*given.now);
    if (!options.now) {
      session.diagnostics
          .error("bad-moment", {}, "`--now {}` is no moment", escape_controls(*given.now))
          .help("write `2024-05-01T12:00:00`, in UTC, or with an offset behind it");
      return std::nullopt;
    }
  }
  options.define = given.define;
  options.variables = given.env;
  options.arguments = given.arguments;
  options.x_arguments = given.x_arguments;
  options.present = script.present;
  options.absent = script.absent;
  options.workers = session.host.workers;
  return migrations::load(options, session.host.files, session.sources, session.diagnostics);
}

std::optional<RevisionRange> read_range(const std::string& text, Diagnostics& diagnostics) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return RevisionRange{.end = text};
  RevisionRange range{text.substr(0, colon), text.substr(colon + 1), true};
  if (range.start.empty() || range.end.empty() || range.end.find(':') != std::string::npos) {
    diagnostics.error("bad-range", {}, "`{}` is no range of revisions", escape_controls(text))
        .help("write it as `from:to`");
    return std::nullopt;
  }
  return range;
}

Status print_script(Session& session, const ScriptOptions& options, const std::string& starting,
                    const std::string& destination, const FindSteps& find_steps) {
  if (!options.sql) {
    session.diagnostics
        .error("no-database", {}, "migc does not connect to a database to run a migration")
        .help("print the script with `--sql` and apply it with the database's own client");
    return session.finish(Status::Usage);
  }
  const std::optional<migrations::Project> project = load_project(session, options);
  const bool sound = !session.diagnostics.has_errors();
  if (!project || (!sound && !options.keep_going)) return session.finish(Status::Input);
  // With --keep-going a history with holes is written as far as it goes; what is wrong is told.
  Diagnostics of_history = std::exchange(session.diagnostics, {});

  migrations::PlanRequest request;
  if (find_steps) {
    request.steps = [&](const std::string& configured) {
      return find_steps(*project, configured.empty() ? starting : configured);
    };
  } else {
    request.version_table_only = true;
  }
  migrations::Surroundings surroundings(*project, session.host.files, session.sources,
                                        session.diagnostics);
  surroundings.of_environment().destination = destination;
  surroundings.of_environment().tag = options.tag;
  surroundings.of_environment().starting = starting;
  request.script = {.keep_going = options.keep_going};
  std::optional<migrations::Plan> plan =
      migrations::make_plan(*project, surroundings, request, session.diagnostics);
  if (!plan || session.diagnostics.has_errors()) {
    session.diagnostics.merge(std::move(of_history));
    return session.finish(Status::Input);
  }

  session.diagnostics.merge(std::move(plan->diagnostics));
  if (options.explain_assumptions) {
    explain_assumptions(*plan, project->graph, session.diagnostics);
  }
  session.diagnostics.merge(std::move(of_history));
  session.print(std::move(plan->text));
  if (!session.diagnostics.has_errors()) return session.finish(Status::Clean);
  if (options.keep_going) session.keep_result();
  return session.finish(Status::NotRendered);
}

}  // namespace migc::driver
