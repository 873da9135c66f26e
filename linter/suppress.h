#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/base/source.h"

namespace migc::linter {

/// A comment that keeps findings back:
///
///     op.drop_table("legacy")  # migc: ignore[drop-table] parked since 2023, nobody reads it
///     # migc: ignore[DES001, DES005] the same for the statement on the next line
///     # migc: ignore-file[missing-downgrade] we never go back
///
/// In SQL it begins with `--`. The reason is required.
struct Suppression {
  std::vector<std::string> rules;  ///< Ids or names, as written.
  std::string reason;
  Span span;     ///< The comment.
  int line = 0;  ///< The line it counts for.
  bool whole_file = false;
  bool used = false;
};

/// The suppressions of a file. Comments that are none, but look like it, are reported.
std::vector<Suppression> read_suppressions(const Source& source, Diagnostics& diagnostics);

}  // namespace migc::linter
