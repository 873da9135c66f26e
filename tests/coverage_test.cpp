// What exists is tested: every rule has a fixture with a loud and a silent half, every diagnostic
// code is expected somewhere, every command has a case.
//
// tests/uncovered_codes.txt lists the codes that nothing expects yet. It may only shrink by hand or
// be rewritten by MIGC_UPDATE=1, where the diff shows what was forgotten.

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "compiler/base/text.h"
#include "compiler/driver/catalogue.h"
#include "tests/support/case.h"

namespace migc::tests {
namespace {

using Names = std::set<std::string>;
const std::string root = MIGC_ROOT;

const std::vector<Case>& cases() {
  static const std::vector<Case> all = read_cases(root + "/tests");
  return all;
}

Names matches(const std::string& text, const std::regex& pattern) {
  Names found;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    found.insert((*at)[1]);
  }
  return found;
}

/// Every text of our sources, by path.
Texts sources() {
  Texts result;
  for (const std::string folder : {"compiler", "dialects", "migrations", "linter", "rules"}) {
    if (!std::filesystem::exists(root + "/" + folder)) continue;
    for (auto& [path, text] : read_tree(root + "/" + folder)) {
      if (path.ends_with(".cpp") || path.ends_with(".h")) result[folder + "/" + path] = text;
    }
  }
  return result;
}

/// The codes that the sources can report.
Names reported_codes() {
  static const std::regex call(
      R"re(\b(?:error|warning|refuse)\(\s*"([a-z][a-z0-9]*(?:-[a-z0-9]+)+)")re");
  Names codes;
  for (const auto& [path, text] : sources()) codes.merge(matches(text, call));
  return codes;
}

/// The codes that a case, a golden or a unit test expects.
Names expected_codes() {
  static const std::regex rendered(R"re(\[([a-z][a-z0-9]*(?:-[a-z0-9]+)+)\])re");
  static const std::regex quoted(R"re("([a-z][a-z0-9]*(?:-[a-z0-9]+)+)")re");
  Names codes;
  for (const Case& test_case : cases()) {
    for (const Mark& mark : test_case.marks) codes.insert(mark.code);
    for (const Invocation& run : test_case.runs) codes.merge(matches(run.error, rendered));
  }
  for (const std::string folder : {"cases", "projects"}) {
    for (const auto& [path, text] : read_tree(root + "/tests/" + folder)) {
      if (path.ends_with(".err") || path.ends_with(".out")) codes.merge(matches(text, rendered));
    }
  }
  for (const auto& [path, text] : read_tree(root + "/tests/unit")) {
    codes.merge(matches(text, quoted));
    codes.merge(matches(text, rendered));
  }
  return codes;
}

TEST(Coverage, EveryDiagnosticCodeIsExpectedSomewhere) {
  const std::string list = root + "/tests/uncovered_codes.txt";
  const Names expected = expected_codes();
  Names uncovered;
  std::ranges::set_difference(reported_codes(), expected,
                              std::inserter(uncovered, uncovered.end()));
  if (updating()) {
    std::string text;
    for (const std::string& code : uncovered) text += code + "\n";
    write_text(list, text);
  }
  Names listed;
  const std::string text = read_text(list);
  for (const std::string_view line : split(text, '\n')) {
    if (!line.empty()) listed.emplace(line);
  }
  for (const std::string& code : uncovered) {
    EXPECT_TRUE(listed.contains(code)) << "no case expects `" << code << "`";
  }
  for (const std::string& code : listed) {
    EXPECT_TRUE(uncovered.contains(code)) << "`" << code << "` is covered, or gone: unlist it";
  }
}

TEST(Coverage, TheSearchForCodesFindsSome) { EXPECT_GT(reported_codes().size(), 5U); }

TEST(Coverage, EveryRuleHasALoudAndASilentHalf) {
  static const std::regex name_field(R"re(\.name = "([a-z0-9-]+)")re");
  for (const auto& [path, text] : sources()) {
    if (!path.starts_with("rules/") || text.find("linter::Rule ") == std::string::npos) continue;
    const Names names = matches(text, name_field);
    ASSERT_EQ(names.size(), 1U) << path;
    const std::string fixture = "cases/rules/" + std::filesystem::path(path).stem().string();
    const auto found = std::ranges::find(cases(), fixture, &Case::path);
    ASSERT_NE(found, cases().end()) << path << " has no fixture tests/" << fixture << ".py";

    const auto loud = std::ranges::count(found->marks, *names.begin(), &Mark::code);
    EXPECT_GT(loud, 0) << fixture << " never fires";
    long lines = 0;
    for (const auto& [file, code] : found->files) {
      for (const std::string_view line : split(code, '\n')) {
        const std::string_view start = trim(line);
        if (!start.empty() && !start.starts_with('#')) ++lines;
      }
    }
    EXPECT_GE(lines - loud, loud) << fixture << " has more loud lines than silent ones";
  }
}

TEST(Coverage, EveryCommandHasACase) {
  Names used;
  for (const Case& test_case : cases()) {
    for (const Invocation& run : test_case.runs) {
      used.insert(run.arguments.begin(), run.arguments.end());
    }
  }
  for (const driver::Command* command : driver::catalogue()) {
    EXPECT_TRUE(used.contains(std::string(command->name)))
        << "no case runs `migc " << command->name << "`";
  }
}

TEST(Coverage, EveryCaseRunsACommandThatThereIs) {
  for (const Case& test_case : cases()) {
    for (const Invocation& run : test_case.runs) {
      EXPECT_TRUE(run.exit == 2 || runs_a_command(run)) << test_case.path << " " << run.label;
    }
  }
}

/// docs/commands.md, from what the commands say of themselves.
std::string commands_page() {
  const auto help = [](const std::vector<std::string>& arguments) {
    return fmt::format("```\n{}```\n", run_migc(arguments, {}).out);
  };
  std::string page =
      "# Commands\n\n"
      "<!-- Generated from `migc --help`; MIGC_UPDATE=1 rewrites it. -->\n\n"
      "Options of the first list stand before or after the command's name.\n\n" +
      help({"--help"});
  for (const driver::Command* command : driver::catalogue()) {
    page += fmt::format("\n## migc {}\n\n{}", command->name,
                        help({std::string(command->name), "--help"}));
  }
  return page;
}

TEST(Coverage, ThePageOfCommandsIsTrue) {
  const std::string path = root + "/docs/commands.md";
  const std::string page = commands_page();
  if (updating()) write_text(path, page);
  EXPECT_EQ(std::filesystem::exists(path) ? read_text(path) : "", page)
      << "MIGC_UPDATE=1 rewrites docs/commands.md";
}

}  // namespace
}  // namespace migc::tests
