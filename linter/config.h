#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/base/files.h"
#include "linter/rule.h"

namespace migc::linter {

/// Which rules run and how much they weigh: `[lint]` of migc.toml, and the command line over it.
///
///     [lint]
///     select = ["DES", "add-required-column"]   # ids, names, or the letters of a group; all if
///     absent ignore = ["missing-downgrade"] fail_on = "warning" [lint.severity]
///     create-index-blocking = "warning"
struct Config {
  std::vector<std::string> select, ignore;
  std::map<std::string, Severity, std::less<>> severity;  ///< By rule as written.
  std::optional<Severity> fail_on = Severity::Error;      ///< Nothing: never.

  bool runs(const Rule& rule) const;
  Severity severity_of(const Rule& rule) const;
};

/// Names that no rule has are reported.
Config read_config(const std::string& migc_toml_path, std::span<const Rule* const> rules,
                   const Files& files, Sources& sources, Diagnostics& diagnostics);
/// `error`, `warning`, `note`; nothing for anything else.
std::optional<Severity> severity_named(std::string_view name);
/// The rule of this id or name, or null.
const Rule* find_rule(std::string_view name, std::span<const Rule* const> rules);
/// Reports a name that is neither a rule's nor a group's.
bool check_rule_name(std::string_view name, std::span<const Rule* const> rules, Span span,
                     Diagnostics& diagnostics);

}  // namespace migc::linter
