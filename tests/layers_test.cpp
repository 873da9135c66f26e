// The table of floors in compiler/README.md: an include goes downward or stays in its folder, and
// the headers of other projects stand in .cpp files only.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

constexpr int longest_file = 900;

const std::map<std::string, Names>& floors() {
  static const std::map<std::string, Names> table{
      {"compiler/base", {}},
      {"compiler/ir", {"compiler/base"}},
      {"compiler/python", {"compiler/base"}},
      {"compiler/sql", {"compiler/base", "compiler/ir"}},
      {"compiler/json", {"compiler/base", "compiler/ir"}},
      {"dialects", {"compiler/base", "compiler/ir"}},
      {"compiler/library",
       {"compiler/base", "compiler/ir", "compiler/python", "compiler/sql", "dialects"}},
      {"migrations",
       {"compiler/base", "compiler/ir", "compiler/python", "compiler/library", "compiler/sql",
        "compiler/json", "dialects"}},
      {"linter", {"compiler/base", "compiler/ir", "dialects", "migrations"}},
      {"rules", {"compiler/base", "compiler/ir", "dialects", "migrations", "linter"}},
      {"compiler/driver",
       {"compiler/base", "compiler/ir", "compiler/python", "compiler/sql", "compiler/json",
        "dialects", "compiler/library", "migrations", "linter", "rules"}},
  };
  return table;
}

/// The floor a path belongs to: the longest folder of the table it starts with.
std::string floor_of(const std::string& path) {
  std::string found;
  for (const auto& [folder, below] : floors()) {
    if (path.starts_with(folder + "/") && folder.size() > found.size()) found = folder;
  }
  return found;
}

struct Include {
  std::string file;
  int line = 0;
  std::string target;
  bool angled = false;
};

struct Tree {
  std::vector<std::string> files;
  std::vector<Include> includes;
  std::map<std::string, int> lines;
};

Tree read_tree() {
  Tree tree;
  const fs::path root = MIGC_ROOT;
  for (const char* top : {"compiler", "dialects", "migrations", "linter", "rules"}) {
    if (!fs::exists(root / top)) continue;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / top)) {
      const std::string extension = entry.path().extension();
      if (extension != ".h" && extension != ".cpp") continue;
      const std::string file = fs::relative(entry.path(), root);
      tree.files.push_back(file);
      std::ifstream stream(entry.path());
      int number = 0;
      for (std::string line; std::getline(stream, line);) {
        ++number;
        if (!line.starts_with("#include ")) continue;
        const bool angled = line.find('<') != std::string::npos;
        const std::size_t begin = line.find_first_of("<\"") + 1;
        const std::size_t end = line.find_first_of(">\"", begin);
        tree.includes.push_back({file, number, line.substr(begin, end - begin), angled});
      }
      tree.lines[file] = number;
    }
  }
  return tree;
}

const Tree& tree() {
  static const Tree result = read_tree();
  return result;
}

std::string place(const Include& include) {
  return fmt::format("{}:{}: {}", include.file, include.line, include.target);
}

/// `<vector>`, `<cstdint>`, and what POSIX gives.
bool is_standard(const std::string& header) {
  static const Names posix{"dirent.h",    "fcntl.h",    "sys/stat.h",
                           "sys/types.h", "sys/wait.h", "unistd.h"};
  return posix.contains(header) || header.find_first_of("./") == std::string::npos;
}

TEST(Layers, TheTreeIsThere) { EXPECT_GT(tree().files.size(), 10U); }

TEST(Layers, EveryFileStandsOnAFloor) {
  for (const std::string& file : tree().files) EXPECT_NE(floor_of(file), "") << file;
}

TEST(Layers, IncludesGoDown) {
  for (const Include& include : tree().includes) {
    if (include.angled) continue;
    const std::string here = floor_of(include.file);
    const std::string there = floor_of(include.target);
    EXPECT_NE(there, "") << place(include) << ": includes start at the root of the repository";
    if (here == there || there.empty() || here.empty()) continue;
    EXPECT_TRUE(floors().at(here).contains(there))
        << place(include) << ": " << here << " may not know " << there;
  }
}

TEST(Layers, TheTableItselfGoesDown) {
  for (const auto& [folder, below] : floors()) {
    for (const std::string& floor : below) {
      EXPECT_FALSE(floors().at(floor).contains(folder)) << folder << " and " << floor;
    }
  }
}

TEST(Layers, HeadersOfOthersStandInSourceFilesOnly) {
  for (const Include& include : tree().includes) {
    if (!include.angled || include.file.ends_with(".cpp")) continue;
    EXPECT_TRUE(is_standard(include.target) || include.target.starts_with("fmt/"))
        << place(include);
  }
}

TEST(Layers, ASourceFileIncludesItsOwnHeaderFirst) {
  std::map<std::string, std::string> first;
  for (const Include& include : tree().includes) first.try_emplace(include.file, include.target);
  const Names files(tree().files.begin(), tree().files.end());
  for (const std::string& file : tree().files) {
    if (!file.ends_with(".cpp")) continue;
    const std::string header = file.substr(0, file.size() - 3) + "h";
    if (!files.contains(header)) continue;
    EXPECT_EQ(first[file], header) << file;
  }
}

TEST(Layers, NoFileIsLongerThanAReaderCanHold) {
  // Files that are to be cut yet, and how long they may be until then: they only get shorter.
  static const std::map<std::string, int> to_be_cut{
      {"compiler/library/sqlalchemy/expression.cpp", 1130},
      {"compiler/library/sqlalchemy/select.cpp", 1260},
  };
  for (const auto& [file, lines] : tree().lines) {
    const auto known = to_be_cut.find(file);
    EXPECT_LE(lines, known == to_be_cut.end() ? longest_file : known->second) << file;
    if (known != to_be_cut.end()) {
      EXPECT_GT(lines, longest_file) << file << " has been cut";
    }
  }
}

}  // namespace
