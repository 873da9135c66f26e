#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/support/program.h"

namespace migc::tests {

/// `# error: add-required-column` behind a line: what must be reported there.
struct Mark {
  std::string file;
  int line = 0;
  std::string severity, code;

  friend auto operator<=>(const Mark&, const Mark&) = default;
};

/// One `# RUN:` line and what stands below it.
struct Invocation {
  std::string label;  ///< `# RUN(label):`; several runs of a case are told apart by it.
  std::vector<std::string> arguments;
  std::vector<std::string> dialects;  ///< Once for each; none: once, as the case's own ini says.
  std::optional<int> exit;            ///< `# EXIT: 4`
  std::string error;                  ///< `# CHECK-ERR:` lines, joined.
  Texts variables;                    ///< `# ENV: NAME=value`
  Texts differs;                      ///< `# DIFFERS(sqlite): why not as Alembic`

  bool is_lint() const { return !arguments.empty() && arguments[0] == "lint"; }
};

/// A file that a user could have written, with comments for the runner:
///
///     # RUN: migc upgrade head --sql      once for each dialect, unless it names one
///     # DIALECTS: postgresql mysql        only these
///     # EXIT: 4                           the exit code of the run above, when it is not 0
///     # CHECK-ERR: error: no revision …   lines that standard error must hold, in this order
///     # ENV: DATABASE_URL=…               a variable of the environment
///     # DIFFERS(sqlite): reason           the recorded output of Alembic is not to be met
///     # --- helpers.py                    what follows is another file
///
/// The text before the first `# ---` is `versions/<the case's own file>` (`%s`); a `.case` file has
/// none but those it names. An `alembic.ini` and an `env.py` are supplied unless the case holds its
/// own. Comments may begin with `--` instead. A project is a folder with a file `RUNS` that holds
/// such comments.
struct Case {
  std::string path;  ///< Below tests/, without the ending: `cases/rules/drop_table`.
  std::string name;  ///< `drop_table`
  std::string main;  ///< `versions/drop_table.py`
  Texts files;
  bool own_ini = false;
  std::vector<Invocation> runs;
  std::vector<Mark> marks;

  Texts files_for(const std::string& dialect) const;
  /// The arguments with `%s` replaced.
  std::vector<std::string> arguments(const Invocation& run) const;
  /// The golden beside the input: `<path>[.label][.dialect].<ending>`.
  std::string golden(const Invocation& run, const std::string& dialect,
                     const std::string& ending) const;
};

/// Whether one of the arguments names a command of the program.
bool runs_a_command(const Invocation& run);

/// Every case and project below `tests`.
std::vector<Case> read_cases(const std::string& tests);

/// The findings that a rendered report shows, in the order of marks.
std::vector<Mark> reported(const std::string& text);

}  // namespace migc::tests
