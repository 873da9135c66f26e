#pragma once

#include <string_view>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/base/source.h"
#include "compiler/ir/operation.h"

namespace migc::sql {

/// What a text of SQL does, as far as it could be read.
struct Lowered {
  std::vector<ir::Operation> effects;
  bool understood = true;  ///< The effects are the whole of it.
};

/// Reads PostgreSQL with the server's own parser and finds the operations in it.
///
/// Text that PostgreSQL would refuse is a warning at its place (`invalid-sql`) and not understood;
/// a statement that is read but has no operation (CALL, a DO block with loops or variables) makes
/// the whole not understood. `where`: the place of the text, which the effects take as theirs.
Lowered lower_postgresql(std::string_view sql, const Origin& where, Diagnostics& diagnostics);

/// The same for the other servers, whose common statements are read without a parser of theirs.
/// `dialect`: `mysql`, `mariadb`, `sqlite`, `mssql`, `oracle`.
Lowered lower(std::string_view sql, std::string_view dialect, const Origin& where,
              Diagnostics& diagnostics);

}  // namespace migc::sql
