#include "tests/support/case.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/driver/catalogue.h"

namespace migc::tests {
namespace {

namespace fs = std::filesystem;

/// The words of a command line; single and double quotes hold a word together.
std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> result;
  bool inside = false;
  char quote = 0;
  for (const char c : text) {
    if (quote == 0 && c == ' ') {
      inside = false;
      continue;
    }
    if (!inside) result.emplace_back();
    inside = true;
    if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (quote == c) {
      quote = 0;
    } else {
      result.back() += c;
    }
  }
  return result;
}

int number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw std::runtime_error(fmt::format("`{}` is not a number", text));
  }
  return value;
}

/// The text of a comment of the runner, or nothing.
std::optional<std::string_view> comment(std::string_view line) {
  for (const std::string_view start : {"# ", "-- "}) {
    if (line.starts_with(start)) return line.substr(start.size());
  }
  if (line == "#" || line == "--") return std::string_view();
  return std::nullopt;
}

struct Keyword {
  std::string_view name, label, value;
};

/// `NAME: value` or `NAME(label): value`, the name in capitals.
std::optional<Keyword> keyword(std::string_view text) {
  const std::size_t end = text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ-");
  if (end == 0 || end == std::string_view::npos) return std::nullopt;
  Keyword result{text.substr(0, end), {}, {}};
  text.remove_prefix(end);
  if (text.starts_with('(')) {
    const std::size_t close = text.find(')');
    if (close == std::string_view::npos) return std::nullopt;
    result.label = text.substr(1, close - 1);
    text.remove_prefix(close + 1);
  }
  if (!text.starts_with(':')) return std::nullopt;
  result.value = text.substr(text.starts_with(": ") ? 2 : 1);
  return result;
}

class Reader {
 public:
  explicit Reader(Case& target) : case_(target) {}

  void directive(std::string_view text) {
    const std::optional<Keyword> found = keyword(text);
    if (!found) return;
    const auto [name, label, value] = *found;
    if (name == "RUN") {
      start_run(label, value);
    } else if (name == "DIALECTS") {
      run().dialects = words(value);
    } else if (name == "EXIT") {
      run().exit = number(trim(value));
    } else if (name == "CHECK-ERR") {
      run().error += fmt::format("{}\n", value);
    } else if (name == "DIFFERS") {
      run().differs[std::string(label)] = value;
    } else if (name == "ENV") {
      const std::size_t equals = value.find('=');
      run().variables[std::string(value.substr(0, equals))] = value.substr(equals + 1);
    }
  }

  void marks(const std::string& file, int line, std::string_view text) {
    for (const std::string_view severity : {"error", "warning", "note"}) {
      for (const std::string_view start : {"# ", "-- "}) {
        const std::string opening = fmt::format("{}{}: ", start, severity);
        const std::size_t at = text.find(opening);
        if (at == std::string_view::npos) continue;
        std::string_view codes = text.substr(at + opening.size());
        codes = codes.substr(0, codes.find_first_of("#"));
        for (const std::string_view code : split(codes, ',')) {
          case_.marks.push_back({file, line, std::string(severity), std::string(trim(code))});
        }
      }
    }
  }

 private:
  void start_run(std::string_view label, std::string_view value) {
    std::vector<std::string> arguments = words(value);
    if (arguments.empty() || arguments[0] != "migc") {
      throw std::runtime_error(fmt::format("{}: a RUN line starts with `migc`", case_.path));
    }
    arguments.erase(arguments.begin());
    case_.runs.push_back({.label = std::string(label), .arguments = std::move(arguments)});
  }

  Invocation& run() {
    if (case_.runs.empty()) {
      throw std::runtime_error(fmt::format("{}: there is no RUN line above", case_.path));
    }
    return case_.runs.back();
  }

  Case& case_;
};

/// Splits the text into its files. Line numbers of a part start at its first line.
void read_parts(const std::string& main, const std::string& text, Case& result) {
  Reader reader(result);
  std::string file = main;
  int line_number = 0;
  result.files[file];
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size() - 1);
    const std::string_view whole = std::string_view(text).substr(start, end + 1 - start);
    const std::string_view line = whole.ends_with('\n') ? whole.substr(0, whole.size() - 1) : whole;
    start = end + 1;
    const std::optional<std::string_view> said = comment(line);
    if (said && said->starts_with("--- ")) {
      file = trim(said->substr(4));
      line_number = 0;
      result.files[file];
      continue;
    }
    ++line_number;
    if (said) reader.directive(*said);
    reader.marks(file, line_number, line);
    result.files[file] += whole;
  }
}

