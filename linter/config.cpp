#include "linter/config.h"

#include <algorithm>
#include <sstream>

#include <toml++/toml.h>

#include "compiler/base/text.h"

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

std::vector<std::string> words_of(const toml::node_view<toml::node>& node) {
  std::vector<std::string> words;
  if (const toml::array* array = node.as_array()) {
    for (const toml::node& item : *array) {
      if (const auto text = item.value<std::string>()) words.push_back(*text);
    }
  }
  return words;
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
  const Source& source = sources.add(path, content.text);
  const Span span{source.id, 0, 0};
  toml::table table;
  try {
    table = toml::parse(content.text);
  } catch (const toml::parse_error&) {
    return config;  // Reading the project has reported it.
  }
  const auto lint = table["lint"];
  config.select = words_of(lint["select"]);
  config.ignore = words_of(lint["ignore"]);
  for (const std::string& word : config.select) check_rule_name(word, rules, span, diagnostics);
  for (const std::string& word : config.ignore) check_rule_name(word, rules, span, diagnostics);
  if (const auto level = lint["fail_on"].value<std::string>()) {
    config.fail_on = severity_named(*level);
    if (!config.fail_on && *level != "never") {
      diagnostics.error("bad-severity", span, "`{}` is no severity", escape_controls(*level))
          .help("fail_on is `error`, `warning`, `note` or `never`");
    }
  }
  if (const toml::table* levels = lint["severity"].as_table()) {
    for (const auto& [rule, level] : *levels) {
      const std::string name(rule.str());
      const auto named = severity_named(level.value_or(std::string_view()));
      if (!named) {
        diagnostics
            .error("bad-severity", span, "the severity of `{}` is none", escape_controls(name))
            .help("a severity is `error`, `warning` or `note`");
      } else if (check_rule_name(name, rules, span, diagnostics)) {
        config.severity[name] = *named;
      }
    }
  }
  return config;
}

}  // namespace migc::linter
