#pragma once

#include <memory>

#include "compiler/python/value.h"

namespace migc::library {

// The Python classes of schema items; private to the files that model them.
std::shared_ptr<python::Class> schema_item_class();
std::shared_ptr<python::Class> column_class();
std::shared_ptr<python::Class> foreign_key_class();
std::shared_ptr<python::Class> table_class();
std::shared_ptr<python::Class> metadata_class();
std::shared_ptr<python::Class> index_class();
/// `PrimaryKeyConstraint`, `UniqueConstraint`, …; `Constraint`, the base of all.
std::shared_ptr<python::Class> constraint_class(std::string_view name);
/// `Identity`, `Computed`, `Sequence`, `FetchedValue`, `DefaultClause`, `ColumnDefault`.
std::shared_ptr<python::Class> default_class(std::string_view name);

}  // namespace migc::library
