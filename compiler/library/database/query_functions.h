#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "compiler/python/value.h"

namespace migc::library {

/// A function of SQL that makes one value of many rows.
bool is_aggregate(std::string_view name);
/// What it makes of these; nothing: not known.
std::optional<python::Value> aggregate(std::string_view name,
                                       const std::vector<std::optional<python::Value>>& values);
/// One that is known to give a value for each row.
bool is_scalar(std::string_view name);
/// Whether every collation sorts it by its bytes.
bool sorts_alike(std::string_view text);

}  // namespace migc::library
