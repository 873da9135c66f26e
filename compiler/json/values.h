#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/ir/expr.h"

namespace migc::json {

// The other way round than written: `2024-01-31`, `12:00:00.000001+02:00`. Nothing if it is
// neither.
std::optional<ir::DateValue> read_date(std::string_view text);
std::optional<ir::TimeValue> read_time(std::string_view text);
std::optional<ir::DateTimeValue> read_datetime(std::string_view text);
std::optional<std::string> read_hex(std::string_view text);

}  // namespace migc::json
