#include <fmt/format.h>

#include "linter/reports/report.h"

namespace migc::linter {
namespace {

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string write(const ReportInput& input) {
  std::string text;
  std::size_t errors = 0, warnings = 0;
  const auto add = [&](const Diagnostic& diagnostic) {
    text += render(diagnostic, input.sources, input.render);
    text += '\n';
  };
  for (const Diagnostic& diagnostic : input.diagnostics) add(diagnostic);
  for (const Finding& finding : input.result.findings) {
    add(finding.diagnostic);
    if (finding.diagnostic.severity == Severity::Error) ++errors;
    if (finding.diagnostic.severity == Severity::Warning) ++warnings;
  }
  text += fmt::format("{} judged: {}, {}", counted(input.result.revisions, "revision"),
                      counted(errors, "error"), counted(warnings, "warning"));
  if (!input.result.suppressed.empty()) {
    text += fmt::format(", {} suppressed", input.result.suppressed.size());
  }
  return text + '\n';
}

}  // namespace

extern const ReportFormat text{.name = "text", .write = write};

}  // namespace migc::linter
