#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/support/program.h"

namespace migc::tests {

/// One command over one set of files, and what the real Alembic made of it.
struct Recording {
  std::string name;    ///< `add_column/server_default`, `environments/two_heads`
  std::string target;  ///< What differences.tsv matches: the dialect, or the arguments.
  std::string column;  ///< Where it counts: `postgresql`, `environments.postgresql`.
  std::vector<std::string> arguments;
  Texts files;
  std::vector<std::string> outputs;  ///< The golden one, then others that Alembic gives as well.
  bool raises = false;
};

/// Unpacks tests/differential/recorded; record.py describes the form.
std::vector<Recording> read_recordings(const std::string& folder);

}  // namespace migc::tests
