#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/databases/server.h"
#include "tests/support/program.h"

namespace migc::tests {

/// A project that is to run on a database.
struct DatabaseCase {
  std::string name;                  ///< `add_column/server_default`, `projects/shop`
  std::string dialect;               ///< Of the script; a script for `mysql` runs on MariaDB.
  std::vector<std::string> options;  ///< Of migc, before the command.
  Texts files;
  bool both_ways = false;  ///< Downgraded to base and upgraded again, too.
};

/// What was recorded from the real Alembic, each behind the prelude that makes its tables, then
/// the sample projects.
std::vector<DatabaseCase> database_cases(const std::string& dialect);

/// What becomes of a case before any database sees it.
struct Prepared {
  const DatabaseCase* source = nullptr;
  std::string refusal;  ///< Why migc prints no script.
  std::string up, down, schema, schema_json;
  bool known = true;  ///< The replayed schema is whole.
  Job job;
  std::string before, change;  ///< The script cut behind the prelude, if there is one.
};
Prepared prepare(const DatabaseCase& of);

}  // namespace migc::tests
