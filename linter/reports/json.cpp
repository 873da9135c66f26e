#include <nlohmann/json.hpp>

#include "linter/reports/report.h"

namespace migc::linter {
namespace {

using Json = nlohmann::ordered_json;

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

Json place(Span span, const Sources& sources) {
  const Position start = sources.position(span);
  const Position end = sources.position({span.source, span.end, span.end});
  return {{"path", sources[span.source].path},
          {"line", start.line},
          {"column", start.column},
          {"end_line", end.line},
          {"end_column", end.column}};
}

Json diagnostic_json(const Diagnostic& diagnostic, const ReportInput& input) {
  Json json{{"rule", diagnostic.code}};
  if (const Rule* rule = find_rule(diagnostic.code, input.rules)) json["id"] = rule->id;
  json["severity"] = name(diagnostic.severity);
  json["message"] = diagnostic.message;
  json["place"] = place(diagnostic.span, input.sources);
  if (!diagnostic.notes.empty()) json["notes"] = diagnostic.notes;
  if (!diagnostic.help_text.empty()) json["help"] = diagnostic.help_text;
  for (const Label& label : diagnostic.labels) {
    json["labels"].push_back({{"text", label.text}, {"place", place(label.span, input.sources)}});
  }
  return json;
}

std::string write(const ReportInput& input) {
  Json findings = Json::array(), suppressed = Json::array(), diagnostics = Json::array();
  for (const Finding& finding : input.result.findings) {
    findings.push_back(diagnostic_json(finding.diagnostic, input));
  }
  for (const Suppressed& kept : input.result.suppressed) {
    Json json = diagnostic_json(kept.finding.diagnostic, input);
    json["reason"] = kept.reason;
    suppressed.push_back(std::move(json));
  }
  for (const Diagnostic& diagnostic : input.diagnostics) {
    diagnostics.push_back(diagnostic_json(diagnostic, input));
  }
  const Json report{{"version", 1},
                    {"revisions", input.result.revisions},
                    {"findings", std::move(findings)},
                    {"suppressed", std::move(suppressed)},
                    {"diagnostics", std::move(diagnostics)}};
  // Bytes that are no UTF-8 become U+FFFD: a report is always valid JSON.
  return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

extern const ReportFormat json{.name = "json", .write = write};

}  // namespace migc::linter
