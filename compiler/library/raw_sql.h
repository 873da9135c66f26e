#pragma once

#include <string_view>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/ir/operation.h"

namespace migc::library {

/// Finds what the raw SQL among the operations does to the schema (`Execute::effects`).
void read_raw_sql(std::vector<ir::Operation>& operations, std::string_view dialect,
                  Diagnostics& diagnostics);

}  // namespace migc::library
