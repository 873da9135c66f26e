#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/ir/name.h"

namespace migc::migrations {

/// A statement of a revision's function that could not be followed, and what it may have changed.
struct Fault {
  enum class Reach {
    Words,     ///< Whatever its text names.
    Rows,      ///< The rows of the tables that its text names.
    Shape,     ///< Columns, keys and indexes of one table.
    NewTable,  ///< It makes a table.
    All,       ///< Tables that it does not name, as `metadata.create_all()`.
  };

  Span statement;
  Reach reach = Reach::Words;
  std::string words;    ///< The statement, and what the names in it stand for.
  ir::TableName table;  ///< Of `Shape` and `NewTable`.
};

/// The statements at fault, those of `before` included, in their order. Besides those in which the
/// errors are, it is those that use what one of them would have set. Nothing: which ones it is
/// cannot be told, or one of them may end the function.
std::optional<std::vector<Fault>> find_faults(const Source& source, std::string_view function,
                                              const Diagnostics& diagnostics,
                                              const std::vector<Fault>& before);

/// The text with `pass` and blanks in place of these statements.
std::string without(std::string text, const std::vector<Span>& statements);

}  // namespace migc::migrations
