#pragma once

#include <span>
#include <string>
#include <vector>

#include "tests/databases/process.h"
#include "tests/databases/server.h"

namespace migc::tests {

/// The words of a command-line client that reads files: `psql`, `mariadb`.
struct ClientLanguage {
  std::vector<std::string> words;  ///< The client; the file to run is added behind.
  std::string file_option;         ///< … behind this option; if empty, `-e "source FILE"`.
  std::string_view before_script;  ///< Lets a script's answers go nowhere.
  std::string_view after_script;
  std::string_view include;  ///< `\i {}`
  std::string_view mark;     ///< Prints `{}` as a line of its own.
  std::string reset;         ///< A file.
  std::string catalogue;     ///< A file.
};

/// Runs jobs through one process of the client. The files of scripts are named after their job and
/// step, which the client says in its messages; so an error finds its step.
std::vector<JobResult> run_through_client(const ClientLanguage& language, std::span<const Job> jobs,
                                          const std::string& folder);

}  // namespace migc::tests
