#pragma once

#include "compiler/ir/naming.h"
#include "compiler/ir/type.h"

namespace migc::ir {

/// Whether `Name` and `name` are one column, index or constraint. MySQL tells tables apart by the
/// case of their names, and nothing within a table.
bool folds_columns(const Naming& naming);

/// A new type of a text that names neither character set nor collation keeps those of the old one,
/// where a statement without them would take those of the table. Whether anything was kept.
bool keep_collation(Type& type, const Type& old, const Naming& naming);

}  // namespace migc::ir
