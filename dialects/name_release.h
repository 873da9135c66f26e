#pragma once

#include <optional>
#include <vector>

#include "dialects/rebuild.h"

namespace migc::dialects {

/// What a rebuild needs where a constraint's name belongs to the whole schema, and where no table
/// can be dropped that a foreign key refers to.
struct NameRelease {
  std::vector<ir::DropConstraint> drops;  ///< Before the new table is made, foreign keys first.
  ir::Table fresh;                        ///< The new table, without keys that refer to itself.
  std::vector<ir::AddConstraint> later;   ///< When the new table has its name.
};

/// Nothing, and a diagnostic, when a foreign key is in the way that has no known name.
std::optional<NameRelease> release_names(const Rebuild& rebuild, const Rendering& out);

}  // namespace migc::dialects
