// Runs what migc prints on real databases, and compares what is there afterwards with the schema
// that migc replayed.
//
//     migc_databases_test [-d DIALECT]… [-k PATTERN] [--show N] [--verdicts FILE] [--listed FILE]
//
// PostgreSQL and MariaDB are started for this and stopped in the end; SQLite is part of the
// process. Verdicts: equal (the catalogue is that of the replayed schema), ran (the schema is not
// known as a whole, so there is nothing to compare), refused (migc prints no script), listed (the
// server refuses the script, and not_valid.tsv says so); unequal, rejected and rows lost are
// failures. `--listed` writes which line excuses what: its number, dialect, case, message.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <fnmatch.h>

#include "compiler/base/parallel.h"
#include "compiler/base/text.h"
#include "tests/databases/cases.h"
#include "tests/databases/facts.h"
#include "tests/databases/round_trip.h"
#include "tests/databases/server.h"
#include "tests/support/program.h"

namespace migc::tests {
namespace {

enum class Verdict { Equal, Ran, Refused, Listed, Unequal, Rejected, RowsLost };
constexpr std::array verdict_names{"equal",   "ran",      "refused",  "listed",
                                   "unequal", "rejected", "rows lost"};

struct Options {
  std::vector<std::string> dialects;
  std::string pattern = "*", verdicts, listed;
  int show = 0;
};

struct Result {
  Prepared prepared;
  Verdict verdict = Verdict::Refused;
  std::string message;
};

/// A line of not_valid.tsv: what the server says of a script that is as Alembic prints it.
struct NotValid {
  int line = 0;
  std::string cases, dialect, message;
  int uses = 0;
  std::string misfit;  ///< A case that the pattern fits, and the message does not.

  bool fits(const std::string& name, const std::string& of_dialect) const {
    return ::fnmatch(cases.c_str(), name.c_str(), FNM_NOESCAPE | FNM_EXTMATCH) == 0 &&
           ::fnmatch(dialect.c_str(), of_dialect.c_str(), 0) == 0;
  }
};

/// Whether the text holds the pieces between `…` in their order.
bool contains_pieces(std::string_view text, std::string_view pieces) {
  constexpr std::string_view gap = "…";
  for (;;) {
    const std::size_t end = pieces.find(gap);
    const std::string_view piece = pieces.substr(0, end);
    const std::size_t at = text.find(piece);
    if (at == std::string_view::npos) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(at + piece.size());
    pieces.remove_prefix(end + gap.size());
  }
}

std::vector<NotValid> read_not_valid() {
  std::vector<NotValid> list;
  const std::string path = MIGC_ROOT "/tests/databases/not_valid.tsv";
  const std::string text = read_text(path);
  int number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    if (trim(line).empty() || line.starts_with('#')) continue;
    const std::vector<std::string_view> fields = split(line, '\t');
    if (fields.size() != 3) {
      throw std::runtime_error(fmt::format("{}:{}: not three fields", path, number));
    }
    list.push_back(
        {number, std::string(fields[0]), std::string(fields[1]), std::string(fields[2])});
  }
  return list;
}

/// Lines of the one that the other lacks, and the other way around.
std::string difference(const std::vector<std::string>& found,
                       const std::vector<std::string>& wanted) {
  std::vector<std::string> extra, missing;
  std::ranges::set_difference(found, wanted, std::back_inserter(extra));
  std::ranges::set_difference(wanted, found, std::back_inserter(missing));
  std::string text;
  for (const std::string& line : extra) text += "  database: " + line + "\n";
  for (const std::string& line : missing) text += "  replayed: " + line + "\n";
  return text;
}

class Judge {
 public:
  explicit Judge(Options options) : options_(std::move(options)), not_valid_(read_not_valid()) {}

  int operator()() {
    run_all();
    std::map<std::string, std::array<int, verdict_names.size()>> counts;
    std::ofstream list;
    if (!options_.verdicts.empty()) list.open(options_.verdicts);
    if (!options_.listed.empty()) excused_.open(options_.listed);
    for (auto& [dialect, results] : results_) {
      for (Result& result : results) {
        look_up(dialect, result);
        ++counts[dialect][static_cast<std::size_t>(result.verdict)];
        list << result.prepared.source->name << '\t' << dialect << '\t'
             << verdict_names[static_cast<std::size_t>(result.verdict)] << '\t'
             << escape_controls(result.message) << '\n';
        show(dialect, result);
      }
    }
    fmt::print("{:12}", "");
    for (const char* name : verdict_names) fmt::print("{:>10}", name);
    fmt::print("\n");
    for (const auto& [dialect, numbers] : counts) {
      fmt::print("{:12}", dialect);
      for (const int number : numbers) fmt::print("{:>10}", number);
      fmt::print("\n");
    }
    check_patterns();
    if (options_.pattern == "*") check_list();
    return status_;
  }

