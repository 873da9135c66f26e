// Speed and memory as ratios within one run: migc, plainly reading the same files, Alembic.
//
//     migc_bench BUILD_FOLDER [--quick] [--alembic PROGRAM]
//
// Fails when a budget is missed. Absolute times say little about another machine; ratios do.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/history.h"

namespace migc::bench {
namespace {

struct Measured {
  int status = 0;
  double seconds = 0;
  double mebibytes = 0;  ///< The largest resident set.
};

Measured run_once(const std::vector<std::string>& command, const std::string& folder) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);

  const auto start = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child == 0) {
    const int null = ::open("/dev/null", O_WRONLY);
    ::dup2(null, STDOUT_FILENO);
    if (::chdir(folder.c_str()) == 0) ::execvp(words[0], words.data());
    ::_exit(127);
  }
  int status = 0;
  struct rusage usage {};
  ::wait4(child, &status, 0, &usage);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), wall.count(),
          static_cast<double>(usage.ru_maxrss) / 1024};
}

/// The best of several: what is left is the work, not the neighbours.
Measured run(const std::vector<std::string>& command, const std::string& folder, int times) {
  Measured best = run_once(command, folder);
  for (int i = 1; i < times; ++i) {
    const Measured next = run_once(command, folder);
    best.seconds = std::min(best.seconds, next.seconds);
    best.mebibytes = std::max(best.mebibytes, next.mebibytes);
    best.status = std::max(best.status, next.status);
  }
  return best;
}

struct Row {
  std::string name;
  std::size_t count;
  Shape shape;
  Bodies bodies;
  std::vector<std::string> arguments;
  std::optional<double> ratio;  ///< To reading, at most.
  double memory;                ///< MiB, at most.
  bool alembic;                 ///< Worth the wait; then migc is to be 40 times as fast.
};

std::vector<Row> rows(bool quick) {
  const std::vector<std::string> upgrade{"upgrade", "head", "--sql"};
  std::vector<Row> result{
      {"line, upgrade", 1000, Shape::Line, Bodies::Full, upgrade, 3, 24, true},
      {"bushy, upgrade", 1000, Shape::Bushy, Bodies::Full, upgrade, 3, 24, false},
  };
  if (quick) return result;
  const std::vector<Row> large{
      {"line, upgrade", 10000, Shape::Line, Bodies::Full, upgrade, 3, 96, true},
      {"bushy, upgrade", 10000, Shape::Bushy, Bodies::Full, upgrade, 3, 96, false},
      {"line, heads", 10000, Shape::Line, Bodies::Full, {"heads"}, 3, 96, false},
      {"line, history", 100000, Shape::Line, Bodies::Empty, {"history"}, std::nullopt, 256, false},
      {"bushy, history", 50000, Shape::Bushy, Bodies::Empty, {"history"}, std::nullopt, 256, false},
      {"line, upgrade", 100000, Shape::Line, Bodies::Empty, upgrade, std::nullopt, 256, false},
      {"bushy, upgrade", 50000, Shape::Bushy, Bodies::Empty, upgrade, std::nullopt, 256, false},
  };
  result.insert(result.end(), large.begin(), large.end());
  return result;
}

class Bench {
 public:
  Bench(std::string build, std::string scratch, std::optional<std::string> alembic)
      : build_(std::move(build)), scratch_(std::move(scratch)), alembic_(std::move(alembic)) {}

  int operator()(const std::vector<Row>& all) {
    const Measured start = run({build_ + "/migc", "--version"}, scratch_, 20);
    fmt::print("start: {:.2f} ms, {:.1f} MiB\n\n", start.seconds * 1000, start.mebibytes);
    fmt::print("{:16}{:>9}{:>11}{:>11}{:>7}{:>9}{:>12}{:>8}\n", "history", "revisions", "read ms",
               "migc ms", "ratio", "MiB", "alembic ms", "ratio");
    for (const Row& row : all) measure(row);
    return missed_ ? 1 : 0;
  }

 private:
  const std::string& project(const Row& row) {
    const std::string name =
        fmt::format("{}/{}_{}_{}", scratch_, row.shape == Shape::Line ? "line" : "bushy", row.count,
                    row.bodies == Bodies::Full ? "full" : "empty");
    if (name != project_) {
      if (!project_.empty()) std::filesystem::remove_all(project_);
      project_ = name;
      write_history(project_, row.count, row.shape, row.bodies);
    }
    return project_;
  }

  void measure(const Row& row) {
    const std::string folder = project(row);
    const int times = row.count > 20000 ? 3 : 9;
    const Measured read = run({build_ + "/tests/bench/migc_readall", "versions"}, folder, times);
    std::vector<std::string> command{build_ + "/migc"};
    command.insert(command.end(), row.arguments.begin(), row.arguments.end());
    const Measured ours = run(command, folder, times);
    const double ratio = ours.seconds / read.seconds;

    fmt::print("{:16}{:>9}{:>11.1f}{:>11.1f}{:>7.2f}{:>9.1f}", row.name, row.count,
               read.seconds * 1000, ours.seconds * 1000, ratio, ours.mebibytes);
    std::optional<double> faster;
    if (alembic_ && row.alembic) {
      std::vector<std::string> theirs{*alembic_};
      theirs.insert(theirs.end(), row.arguments.begin(), row.arguments.end());
      const Measured other = run(theirs, folder, row.count > 2000 ? 1 : 3);
      if (other.status != 0) miss(fmt::format("Alembic ended with {}", other.status));
      faster = other.seconds / ours.seconds;
      fmt::print("{:>12.0f}{:>8.1f}", other.seconds * 1000, *faster);
    }
    fmt::print("\n");
    std::fflush(stdout);

    if (ours.status != 0) miss(fmt::format("migc ended with {}", ours.status));
    if (row.ratio && ratio > *row.ratio)
      miss(fmt::format("more than {} times reading", *row.ratio));
    if (ours.mebibytes > row.memory) miss(fmt::format("more than {} MiB", row.memory));
    if (faster && *faster < 40) miss("less than 40 times as fast as Alembic");
  }

  void miss(const std::string& what) {
    fmt::print("    MISSED: {}\n", what);
    missed_ = true;
  }

  std::string build_, scratch_, project_;
  std::optional<std::string> alembic_;
  bool missed_ = false;
};

}  // namespace
}  // namespace migc::bench

int main(int count, char** words) {
  namespace fs = std::filesystem;
  if (count < 2) return 2;
  bool quick = false;
  std::optional<std::string> alembic;
  for (int i = 2; i < count; ++i) {
    const std::string word = words[i];
    if (word == "--quick") quick = true;
    if (word == "--alembic" && i + 1 < count) alembic = words[++i];
  }
  std::string scratch = (fs::temp_directory_path() / "migc-bench.XXXXXX").string();
  if (::mkdtemp(scratch.data()) == nullptr) return 1;
  const int status =
      migc::bench::Bench(fs::absolute(words[1]), scratch, alembic)(migc::bench::rows(quick));
  fs::remove_all(scratch);
  return status;
}
