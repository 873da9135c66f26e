#pragma once

#include <span>
#include <string>
#include <string_view>

#include "compiler/base/render.h"
#include "linter/lint.h"

namespace migc::linter {

/// What a report is made of: findings, and what else was said on the way, in order of place.
struct ReportInput {
  const Result& result;
  std::span<const Diagnostic> diagnostics;  ///< Other than findings.
  std::span<const Rule* const> rules;
  const Sources& sources;
  RenderOptions render;
};

/// A way to print what a lint run found. A format is a file in `linter/reports/`.
struct ReportFormat {
  std::string_view name;  ///< Of `--format`.
  std::string (*write)(const ReportInput& input);
};

}  // namespace migc::linter
