// Replays everything that was recorded from the real Alembic, in process, and counts.
//
//     migc_conformance_test [-d DIALECT]… [-k SUBSTRING] [--show N] [--verdicts FILE] [-j JOBS]
//
// Verdicts: same (the recorded bytes), refused (Alembic raises; we exit non-zero and print
// nothing), explained (named by differences.tsv); these are right. better (Alembic raises, we print
// a script that no list names), different, failed (we refuse what Alembic prints), crashed.
//
// A column below its floor in floors.tsv fails, and so does a line of differences.tsv that explains
// nothing. MIGC_UPDATE=1 raises the floors to what holds and rewrites docs/differences.md.

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include "compiler/base/files.h"
#include "compiler/base/parallel.h"
#include "compiler/base/text.h"
#include "tests/support/differences.h"
#include "tests/support/recorded.h"

namespace migc::tests {
namespace {

const std::string folder = MIGC_ROOT "/tests/differential/";
const std::string page = MIGC_ROOT "/docs/differences.md";

enum class Verdict { Same, Refused, Explained, Better, Different, Failed, Crashed };
constexpr std::array verdict_names{"same",      "refused", "explained", "better",
                                   "different", "failed",  "crashed"};

struct Options {
  std::set<std::string> dialects;
  std::string substring, verdicts;
  int show = 0;
  unsigned jobs = std::thread::hardware_concurrency();

  bool everything() const { return dialects.empty() && substring.empty(); }
};

struct Result {
  Verdict verdict = Verdict::Crashed;
  Outcome outcome;
};

// A crash takes the whole process along, so it says where it was.
thread_local const Recording* current = nullptr;

void on_crash(int signal) {
  const auto say = [](const std::string& text) {
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
  };
  say("crashed");
  if (current != nullptr) say(" in " + current->name + " [" + current->target + "]");
  say("\n");
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

Verdict judge(const Recording& recording, const Outcome& outcome) {
  if (outcome.status == 70) return Verdict::Crashed;
  if (recording.raises) {
    if (outcome.status == 0) return Verdict::Better;
    return outcome.out.empty() ? Verdict::Refused : Verdict::Different;
  }
  if (outcome.status != 0) return Verdict::Failed;
  const bool same = std::ranges::find(recording.outputs, outcome.out) != recording.outputs.end();
  return same ? Verdict::Same : Verdict::Different;
}

Result replay(const Recording& recording) {
  current = &recording;
  Result result;
  result.outcome = run_migc(recording.arguments, recording.files);
  current = nullptr;
  if (recording.name.starts_with("environments/")) {
    result.outcome.out = replace_all(result.outcome.out, MemoryFiles::folder, "<root>");
  }
  result.verdict = judge(recording, result.outcome);
  return result;
}

bool selected(const Recording& recording, const Options& options) {
  const std::string dialect = recording.column.substr(recording.column.find('.') + 1);
  return (options.dialects.empty() || options.dialects.contains(dialect)) &&
         recording.name.find(options.substring) != std::string::npos;
}

struct Column {
  std::array<int, verdict_names.size()> counts{};

  int count(Verdict verdict) const { return counts[static_cast<std::size_t>(verdict)]; }
  int right() const {
    return count(Verdict::Same) + count(Verdict::Refused) + count(Verdict::Explained);
  }
  int total() const {
    int sum = 0;
    for (const int count : counts) sum += count;
    return sum;
  }
  /// In hundredths of a percent, rounded down, so that a floor is never above what holds.
  int score() const { return static_cast<int>(10000LL * right() / total()); }
};

std::string percent(int score) { return fmt::format("{}.{:02}", score / 100, score % 100); }

std::map<std::string, int> read_floors() {
  std::map<std::string, int> floors;
  const std::string text = read_text(folder + "floors.tsv");
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty() || line.starts_with('#')) continue;
    const std::vector<std::string_view> fields = split(line, '\t');
    floors[std::string(fields.at(0))] =
        static_cast<int>(std::stod(std::string(fields.at(1))) * 100 + 0.5);
  }
  return floors;
}

void write_floors(const std::map<std::string, int>& floors) {
  std::string text =
      "# What must hold, in percent; a column below its floor fails. MIGC_UPDATE=1 raises them.\n";
  for (const auto& [column, floor] : floors)
    text += fmt::format("{}\t{}\n", column, percent(floor));
  write_text(folder + "floors.tsv", text);
}

/// Text of a table cell in Markdown.
std::string cell(std::string_view text) { return replace_all(std::string(text), "|", "\\|"); }

std::string differences_page() {
  std::string text =
      "# Where migc differs from Alembic\n\n"
      "<!-- Generated from tests/differential/differences.tsv; MIGC_UPDATE=1 rewrites it. -->\n\n"
      "migc prints the bytes that `alembic upgrade --sql` prints wherever those are right. Each\n"
      "line below names recorded cases where they are not, or where Alembic prints another text\n"
      "on another run, and says why migc prints something else. Patterns are those of a shell.\n\n";
  if (differences().all().empty()) return text + "There are none at present.\n";
  text += "| case | dialect or command | reason |\n|---|---|---|\n";
  for (const Difference& difference : differences().all()) {
    text += fmt::format("| `{}` | `{}` | {} |\n", cell(difference.cases), cell(difference.target),
                        cell(difference.reason));
  }
  return text;
}

class Replay {
 public:
  explicit Replay(Options options) : options_(std::move(options)) {}

