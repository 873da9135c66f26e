#pragma once

#include <optional>
#include <vector>

#include "compiler/ir/operation.h"
#include "compiler/sql/words.h"

namespace migc::sql {

// Columns and constraints of servers whose parser is not at hand. What is not known of a column's
// type stays its text.

/// `Type::dialect` of a type whose `exact` is the text of its statement, which is printed again.
inline constexpr const char* as_written = "sql";
/// Of a column of which the statement says more than the model: it cannot be restated.
inline constexpr const char* unmodelled = "unmodelled";
/// Of a column that is counted up, whether it is the primary key or not.
inline constexpr const char* auto_increment = "auto_increment";
void leave_unmodelled(ir::Column& column);

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
