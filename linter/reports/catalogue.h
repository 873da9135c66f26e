#pragma once

#include <span>

#include "linter/reports/report.h"

namespace migc::linter {

/// Every report format, in the order of CMakeLists.txt.
std::span<const ReportFormat* const> catalogue();

}  // namespace migc::linter
