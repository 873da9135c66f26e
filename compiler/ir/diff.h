#pragma once

#include <string>
#include <vector>

#include "compiler/ir/schema.h"

namespace migc::ir {

/// How two schemas relate.
enum class Relation {
  Strangers,   ///< What one of them does not know is left out.
  OneHistory,  ///< The second came of the first by operations, so that what only the second knows
               ///< was created (or was there and was dropped) in between.
};

/// The operations that lead from one schema to the other, in an order that can be carried out.
std::vector<Operation> diff(const Schema& from, const Schema& to,
                            Relation relation = Relation::Strangers);

/// Where a schema is not as it should be.
struct Difference {
  std::string text;        ///< "column `users.age` missing"
  Origin expected, found;  ///< Where each side was made, as far as there is one.
  Action action;           ///< What leads from the one to the other.
};

/// How `found` differs from `expected`; empty: they agree in all that is known.
std::vector<Difference> differences(const Schema& expected, const Schema& found,
                                    Relation relation = Relation::Strangers);

/// They agree in all that both know.
bool operator==(const Schema& a, const Schema& b);

// The same to a database, however they were written. What is not known of one agrees with anything.
bool same_type(const Type& a, const Type& b);
bool same_default(const Default& a, const Default& b);
bool same_expression(const Expr& a, const Expr& b);

}  // namespace migc::ir
