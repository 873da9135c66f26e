#pragma once

#include <string>

#include "compiler/base/diagnostic.h"
#include "compiler/base/source.h"
#include "migrations/plan.h"

namespace migc::migrations {

struct ScriptOptions {
  /// A revision that cannot be rendered becomes a comment and a statement that fails, instead of
  /// an error that leaves no script.
  bool keep_going = false;
};

struct WrittenScript {
  std::string text;
  std::size_t steps = 0;
  std::size_t not_rendered = 0;  ///< Revisions that became a marker, or would have.
};

/// The plan as the SQL text that `alembic … --sql` prints. Errors are those of revisions that
/// cannot be rendered; the text is of use only when there were none, or with `keep_going`.
WrittenScript write_script(const Plan& plan, const Graph& graph, const ScriptOptions& options,
                           const Sources& sources, Diagnostics& diagnostics);

/// A script's units as text: each ends with an empty line; statements get their terminator and,
/// where the client wants one, the batch separator.
std::string script_text(const dialects::Script& script, const dialects::Target& target);

}  // namespace migc::migrations
