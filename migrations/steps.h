#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "migrations/graph.h"

namespace migc::migrations {

/// A statement on the version table.
struct VersionChange {
  enum class Kind { Insert, Update, Delete };

  Kind kind = Kind::Insert;
  std::string from;  ///< The row that is changed or deleted.
  std::string to;    ///< What it becomes, or what is inserted.

  friend bool operator==(const VersionChange&, const VersionChange&) = default;
};

/// One revision to run (or a stamp, which runs nothing), and what it does to the version table.
struct Step {
  enum class Kind { Upgrade, Downgrade, Stamp };

  Kind kind = Kind::Upgrade;
  std::optional<RevisionIndex> revision;  ///< None for a stamp.
  std::vector<std::string> from, to;  ///< As the `-- Running` comment says: without dependencies.
  bool upward = true;                 ///< A stamp may go either way.
  bool first = false;                 ///< No version is tracked before it: the table is created.
  std::vector<VersionChange> changes;
};

/// What the version table goes through. Nothing when a step contradicts what the table holds; that
/// is reported.
std::optional<std::vector<Step>> upgrade_steps(const Graph& graph, const Path& start,
                                               const Path& path, Diagnostics& diagnostics);
std::optional<std::vector<Step>> downgrade_steps(const Graph& graph, const Path& start,
                                                 const Path& path, Diagnostics& diagnostics);
/// `targets` are the names given to `stamp`, each without its start.
std::optional<std::vector<Step>> stamp_steps(const Graph& graph, const Path& start,
                                             const std::vector<std::string>& targets,
                                             Diagnostics& diagnostics);

}  // namespace migc::migrations
