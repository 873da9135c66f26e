#include "linter/lint.h"

#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>

#include "compiler/base/text.h"
#include "compiler/driver/command.h"
#include "compiler/driver/script.h"
#include "linter/reports/catalogue.h"
#include "migrations/plan.h"
#include "rules/catalogue.h"

namespace migc::driver {
namespace {

struct Options {
  linter::Request request;
  std::vector<std::string> select, ignore;
  std::string format = "text";
  std::optional<std::string> fail_on;
};

/// What the command line says, over migc.toml.
bool apply(const Options& options, linter::Config& config, Diagnostics& diagnostics) {
  const auto checked = [&](const std::vector<std::string>& names) {
    std::vector<std::string> words;
    for (const std::string& name : names) {
      for (const std::string_view word : split(name, ',')) words.emplace_back(trim(word));
    }
    for (const std::string& word : words) {
      linter::check_rule_name(word, rules::catalogue(), {}, diagnostics);
    }
    return words;
  };
  if (!options.select.empty()) config.select = checked(options.select);
  std::ranges::copy(checked(options.ignore), std::back_inserter(config.ignore));
  if (options.fail_on) config.fail_on = linter::severity_named(*options.fail_on);
  return !diagnostics.has_errors();
}

const linter::ReportFormat& format_named(std::string_view name) {
  const auto formats = linter::catalogue();
  return **std::ranges::find(formats, name, [](const auto* format) { return format->name; });
}

Status run(const Options& options, Session& session) {
  const std::optional<migrations::Project> project = load_project(session);
  if (!project) return session.finish(Status::Input);
  linter::Config config =
      linter::read_config(project->environment.migc_toml_path, rules::catalogue(),
                          session.host.files, session.sources, session.diagnostics);
  if (!apply(options, config, session.diagnostics)) return session.finish(Status::Usage);

  const migrations::Surroundings surroundings(*project, session.host.files, session.sources,
                                              session.diagnostics);
  const std::optional<migrations::ContextOptions> context =
      migrations::configured_context(*project, surroundings, session.diagnostics);
  if (!context) return session.finish(Status::Input);

  const linter::Result result = linter::lint(*project, surroundings, *context, rules::catalogue(),
                                             config, options.request, session.diagnostics);
  const std::vector<Diagnostic> told = session.diagnostics.sorted(session.sources);
  const bool invalid = session.diagnostics.has_errors();
  session.diagnostics = {};  // The report has them.
  session.print(format_named(options.format)
                    .write({.result = result,
                            .diagnostics = told,
                            .rules = rules::catalogue(),
                            .sources = session.sources,
                            .render = {.color = session.options.color}}));
  if (invalid) return session.finish(Status::Input);
  const bool fails = config.fail_on && std::ranges::any_of(result.findings, [&](const auto& f) {
                       return f.diagnostic.severity >= *config.fail_on;
                     });
  return session.finish(fails ? Status::Findings : Status::Clean);
}

Action add(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  app.add_option("paths", options->request.paths,
                 "Judge only the revisions in these files and folders; all when none is named")
      ->type_name("PATH");
  app.add_option("--since", options->request.since, "Judge only what comes after this revision")
      ->type_name("REVISION");
  app.add_option("--select", options->select, "Run only these rules: ids, names, or groups (DES)")
      ->type_name("RULE,...")
      ->allow_extra_args(false);
  app.add_option("--ignore", options->ignore, "Do not run these rules")
      ->type_name("RULE,...")
      ->allow_extra_args(false);
  app.add_option("--fail-on", options->fail_on,
                 "Exit with 1 from this severity on: error (default), warning, note, never")
      ->type_name("SEVERITY")
      ->check(CLI::IsMember({"error", "warning", "note", "never"}));
  std::vector<std::string> formats;
  for (const linter::ReportFormat* format : linter::catalogue()) formats.emplace_back(format->name);
  app.add_option("--format", options->format, "How findings are printed: text or json")
      ->type_name("FORMAT")
      ->check(CLI::IsMember(formats));
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace

extern const Command lint{.name = "lint",
                          .summary = "Judge what the migrations do to a database in use.",
                          .examples =
                              "  migc lint\n"
                              "  migc lint --since origin_head versions/\n"
                              "  migc lint --format json --fail-on warning\n",
                          .add = add};

}  // namespace migc::driver
