#include "linter/config.h"

#include <algorithm>

#include "compiler/base/text.h"
#include "migrations/toml.h"

namespace migc::linter {
namespace {

/// `DES005`, `drop-column`, or the group's letters `DES`.
bool names(std::string_view word, const Rule& rule) {
  return word == rule.name || equal_ignoring_case(word, rule.id) ||
         (word.size() == 3 && equal_ignoring_case(word, rule.id.substr(0, 3)));
}

bool any_names(const std::vector<std::string>& words, const Rule& rule) {
  return std::ranges::any_of(words, [&](const std::string& word) { return names(word, rule); });
}

}  // namespace

bool Config::runs(const Rule& rule) const {
  return (select.empty() || any_names(select, rule)) && !any_names(ignore, rule);
}

Severity Config::severity_of(const Rule& rule) const {
  for (const auto& [word, level] : severity) {
    if (names(word, rule)) return level;
  }
  return rule.severity;
}

std::optional<Severity> severity_named(std::string_view name) {
  if (name == "error") return Severity::Error;
  if (name == "warning") return Severity::Warning;
  if (name == "note") return Severity::Note;
  return std::nullopt;
}

const Rule* find_rule(std::string_view name, std::span<const Rule* const> rules) {
  const auto found = std::ranges::find_if(rules, [&](const Rule* rule) {
    return name == rule->name || equal_ignoring_case(name, rule->id);
  });
  return found == rules.end() ? nullptr : *found;
}

bool check_rule_name(std::string_view name, std::span<const Rule* const> rules, Span span,
                     Diagnostics& diagnostics) {
  if (std::ranges::any_of(rules, [&](const Rule* rule) { return names(name, *rule); })) return true;
  std::vector<std::string_view> known;
  for (const Rule* rule : rules) {
    known.push_back(rule->name);
    known.push_back(rule->id);
  }
  Diagnostic& error =
      diagnostics.error("unknown-rule", span, "no rule `{}`", escape_controls(name));
  if (const auto near = closest_name(name, std::span<const std::string_view>(known))) {
    error.help(fmt::format("did you mean `{}`?", *near));
  }
  return false;
}

Config read_config(const std::string& path, std::span<const Rule* const> rules, const Files& files,
                   Sources& sources, Diagnostics& diagnostics) {
  Config config;
  if (path.empty()) return config;
  const Files::Content content = files.read(path);
  if (!content.error.empty()) return config;
  Diagnostics unheard;  // Reading the project has reported what is no TOML.
  const auto values = migrations::read_toml(sources.add(path, content.text), unheard);
  if (!values) return config;

  constexpr std::string_view severities = "lint.severity.";
  for (const migrations::TomlValue& value : *values) {
    if (value.name == "lint.select" || value.name == "lint.ignore") {
      for (const std::string& word : value.list) {
        check_rule_name(word, rules, value.span, diagnostics);
      }
      (value.name == "lint.select" ? config.select : config.ignore) = value.list;
    } else if (value.name == "lint.fail_on") {
      config.fail_on = severity_named(value.text);
      if (!config.fail_on && value.text != "never") {
        diagnostics
            .error("bad-severity", value.span, "`{}` is no severity", escape_controls(value.text))
            .help("fail_on is `error`, `warning`, `note` or `never`");
      }
    } else if (value.name.starts_with(severities)) {
      const std::string rule = value.name.substr(severities.size());
      const std::optional<Severity> level = severity_named(value.text);
      if (!level) {
        diagnostics
            .error("bad-severity", value.span, "the severity of `{}` is none",
                   escape_controls(rule))
            .help("a severity is `error`, `warning` or `note`");
      } else if (check_rule_name(rule, rules, value.span, diagnostics)) {
        config.severity[rule] = *level;
      }
    }
  }
  return config;
}

}  // namespace migc::linter
