#include "compiler/base/diagnostic.h"

#include <algorithm>
#include <tuple>

namespace migc {

Diagnostic& Diagnostics::add(Severity severity, std::string_view code, Span span,
                             std::string message) {
  return add(
      Diagnostic{.code = code, .severity = severity, .span = span, .message = std::move(message)});
}

Diagnostic& Diagnostics::add(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::Error) ++errors_;
  return all_.emplace_back(std::move(diagnostic));
}

void Diagnostics::merge(Diagnostics&& other) {
  all_.splice(all_.end(), other.all_);
  errors_ += other.errors_;
  other.all_.clear();
  other.errors_ = 0;
}

std::vector<Diagnostic> Diagnostics::sorted(const Sources& sources) const {
  std::vector<Diagnostic> result(all_.begin(), all_.end());
  const auto place = [&](const Diagnostic& d) {
    return std::tuple<const std::string&, std::uint32_t, std::uint32_t>(sources[d.span.source].path,
                                                                        d.span.begin, d.span.end);
  };
  std::ranges::stable_sort(result, [&](const Diagnostic& a, const Diagnostic& b) {
    if (place(a) != place(b)) return place(a) < place(b);
    return a.severity > b.severity;
  });
  const auto same = [](const Diagnostic& a, const Diagnostic& b) {
    return a.code == b.code && a.span == b.span && a.message == b.message;
  };
  result.erase(std::unique(result.begin(), result.end(), same), result.end());
  return result;
}

}  // namespace migc
