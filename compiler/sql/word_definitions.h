#pragma once

#include <optional>
#include <vector>

#include "compiler/ir/operation.h"
#include "compiler/sql/words.h"

namespace migc::sql {

// Columns and constraints of servers whose parser is not at hand. What is not known of a column's
// type stays its text.

ir::Type read_type(Words& words);
/// `name type …`; what it says of keys and references goes to `constraints`.
ir::Column read_column(Words& words, const Origin& origin,
                       std::vector<ir::Constraint>& constraints);
/// `[CONSTRAINT name] PRIMARY KEY (…)` and the like; nothing when it is none, and then no word is
/// taken.
std::optional<ir::Constraint> read_constraint(Words& words, const Origin& origin);
/// `INDEX name (…)`, as MySQL has it within a table.
std::optional<ir::Index> read_inline_index(Words& words, const ir::TableName& table,
                                           const Origin& origin);
std::vector<ir::IndexElement> read_index_elements(Words& words);

}  // namespace migc::sql
