#pragma once

#include <optional>
#include <vector>

#include "compiler/ir/schema.h"
#include "compiler/library/world.h"
#include "compiler/python/native.h"

namespace migc::library {

/// The rows that the plan put into a table.
struct KnownRows {
  struct Row {
    std::vector<python::Value> cells;  ///< One a column of the table; Unknown: not known.
    bool perhaps = false;              ///< It may have been deleted, or never have come.
  };
  std::vector<Row> rows;
};

/// Nothing when a statement did with the rows what cannot be followed.
std::optional<KnownRows> known_rows(const ir::TableState& table, const ir::Schema& schema,
                                    const Outside& outside);

}  // namespace migc::library
