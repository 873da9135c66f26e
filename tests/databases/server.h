#pragma once

#include <memory>
#include <string>
#include <vector>

namespace migc::tests {

/// What a database is asked to do, one after the other.
struct Step {
  enum class Kind {
    Reset,      ///< Back to an empty database.
    Script,     ///< Run this text, as its own client would.
    Catalogue,  ///< Say what is there.
    Rows,       ///< The answer to this query of one column, a line a row.
  };
  Kind kind = Kind::Reset;
  std::string text;
};
using Job = std::vector<Step>;

struct StepResult {
  std::string error;               ///< Of a script: the server's first one.
  std::vector<std::string> lines;  ///< Of a catalogue: sorted JSON objects, one a line.
};
using JobResult = std::vector<StepResult>;

/// A database that was started for the tests and is stopped with them.
class Server {
 public:
  Server() = default;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  virtual ~Server() = default;

  /// Runs jobs that know nothing of one another; results in their order.
  virtual std::vector<JobResult> run(const std::vector<Job>& jobs) = 0;
};

/// Fills the tables that `before` makes with rows, runs `change`, and says which rows are no more
/// what they were: nothing when all are there. `stopped`: what ended the change, since rows like
/// these may contradict it; then they must be as if it had not begun.
struct RowsKept {
  std::string lost, stopped;
  int rows = 0;
};
RowsKept keeps_rows_in_sqlite(const std::string& before, const std::string& change);

std::unique_ptr<Server> start_postgresql();
std::unique_ptr<Server> start_mariadb();
std::unique_ptr<Server> start_sqlite();

}  // namespace migc::tests
