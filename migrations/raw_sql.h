#pragma once

#include <string_view>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/ir/operation.h"
#include "dialects/dialect.h"

namespace migc::migrations {

/// Reads the SQL of each `Execute`, within batches and autocommit blocks too, and gives it the
/// effects it has on the schema. What cannot be read is marked as not understood.
void read_raw_sql(std::vector<ir::Operation>& operations, const dialects::Facts& dialect,
                  Diagnostics& diagnostics);

/// The statements of a part of an SQL file as operations.
std::vector<ir::Operation> statements(std::string_view sql, Span where,
                                      const dialects::Facts& dialect, Diagnostics& diagnostics);

}  // namespace migc::migrations
