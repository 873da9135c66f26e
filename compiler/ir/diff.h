#pragma once

#include <string>
#include <vector>

#include "compiler/ir/schema.h"

namespace migc::ir {

/// The operations that lead from one schema to the other, in an order that can be carried out. What
/// either of them does not know is left out.
std::vector<Operation> diff(const Schema& from, const Schema& to);

/// Where a schema is not as it should be.
struct Difference {
  std::string text;  ///< "column `users.age` missing"
  Origin expected, found;  ///< Where each side was made, as far as there is one.
};

/// How `found` differs from `expected`, what either does not know aside; empty: they agree.
std::vector<Difference> differences(const Schema& expected, const Schema& found);

/// They agree in all that both know.
bool operator==(const Schema& a, const Schema& b);

}  // namespace migc::ir
