#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/library/world.h"
#include "dialects/dialect.h"
#include "migrations/project.h"

namespace migc::migrations {

/// What `context.configure()` says, typed, and what the command line says over it.
struct ContextOptions {
  dialects::Target target;
  std::string url;
  bool transaction_per_migration = false;
  ir::TableName version_table{"", "alembic_version"};
  bool version_table_primary_key = true;
  std::string starting_revision, tag;
  python::Value naming_convention;
  std::vector<python::Value> on_version_apply;
  std::vector<std::pair<std::string, python::Value>> arguments;  ///< All of them, as given.
};

/// Reads the arguments of a call of `context.configure()`. Nothing, and that is reported, when no
/// dialect can be known.
std::optional<ContextOptions> read_context(const library::EnvironmentAction& configure,
                                           const Project& project, Diagnostics& diagnostics);

}  // namespace migc::migrations
