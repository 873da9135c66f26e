// The one runner of cases and projects; tests/support/case.h says how they are written.
//
// A run's standard output is compared with the golden beside the input, byte for byte:
// `<case>[.label].<dialect>.sql`, or `.out` where the run is made once. Where
// `<case>[.label].<dialect>.alembic.sql` (`.alembic.out`) is recorded from the real Alembic, ours
// must equal that one, or a DIFFERS line of the case says why; only then a golden of our own stands
// beside it. Standard error is compared with the marks of the case, its CHECK-ERR lines, or a
// golden `.err`.

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/case.h"

namespace migc::tests {
namespace {

const std::string root = MIGC_ROOT "/tests/";

class CaseTest : public testing::Test {
 public:
  CaseTest(const Case& test_case, const Invocation& run, std::string dialect)
      : case_(test_case), run_(run), dialect_(std::move(dialect)) {}

  void TestBody() override {
    if (run_.exit != 2 && !runs_a_command(run_)) {
      GTEST_SKIP() << "the command is not part of this build; the coverage test says so";
    }
    const Outcome outcome =
        run_migc(case_.arguments(run_), case_.files_for(dialect_), run_.variables);
    check_status(outcome);
    check_output(outcome);
    check_errors(outcome);
  }

 private:
  std::string golden(const std::string& ending) const {
    return root + case_.golden(run_, dialect_, ending);
  }

  /// A lint case is judged by its marks, unless it asks for another report.
  bool marked() const {
    if (!run_.is_lint()) return !case_.marks.empty();
    return std::ranges::none_of(run_.arguments, [](const std::string& argument) {
      return argument.starts_with("--format") || argument.starts_with("--output-format");
    });
  }

  void check_status(const Outcome& outcome) const {
    const bool loud =
        std::ranges::any_of(case_.marks, [](const Mark& mark) { return mark.severity == "error"; });
    const int expected = run_.exit.value_or(run_.is_lint() && loud ? 1 : 0);
    EXPECT_EQ(outcome.status, expected) << outcome.err;
  }

  void check_output(const Outcome& outcome) const {
    if (run_.is_lint() && marked()) return;
    const std::string ours = golden(dialect_.empty() ? "out" : "sql");
    const std::string recorded = golden(dialect_.empty() ? "alembic.out" : "alembic.sql");
    if (std::filesystem::exists(recorded)) {
      const std::string alembic = read_text(recorded);
      if (outcome.out == alembic) {
        if (updating()) std::filesystem::remove(ours);
        EXPECT_FALSE(run_.differs.contains(dialect_)) << "the DIFFERS line explains nothing";
        EXPECT_FALSE(std::filesystem::exists(ours))
            << ours << " is not needed: the output is that of the real Alembic";
        return;
      }
      EXPECT_TRUE(run_.differs.contains(dialect_))
          << "differs from " << recorded << " and no DIFFERS line says why\n"
          << outcome.out;
    }
    compare(outcome.out, ours);
  }

  void check_errors(const Outcome& outcome) const {
    if (marked()) {
      EXPECT_EQ(list(reported(run_.is_lint() ? outcome.out : outcome.err)), list(case_.marks))
          << outcome.out << outcome.err;
    }
    if (!run_.error.empty()) {
      EXPECT_NE(outcome.err.find(run_.error), std::string::npos) << "standard error does not hold\n"
                                                                 << run_.error << "but is\n"
                                                                 << outcome.err;
    } else if (!marked() || run_.is_lint()) {
      compare(outcome.err, golden("err"));
    }
  }

  static std::string list(const std::vector<Mark>& marks) {
    std::string text;
    for (const Mark& mark : marks) {
      text += fmt::format("{}:{}: {}: {}\n", mark.file, mark.line, mark.severity, mark.code);
    }
    return text;
  }

  /// An empty text has no golden.
  static void compare(const std::string& text, const std::string& golden) {
    const bool exists = std::filesystem::exists(golden);
    if (updating()) {
      if (text.empty()) {
        std::filesystem::remove(golden);
      } else if (!exists || read_text(golden) != text) {
        write_text(golden, text);
      }
      return;
    }
    if (text.empty() && !exists) return;
    if (!exists) {
      ADD_FAILURE() << golden << " is missing; MIGC_UPDATE=1 writes it:\n" << text;
      return;
    }
    EXPECT_EQ(text, read_text(golden)) << golden;
  }

  const Case& case_;
  const Invocation& run_;
  const std::string dialect_;
};

/// Goldens that no run writes any more.
class NoLeftovers : public testing::Test {
 public:
  explicit NoLeftovers(const std::vector<Case>& cases) : cases_(cases) {}

  void TestBody() override {
    std::set<std::string> known;
    for (const Case& test_case : cases_) {
      for (const Invocation& run : test_case.runs) {
        for (const char* ending : {"out", "sql", "err", "alembic.sql", "alembic.out"}) {
          known.insert(test_case.golden(run, "", ending));
          for (const std::string& dialect : run.dialects) {
            known.insert(test_case.golden(run, dialect, ending));
          }
        }
      }
    }
    for (const auto& [name, text] : read_tree(root + "cases")) {
      const std::string file = std::filesystem::path(name).filename();
      const bool golden =
          file.find('.') != file.rfind('.') || file.ends_with(".out") || file.ends_with(".err");
      EXPECT_TRUE(!golden || known.contains("cases/" + name)) << name << " belongs to no run";
    }
  }

 private:
  const std::vector<Case>& cases_;
};

void register_all(const std::vector<Case>& cases) {
  for (const Case& test_case : cases) {
    for (const Invocation& run : test_case.runs) {
      std::vector<std::string> targets = run.dialects;
      if (targets.empty()) targets.emplace_back();
      for (const std::string& dialect : targets) {
        const std::string name =
            fmt::format("{}{}{}{}{}", test_case.path, run.label.empty() ? "" : ".", run.label,
                        dialect.empty() ? "" : ".", dialect);
        testing::RegisterTest("Golden", name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                              [&test_case, &run, dialect]() -> testing::Test* {
                                return new CaseTest(test_case, run, dialect);  // NOLINT: gtest owns
                              });
      }
    }
  }
  testing::RegisterTest(
      "Golden", "leftovers", nullptr, nullptr, __FILE__, __LINE__,
      [&cases]() -> testing::Test* { return new NoLeftovers(cases); });  // NOLINT: gtest owns
}

}  // namespace
}  // namespace migc::tests

int main(int count, char** words) {
  testing::InitGoogleTest(&count, words);
  const std::vector<migc::tests::Case> cases = migc::tests::read_cases(MIGC_ROOT "/tests");
  migc::tests::register_all(cases);
  return RUN_ALL_TESTS();
}
