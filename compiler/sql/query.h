#pragma once

#include <optional>
#include <string_view>

#include "compiler/ir/expr.h"

namespace migc::sql {

/// A query as text, read for what it asks: its tables, joins, conditions and columns. What the
/// reader does not know stands as a function without a name, whose value nobody knows.
///
/// `dialect` tells how names are quoted; what its grammar has beyond PostgreSQL's is not read.
std::optional<ir::Select> read_query(std::string_view sql, std::string_view dialect);

}  // namespace migc::sql