  int operator()() {
    std::vector<Recording> recordings = read_recordings(folder + "recorded");
    std::erase_if(recordings, [&](const Recording& r) { return !selected(r, options_); });
    if (recordings.empty()) return fail("nothing is selected");

    std::vector<Result> results(recordings.size());
    parallel_for(recordings.size(), options_.jobs,
                 [&](std::size_t i, unsigned) { results[i] = replay(recordings[i]); });

    count(recordings, results);
    print_table();
    check_floors();
    if (options_.everything()) {
      check_differences();
      check_page();
    }
    return status_;
  }

 private:
  int fail(const std::string& why) {
    fmt::print("FAILED: {}\n", why);
    return status_ = 1;
  }

  void count(const std::vector<Recording>& recordings, std::vector<Result>& results) {
    std::ofstream list;
    if (!options_.verdicts.empty()) list.open(options_.verdicts);
    for (std::size_t i = 0; i < recordings.size(); ++i) {
      const Recording& recording = recordings[i];
      Verdict& verdict = results[i].verdict;
      const bool explicable =
          verdict == Verdict::Better || verdict == Verdict::Different || verdict == Verdict::Failed;
      if (explicable && differences().explain(recording.name, recording.target, recording.outputs,
                                              results[i].outcome.out) != nullptr) {
        verdict = Verdict::Explained;
      }
      ++columns_[recording.column].counts[static_cast<std::size_t>(verdict)];
      list << recording.name << '\t' << recording.target << '\t'
           << verdict_names[static_cast<std::size_t>(verdict)] << '\n';
      show(recording, results[i]);
    }
  }

  void show(const Recording& recording, const Result& result) {
    if (result.verdict <= Verdict::Explained || shown_ >= options_.show) return;
    ++shown_;
    fmt::print("--- {} [{}] {}\n<<< expected\n{}>>> migc\n{}{}", recording.name, recording.target,
               verdict_names[static_cast<std::size_t>(result.verdict)],
               recording.outputs.empty() ? std::string() : recording.outputs.front(),
               result.outcome.out, result.outcome.err);
  }

  void print_table() const {
    fmt::print("{:26}", "");
    for (const char* name : verdict_names) fmt::print("{:>10}", name);
    fmt::print("   right\n");
    for (const auto& [name, column] : columns_) {
      fmt::print("{:26}", name);
      for (const int count : column.counts) fmt::print("{:>10}", count);
      fmt::print("   {}/{} = {}%\n", column.right(), column.total(), percent(column.score()));
    }
  }

  void check_floors() {
    std::map<std::string, int> floors = read_floors();
    for (const auto& [name, column] : columns_) {
      if (column.count(Verdict::Crashed) > 0) fail(fmt::format("crashes in {}", name));
      if (!options_.substring.empty()) continue;  // Floors are for whole columns.
      if (!floors.contains(name)) floors[name] = 0;
      int& floor = floors[name];
      if (updating()) floor = std::max(floor, column.score());
      if (column.score() < floor) {
        fail(fmt::format("{} is at {}%, below its floor of {}%", name, percent(column.score()),
                         percent(floor)));
      }
    }
    if (updating() && options_.substring.empty()) write_floors(floors);
  }

  void check_differences() {
    for (const Difference& difference : differences().all()) {
      fmt::print("{:6} explained by line {}: {} [{}] {}\n", difference.uses, difference.line,
                 difference.cases, difference.target, difference.reason);
      if (difference.uses == 0) {
        fail(fmt::format("differences.tsv:{} explains nothing", difference.line));
      }
    }
  }

  void check_page() {
    const std::string text = differences_page();
    if (updating()) write_text(page, text);
    if (!std::filesystem::exists(page) || read_text(page) != text) {
      fail("docs/differences.md is not what differences.tsv says; MIGC_UPDATE=1 rewrites it");
    }
  }

  Options options_;
  std::map<std::string, Column> columns_;
  int shown_ = 0;
  int status_ = 0;
};

Options read_options(int count, char** words) {
  Options options;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string name = words[i], value = words[i + 1];
    if (name == "-d") {
      options.dialects.insert(value);
    } else if (name == "-k") {
      options.substring = value;
    } else if (name == "--show") {
      options.show = std::stoi(value);
    } else if (name == "--verdicts") {
      options.verdicts = value;
    } else if (name == "-j") {
      options.jobs = static_cast<unsigned>(std::stoul(value));
    } else {
      throw std::runtime_error("no option " + name);
    }
  }
  return options;
}

}  // namespace
}  // namespace migc::tests

int main(int count, char** words) {
  for (const int signal : {SIGSEGV, SIGABRT, SIGFPE, SIGBUS}) {
    ::signal(signal, migc::tests::on_crash);
  }
  return migc::tests::Replay(migc::tests::read_options(count, words))();
}
