#pragma once

#include <map>
#include <string>
#include <vector>

namespace migc::tests {

using Texts = std::map<std::string, std::string>;

struct Outcome {
  int status = 0;
  std::string out, err;
  Texts files;  ///< What `-o` wrote.
};

/// Runs the program in this process over files that live in memory. The machine's environment is
/// not visible to it.
Outcome run_migc(const std::vector<std::string>& arguments, const Texts& files,
                 const Texts& variables = {});

/// The ini file and the `env.py` that a case gets when it brings none: those of Alembic's generic
/// template, reduced to offline mode.
std::string default_ini(const std::string& dialect);
std::string default_env();

/// The names of all dialects, in the order of the reports.
const std::vector<std::string>& dialects();

std::string read_text(const std::string& path);  ///< From disk; fails the test when it cannot.
void write_text(const std::string& path, const std::string& text);
Texts read_tree(const std::string& folder);  ///< Every file below it, by relative path.

/// `MIGC_UPDATE=1`: goldens are rewritten instead of compared.
bool updating();

}  // namespace migc::tests
