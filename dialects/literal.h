#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/ir/expr.h"

namespace migc::dialects {

// Values as Python spells them, which is how they reach SQL.

std::string float_text(double value);  ///< repr(): `1.0`, `1e+22`, `inf`.
std::string iso_date(const ir::DateValue& date);
std::string iso_time(const ir::TimeValue& time, bool with_zone);
std::string seconds_text(const ir::Duration& duration);  ///< total_seconds()
std::string hyphenated(std::string_view hex);            ///< 8-4-4-4-12
/// json.dumps(), or nothing when a part of the value has no JSON form.
std::optional<std::string> json_text(const ir::Datum& value);

}  // namespace migc::dialects
