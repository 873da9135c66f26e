#include "linter/rule.h"

#include <algorithm>

namespace migc::linter {

bool Step::creates(const ir::TableName& table) const {
  const auto end = created.begin() + static_cast<std::ptrdiff_t>(created_before);
  return std::find(created.begin(), end, before.key(table)) != end;
}

bool Step::adds(const ir::TableName& table, std::string_view column) const {
  const auto end = added.begin() + static_cast<std::ptrdiff_t>(added_before);
  return std::any_of(added.begin(), end, [&](const auto& one) {
    return one.first == before.key(table) && one.second == column;
  });
}

Diagnostic& Report::add(Span where, Span in_revision, std::string message) {
  Finding finding;
  finding.diagnostic.code = rule_.name;
  finding.diagnostic.severity = rule_.severity;
  finding.diagnostic.span = where;
  finding.diagnostic.message = std::move(message);
  finding.in_revision = in_revision.source == SourceId::none ? where : in_revision;
  return findings_.emplace_back(std::move(finding)).diagnostic;
}

}  // namespace migc::linter
