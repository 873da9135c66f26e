#pragma once

#include <optional>
#include <string_view>

#include "compiler/ir/schema.h"
#include "compiler/python/value.h"

/// The values in the rows that a database would answer with.
namespace migc::library {

/// A literal as a driver gives it back; nothing for what drivers spell in ways of their own.
std::optional<python::Value> cell_of(const ir::Datum& datum);
/// A name of the server's own, which is like no name that a migration gives.
bool is_foreign(const python::Value& value);
/// Nothing when that hangs on the server's collation.
std::optional<bool> same_cell(const python::Value& a, const python::Value& b,
                              std::string_view dialect);
/// As PostgreSQL's LIKE.
bool is_like(std::string_view text, std::string_view pattern);

}  // namespace migc::library
