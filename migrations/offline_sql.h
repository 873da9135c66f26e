#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/base/files.h"
#include "compiler/base/source.h"

namespace migc::migrations {

/// A reviewed SQL file that stands for what a revision's functions do, where those cannot be told
/// without a database:
///
///     # migc: offline-sql 7b1d_backfill.sql
///
/// The path starts at the revision's folder. `-- migrate:up` and `-- migrate:down` divide the file
/// as they do a revision in SQL; a direction that it lacks stays with the Python function.
struct OfflineSql {
  Span where;                           ///< The comment.
  SourceId source = SourceId::none;     ///< The file, unless there is a problem.
  std::string problem = {}, help = {};  ///< Why it cannot be used.
};

/// What the comment of a Python revision names, if there is one. Files outside `roots` are not
/// read.
std::optional<OfflineSql> read_offline_sql(const Source& revision, const std::string& path,
                                           const std::vector<std::string>& roots,
                                           const Files& files, Sources& sources,
                                           const std::string& working_folder);

}  // namespace migc::migrations
