#include <algorithm>
#include <optional>
#include <set>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "tests/databases/client.h"
#include "tests/databases/server.h"

namespace migc::tests {
namespace {

const std::string folder = MIGC_ROOT "/tests/databases/";

/// A foreign key makes an index, and names it after itself when it has a name, else after its first
/// column. Nobody chose that name.
void forget_names_of_keys(std::vector<std::string>& lines) {
  using nlohmann::json;
  const auto is = [](const std::string& line, std::string_view kind) {
    return line.find(fmt::format("\"kind\": \"{}\"", kind)) != std::string::npos;
  };
  std::set<std::pair<std::string, std::string>> keys;
  for (const std::string& line : lines) {
    if (!is(line, "foreign_key")) continue;
    const json key = json::parse(line);
    keys.emplace(key["table"], key["name"]);
    const std::string columns = key["columns"];
    keys.emplace(key["table"], columns.substr(0, columns.find(',')));
  }
  for (std::string& line : lines) {
    if (keys.empty() || !is(line, "index")) continue;
    json index = json::parse(line);
    if (!keys.contains({index["table"], index["name"]})) continue;
    index["name"] = nullptr;
    line = index.dump();
  }
  std::ranges::sort(lines);
}

class Mariadb : public Server {
 public:
  Mariadb() {
    data_.give_to("mysql");
    const std::string data = data_ / "data";
    // Not ours to install as another user: the script starts the server itself.
    run_or_fail({.words = {"mariadb-install-db", "--no-defaults", "--datadir=" + data,
                           "--auth-root-authentication-method=normal", "--skip-test-db",
                           "--skip-name-resolve", "--innodb-flush-method=nosync"},
                 .user = "mysql"},
                data_ / "install.log");
    server_.emplace(Command{
        .words = {"/usr/sbin/mariadbd", "--no-defaults", "--datadir=" + data,
                  "--socket=" + socket(), "--pid-file=" + (data_ / "pid"), "--skip-networking",
                  "--innodb-flush-method=nosync", "--innodb-flush-log-at-trx-commit=0",
                  "--innodb-doublewrite=0", "--sync-frm=0", "--skip-log-bin",
                  "--innodb-buffer-pool-size=64M", "--innodb-fast-shutdown=2"},
        .user = "mysql",
        .out = data_ / "server.log",
        .err = data_ / "server.log"});
    for (int tries = 0;; ++tries) {
      std::vector<std::string> ask = client();
      ask.insert(ask.end(), {"-e", "SELECT 1"});
      if (Process({.words = ask}).wait() == 0) break;
      if (tries == 300 || !server_->running()) throw std::runtime_error("MariaDB did not start");
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    std::vector<std::string> prepare = client();
    prepare.insert(prepare.end(), {"-e", "source " + folder + "mariadb_prepare.sql"});
    run_or_fail({.words = prepare}, work_ / "prepare.log");
  }

  std::vector<JobResult> run(const std::vector<Job>& jobs) override {
    ClientLanguage language{.words = client(),
                            .file_option = {},
                            .before_script = {},
                            .after_script = {},
                            .include = "source {}",
                            .mark = "SELECT '{}';",
                            .reset = folder + "mariadb_reset.sql",
                            .catalogue = folder + "mariadb_catalogue.sql"};
    std::vector<JobResult> results = run_through_client(language, jobs, work_ / "jobs");
    for (JobResult& result : results) {
      for (StepResult& step : result) forget_names_of_keys(step.lines);
    }
    return results;
  }

 private:
  std::string socket() const { return data_ / "socket"; }

  std::vector<std::string> client() const {
    return {"mariadb",
            "--no-defaults",
            "--user=root",
            "--socket=" + socket(),
            "--batch",
            "--raw",
            "--skip-column-names",
            "--force",
            "--default-character-set=utf8mb4"};
  }

  // In memory if it can be: the server syncs each CREATE TABLE, whatever it is told.
  TemporaryFolder data_{memory_folder()}, work_;
  std::optional<Process> server_;
};

}  // namespace

std::unique_ptr<Server> start_mariadb() { return std::make_unique<Mariadb>(); }

}  // namespace migc::tests