void finish(Case& result) {
  if (result.runs.empty()) throw std::runtime_error(result.path + " has no RUN line");
  result.own_ini = result.files.contains("alembic.ini") ||
                   result.files.contains("pyproject.toml") || result.files.contains("migc.toml");
  for (Invocation& run : result.runs) {
    const auto has = [&](std::string_view option) {
      return std::ranges::any_of(run.arguments, [&](const std::string& argument) {
        return argument == option || argument.starts_with(std::string(option) + "=");
      });
    };
    const bool every = !result.own_ini && has("--sql") && !has("--dialect") && !has("--url");
    if (every && run.dialects.empty()) run.dialects = dialects();
  }
  std::ranges::sort(result.marks);
}

bool is_input(const fs::path& path) {
  static const std::vector<std::string> endings{".py", ".sql", ".json", ".case"};
  if (std::ranges::find(endings, path.extension().string()) == endings.end()) return false;
  // `add_column.postgresql.sql` is a golden; an input has no dot in its stem.
  return path.stem().string().find('.') == std::string::npos;
}

Case read_case(const fs::path& path, const fs::path& tests) {
  Case result;
  result.path = fs::relative(path, tests).replace_extension();
  result.name = path.stem();
  if (path.extension() == ".case") {
    read_parts("CASE", read_text(path), result);
    result.files.erase("CASE");
  } else {
    result.main = fmt::format("versions/{}", path.filename().string());
    read_parts(result.main, read_text(path), result);
  }
  finish(result);
  return result;
}

Case read_project(const fs::path& folder, const fs::path& tests) {
  Case result;
  result.path = fs::relative(folder, tests) / "expected" / "run";
  result.name = folder.filename();
  read_parts("RUNS", read_text(folder / "RUNS"), result);
  result.files = read_tree(folder);
  std::erase_if(result.files, [](const auto& file) {
    return file.first == "RUNS" || file.first.starts_with("expected/");
  });
  result.own_ini = true;
  finish(result);
  return result;
}

}  // namespace

Texts Case::files_for(const std::string& dialect) const {
  Texts result = files;
  if (own_ini) return result;
  result.try_emplace("alembic.ini", default_ini(dialect.empty() ? "postgresql" : dialect));
  result.try_emplace("env.py", default_env());
  return result;
}

std::vector<std::string> Case::arguments(const Invocation& run) const {
  std::vector<std::string> result = run.arguments;
  for (std::string& argument : result) argument = replace_all(argument, "%s", main);
  return result;
}

std::string Case::golden(const Invocation& run, const std::string& dialect,
                         const std::string& ending) const {
  std::string result = path;
  if (!run.label.empty()) result += "." + run.label;
  if (!dialect.empty()) result += "." + dialect;
  return result + "." + ending;
}

bool runs_a_command(const Invocation& run) {
  return std::ranges::any_of(run.arguments, [](const std::string& argument) {
    const auto commands = driver::catalogue();
    return std::ranges::any_of(
        commands, [&](const driver::Command* command) { return command->name == argument; });
  });
}

std::vector<Case> read_cases(const std::string& tests) {
  std::vector<Case> cases;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(tests + "/cases")) {
    if (entry.is_regular_file() && is_input(entry.path())) {
      cases.push_back(read_case(entry.path(), tests));
    }
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(tests + "/projects")) {
    if (fs::exists(entry.path() / "RUNS")) cases.push_back(read_project(entry.path(), tests));
  }
  std::ranges::sort(cases, {}, &Case::path);
  return cases;
}

std::vector<Mark> reported(const std::string& text) {
  std::vector<Mark> result;
  Mark next;
  for (const std::string_view line : split(text, '\n')) {
    for (const std::string_view severity : {"error", "warning", "note"}) {
      const std::size_t open = line.rfind(" [");
      if (!line.starts_with(fmt::format("{}: ", severity)) || !line.ends_with(']')) continue;
      if (open == std::string_view::npos) continue;
      if (!next.code.empty()) result.push_back(next);  // It had no place.
      next = {{}, 0, std::string(severity), std::string(line.substr(open + 2))};
      next.code.pop_back();
    }
    const std::string_view place = trim(line);
    if (!place.starts_with("--> ") || next.code.empty()) continue;
    const std::vector<std::string_view> parts = split(place.substr(4), ':');
    if (parts.size() < 3) continue;
    next.line = number(parts[parts.size() - 2]);
    next.file = parts[0];
    result.push_back(std::exchange(next, {}));
  }
  if (!next.code.empty()) result.push_back(next);
  std::ranges::sort(result);
  return result;
}

}  // namespace migc::tests
