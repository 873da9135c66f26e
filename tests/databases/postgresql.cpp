#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>
#include <signal.h>

#include "tests/databases/client.h"
#include "tests/databases/server.h"

namespace migc::tests {
namespace {

const std::string folder = MIGC_ROOT "/tests/databases/";

class Postgresql : public Server {
 public:
  Postgresql() {
    work_.give_to("postgres");
    data_.give_to("postgres");
    const std::string data = data_ / "data";
    run_or_fail({.words = {program("initdb"), "-D", data, "-U", "postgres", "--auth=trust",
                           "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"},
                 .user = "postgres"},
                data_ / "initdb.log");
    server_.emplace(
        Command{.words = {program("postgres"), "-D", data, "-k", data_.path, "-c",
                          "listen_addresses=", "-c", "fsync=off", "-c", "synchronous_commit=off",
                          "-c", "full_page_writes=off", "-c", "autovacuum=off", "-c",
                          "max_connections=20", "-c", "client_min_messages=error"},
                .user = "postgres",
                .out = data_ / "server.log",
                .err = data_ / "server.log"});
    // The server is up when it answers.
    for (int tries = 0;; ++tries) {
      if (Process({.words = client("postgres", "-c", "SELECT 1")}).wait() == 0) break;
      if (tries == 300 || !server_->running()) throw std::runtime_error("PostgreSQL did not start");
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    run_or_fail({.words = client("postgres", "-f", folder + "postgresql_prepare.sql")},
                work_ / "create.log");
  }

  ~Postgresql() override { server_->stop(SIGINT); }  // "fast": does not wait for clients.

  std::vector<JobResult> run(const std::vector<Job>& jobs) override {
    const std::span<const Job> all(jobs);
    const std::size_t half = jobs.size() / 2;
    std::vector<JobResult> first, second;
    std::exception_ptr failure;
    std::thread other([&] {
      try {
        second = run_in(databases[1], all.subspan(half));
      } catch (...) {
        failure = std::current_exception();
      }
    });
    try {
      first = run_in(databases[0], all.subspan(0, half));
    } catch (...) {
      failure = std::current_exception();
    }
    other.join();
    if (failure) std::rethrow_exception(failure);
    std::ranges::move(second, std::back_inserter(first));
    return first;
  }

 private:
  static constexpr std::array databases{"one", "two"};

  static std::string program(const std::string& name) {
    for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql")) {
      const std::filesystem::path path = version.path() / "bin" / name;
      if (std::filesystem::exists(path)) return path;
    }
    throw std::runtime_error("no " + name + " below /usr/lib/postgresql");
  }

  std::vector<std::string> client(const std::string& database, const std::string& option,
                                  const std::string& value) const {
    return {"psql", "-X",       "-q", "-A",     "-t",   "-h", data_.path,
            "-U",   "postgres", "-d", database, option, value};
  }

  std::vector<JobResult> run_in(const std::string& database, std::span<const Job> jobs) {
    ClientLanguage language{.words = client(database, "-v", "VERBOSITY=terse"),
                            .file_option = "-f",
                            .before_script = "\\o /dev/null\n",
                            .after_script = "\\o\n",
                            .include = "\\i {}",
                            .mark = "\\echo {}",
                            .reset = folder + "postgresql_reset.sql",
                            .catalogue = folder + "postgresql_catalogue.sql"};
    return run_through_client(language, jobs, work_ / database);
  }

  TemporaryFolder data_{memory_folder()}, work_;
  std::optional<Process> server_;
};

}  // namespace

std::unique_ptr<Server> start_postgresql() { return std::make_unique<Postgresql>(); }

}  // namespace migc::tests
