#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/operation.h"
#include "compiler/ir/schema.h"
#include "compiler/library/world.h"
#include "compiler/python/native.h"

/// What a database would answer, as far as the replay knows it.
namespace migc::library {

/// Rows of a query. Cells are what a driver gives: None, bool, int, str, … or Unknown.
struct RowSet {
  std::vector<std::string> names;
  std::vector<std::vector<python::Value>> rows;
};

/// The answer to a statement, or why it is not known.
struct Answer {
  std::optional<RowSet> rows;
  std::optional<std::int64_t> count;  ///< Rows that an UPDATE or DELETE changes.
  std::vector<std::string> empty;     ///< Tables without rows that it leans on,
  std::vector<std::string> filled;    ///< and tables whose rows the plan put there.
  std::string why;
};

/// A table of the server's own that describes the others (`information_schema.columns`).
struct Catalog {
  std::vector<std::string> columns;
  struct Row {
    std::vector<python::Value> cells;
    bool perhaps = false;  ///< Not known to be there.
  };
  std::vector<Row> rows;
};

/// A name that no migration gives: of what the server itself holds.
inline constexpr std::string_view foreign_name = "\x02";

/// The catalogue of this name, filled from the replay; nothing when it is none that is modelled.
std::optional<Catalog> catalog(const ir::TableName& name, const ir::Schema& schema,
                               const Outside& outside);
/// Whether the server describes itself in a table of this name, modelled or not.
bool is_catalog(const ir::TableName& name);
/// The name under which catalogues hold what stands in no schema of its own.
std::string default_schema(const ir::Schema& schema, const Outside& outside);
/// What stands for the server's number of a table or type.
std::string object_id(std::string_view kind, const ir::TableName& name);

/// Whether the text only reads.
bool is_question(std::string_view sql);
/// What a query of a table does that no revision spoke of, but by keys that refer to it.
enum class Missing {
  Unknown,  ///< An error that the code could catch.
  Empty,    ///< It was there before the first revision, and the database was new.
};
/// What the statement gives when it is executed in this state.
Answer answer(const ir::Action& statement, const ir::Schema& schema, const Outside& outside,
              Missing missing = Missing::Unknown);
Answer answer(const ir::Select& select, const ir::Schema& schema, const Outside& outside,
              Missing missing = Missing::Unknown);
/// What an expression is for one row of a table: a condition of an UPDATE, a value in VALUES.
/// Nothing: not known.
std::optional<python::Value> value_in_row(const ir::Expr& expr,
                                          const std::vector<std::string>& names,
                                          const std::vector<python::Value>& cells,
                                          const ir::Schema& schema, const Outside& outside);

}  // namespace migc::library
