#include <memory>

#include <CLI/CLI.hpp>

#include "compiler/base/text.h"
#include "compiler/driver/command.h"
#include "linter/config.h"
#include "rules/catalogue.h"

namespace migc::driver {
namespace {

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::Note:
      return "note";
    case Severity::Warning:
      return "warning";
    case Severity::Error:
      return "error";
  }
  return "";
}

Status run(const std::string& wanted, Session& session) {
  if (wanted.empty()) {
    for (const linter::Rule* rule : rules::catalogue()) {
      session.print(fmt::format("{}  {:30} {}\n", rule->id, rule->name, rule->summary));
    }
    return session.finish(Status::Clean);
  }
  const linter::Rule* rule = linter::find_rule(wanted, rules::catalogue());
  if (rule == nullptr) {
    linter::check_rule_name(wanted, rules::catalogue(), {}, session.diagnostics);
    if (!session.diagnostics.has_errors()) {
      session.diagnostics.error("unknown-rule", {}, "`{}` is a group of rules",
                                escape_controls(wanted));
    }
    return session.finish(Status::Usage);
  }
  session.print(fmt::format("{} {} ({})\n\n{}\n{}", rule->id, rule->name, name(rule->severity),
                            rule->summary, rule->explanation));
  return session.finish(Status::Clean);
}

Action add(CLI::App& app) {
  const auto rule = std::make_shared<std::string>();
  app.add_option("rule", *rule, "Id or name of a rule, e.g. DES005 or drop-column; all when absent")
      ->type_name("RULE");
  return [rule](Session& session) { return run(*rule, session); };
}

}  // namespace

extern const Command explain{
    .name = "explain",
    .summary = "Explain a rule: what it finds, why that hurts, what to do instead.",
    .examples =
        "  migc explain\n"
        "  migc explain drop-column\n",
    .add = add};

}  // namespace migc::driver