 private:
  /// A thread for each server; what is said of them comes in their order.
  void run_all() {
    for (const std::string& dialect : options_.dialects) {
      cases_[dialect] = {};
      results_[dialect] = {};
      said_[dialect] = {};
    }
    std::vector<std::thread> threads;
    for (const std::string& dialect : options_.dialects) {
      threads.emplace_back([this, dialect] {
        try {
          run(dialect);
        } catch (const std::exception& error) {
          said_.at(dialect) += fmt::format("FAILED: {}: {}\n", dialect, error.what());
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (const auto& [dialect, text] : said_) {
      fmt::print("{}", text);
      if (text.find("FAILED") != std::string::npos) status_ = 1;
    }
  }

  void run(const std::string& dialect) {
    const auto started = std::chrono::steady_clock::now();
    std::vector<DatabaseCase>& cases = cases_.at(dialect) = database_cases(dialect);
    std::erase_if(cases, [&](const DatabaseCase& one) {
      return ::fnmatch(options_.pattern.c_str(), one.name.c_str(), FNM_EXTMATCH) != 0;
    });
    std::vector<Result>& results = results_.at(dialect);
    results.resize(cases.size());
    parallel_for(cases.size(), std::thread::hardware_concurrency(),
                 [&](std::size_t i, unsigned) { results[i].prepared = prepare(cases[i]); });
    std::vector<Job> jobs;
    std::vector<std::size_t> owners;
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (!results[i].prepared.refusal.empty()) {
        results[i].message = results[i].prepared.refusal;
        continue;
      }
      jobs.push_back(results[i].prepared.job);
      owners.push_back(i);
    }
    const auto prepared = std::chrono::steady_clock::now();
    const std::unique_ptr<Server> server = dialect == "postgresql" ? start_postgresql()
                                           : dialect == "sqlite"   ? start_sqlite()
                                                                   : start_mariadb();
    const auto up = std::chrono::steady_clock::now();
    const std::vector<JobResult> answers = server->run(jobs);
    for (std::size_t i = 0; i < jobs.size(); ++i) judge(answers[i], results[owners[i]]);
    if (dialect == "sqlite") check_rows(results);
    check_round_trip(*server, dialect);
    const auto seconds = [](auto from, auto to) {
      return std::chrono::duration<double>(to - from).count();
    };
    said_.at(dialect) += fmt::format("{}: scripts {:.1f} s, server {:.1f} s, {} jobs {:.1f} s\n",
                                     dialect, seconds(started, prepared), seconds(prepared, up),
                                     jobs.size(), seconds(up, std::chrono::steady_clock::now()));
  }

  static void judge(const JobResult& answer, Result& result) {
    const bool both_ways = !result.prepared.down.empty();
    result.verdict = Verdict::Rejected;
    if (!answer[1].error.empty()) {
      result.message = answer[1].error;
      return;
    }
    if (both_ways) {
      if (!answer[3].error.empty()) {
        result.message = "downgrade: " + answer[3].error;
        return;
      }
      if (!answer[5].error.empty()) {
        result.message = "upgrade again: " + answer[5].error;
        return;
      }
      result.message = difference(answer[6].lines, answer[2].lines);
      if (!result.message.empty()) {
        result.verdict = Verdict::Unequal;
        return;
      }
    }
    if (!result.prepared.known) {
      result.verdict = Verdict::Ran;
      return;
    }
    const std::size_t schema = answer.size() - 2;
    if (!answer[schema].error.empty()) {
      result.verdict = Verdict::Unequal;
      result.message = "schema: " + answer[schema].error;
      return;
    }
    const std::string& dialect = result.prepared.source->dialect;
    result.message = difference(answer[2].lines, answer[schema + 1].lines) +
                     difference(facts_of_catalogue(dialect, answer[2].lines),
                                facts_of_schema(dialect, result.prepared.schema_json));
    result.verdict = result.message.empty() ? Verdict::Equal : Verdict::Unequal;
  }

  /// Rows outlive a rebuild. Cases that write rows themselves are about something else.
  void check_rows(std::vector<Result>& results) {
    int kept = 0, rows = 0, stopped = 0;
    for (Result& result : results) {
      if (result.verdict != Verdict::Equal || result.prepared.change.empty()) continue;
      const std::string& change = result.prepared.change;
      if (change.find("DROP TABLE") == std::string::npos ||
          change.find("_alembic_tmp_") == std::string::npos) {
        continue;
      }
      const RowsKept outcome = keeps_rows_in_sqlite(result.prepared.before, change);
      rows += outcome.rows;
      ++kept;
      if (!outcome.stopped.empty()) ++stopped;
      if (outcome.lost.empty()) continue;
      result.verdict = Verdict::RowsLost;
      result.message = "rows lost; " + outcome.stopped + "\n" + outcome.lost;
    }
    said_.at("sqlite") += fmt::format(
        "sqlite: {} rebuilds with {} rows in their tables, {} of them stopped by the rows\n", kept,
        rows, stopped);
  }

  void check_round_trip(Server& server, const std::string& dialect) {
    if (::fnmatch(options_.pattern.c_str(), "round_trip", FNM_EXTMATCH) != 0) return;
    const int count = dialect == "sqlite" ? 100'000 : 1'000;
    const std::string lost = round_trip(server, dialect, count);
    said_.at(dialect) += fmt::format("{}: {} names and {} texts went through\n{}", dialect, count,
                                     count, lost.substr(0, 2000));
    if (!lost.empty()) said_.at(dialect) += "FAILED: not all of them arrived as they were\n";
  }

  void look_up(const std::string& dialect, Result& result) {
    bool listed = false;
    for (NotValid& line : not_valid_) {
      const std::string& name = result.prepared.source->name;
      if (result.verdict == Verdict::Refused || !line.fits(name, dialect)) continue;
      if (result.verdict < Verdict::Unequal || !contains_pieces(result.message, line.message)) {
        line.misfit = name;
        continue;
      }
      ++line.uses;
      listed = true;
      excused_ << line.line << '\t' << dialect << '\t' << name << '\t'
               << escape_controls(result.message) << '\n';
    }
    if (listed) result.verdict = Verdict::Listed;
  }

  void show(const std::string& dialect, const Result& result) {
    if (result.verdict <= Verdict::Listed) return;
    status_ = 1;
    if (shown_++ >= options_.show) return;
    fmt::print("--- {} [{}] {}\n{}\n<<< script\n{}>>> schema\n{}", result.prepared.source->name,
               dialect, verdict_names[static_cast<std::size_t>(result.verdict)], result.message,
               result.prepared.up, result.prepared.schema);
  }

  /// All that a line speaks of is refused as it says.
  void check_patterns() {
    for (const NotValid& line : not_valid_) {
      if (line.misfit.empty()) continue;
      fmt::print("FAILED: not_valid.tsv:{}: {} is not rejected with this message\n", line.line,
                 line.misfit);
      status_ = 1;
    }
  }

  void check_list() {
    for (const NotValid& line : not_valid_) {
      const bool asked = std::ranges::any_of(options_.dialects, [&](const std::string& dialect) {
        return ::fnmatch(line.dialect.c_str(), dialect.c_str(), 0) == 0;
      });
      if (line.uses == 0 && asked) {
        fmt::print("FAILED: not_valid.tsv:{}: no script is rejected with this message\n",
                   line.line);
        status_ = 1;
      }
    }
  }

  Options options_;
  std::vector<NotValid> not_valid_;
  std::map<std::string, std::vector<DatabaseCase>> cases_;
  std::map<std::string, std::vector<Result>> results_;
  std::map<std::string, std::string> said_;
  std::ofstream excused_;  ///< What `--listed` asks for.
  int shown_ = 0;
  int status_ = 0;
};

Options read_options(int count, char** words) {
  Options options;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string name = words[i], value = words[i + 1];
    if (name == "-d") {
      options.dialects.push_back(value);
    } else if (name == "-k") {
      options.pattern = value;
    } else if (name == "--show") {
      options.show = std::stoi(value);
    } else if (name == "--verdicts") {
      options.verdicts = value;
    } else if (name == "--listed") {
      options.listed = value;
    } else {
      throw std::runtime_error("no option " + name);
    }
  }
  if (options.dialects.empty()) options.dialects = {"postgresql", "mariadb", "sqlite"};
  return options;
}

}  // namespace
}  // namespace migc::tests

int main(int count, char** words) {
  try {
    return migc::tests::Judge(migc::tests::read_options(count, words))();
  } catch (const std::exception& error) {
    fmt::print(stderr, "FAILED: {}\n", error.what());
    return 1;
  }
}
