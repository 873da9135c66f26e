#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/source.h"
#include "migrations/offline_sql.h"

namespace migc::migrations {

/// A revision's place in the order in which its project declares revisions: version locations as
/// configured, files by name. It is what `Graph` is asked with.
enum class RevisionIndex : std::uint32_t {};

constexpr std::size_t position(RevisionIndex index) { return static_cast<std::size_t>(index); }

/// A name that a revision writes: a parent, a dependency, a label.
struct Reference {
  std::string name;
  Span span;
};

/// What places a revision in the graph and what listings say of it. Its operations are found when
/// they are asked for, not here.
struct Revision {
  std::string id;
  Span id_span;
  std::vector<Reference> down_revisions;  ///< As written; none for a base.
  std::vector<Reference> depends_on;      ///< Ids or labels, as written.
  std::vector<Reference> branch_labels;   ///< Those of this file; `Graph::labels` has the branch's.
  std::string doc;                        ///< The whole docstring, white space cut at both ends.
  std::string path;  ///< Absolute, symbolic links resolved: as listings show it.
  SourceId source = SourceId::none;
  std::optional<OfflineSql> offline_sql;
};

/// The first paragraph of the docstring.
std::string_view message(const Revision& revision);

}  // namespace migc::migrations
