#pragma once

#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/ir/operation.h"

namespace migc::json {

/// Holds operations that were read to what no type says: rows as long as their list of columns,
/// names that are not empty, lengths that are not negative. What a Python migration cannot say a
/// written definition can, and a dialect would print it. Each fault is an `invalid-definition`
/// where the operation stands.
void check(const std::vector<ir::Operation>& operations, Diagnostics& diagnostics);

}  // namespace migc::json
