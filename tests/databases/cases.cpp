#include "tests/databases/cases.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <fnmatch.h>

#include "compiler/base/text.h"
#include "tests/support/recorded.h"

namespace migc::tests {
namespace {

const std::string folder = MIGC_ROOT "/tests/databases/";

/// The lines of preludes/LIST: the first pattern that fits a case names its preludes.
class Preludes {
 public:
  Preludes() : texts_(read_tree(folder + "preludes")) {
    for (const std::string_view line : split(texts_.at("LIST"), '\n')) {
      if (line.empty() || line.starts_with('#')) continue;
      const std::vector<std::string_view> fields = split(line, '\t');
      list_.emplace_back(fields.at(0), fields.at(1));
    }
  }

  std::vector<std::string> find(const std::string& name) const {
    std::vector<std::string> found;
    for (const auto& [pattern, files] : list_) {
      if (::fnmatch(pattern.c_str(), name.c_str(), FNM_EXTMATCH) != 0) continue;
      if (files == "-") break;
      for (const std::string_view file : split(files, ' ')) {
        found.push_back(texts_.at(std::string(file)));
      }
      break;
    }
    return found;
  }

 private:
  Texts texts_;
  std::vector<std::pair<std::string, std::string>> list_;
};

/// What stands behind `before` in a call: up to the comma or parenthesis that ends it.
std::optional<std::string> argument(const std::string& source, const std::string& before) {
  std::size_t at = source.find(before);
  if (at == std::string::npos) return std::nullopt;
  at += before.size();
  const std::size_t start = at;
  int depth = 0;
  for (char quote = '\0'; at < source.size(); ++at) {
    const char c = source[at];
    if (quote != '\0') {
      if (c == '\\') {
        ++at;
      } else if (c == quote) {
        quote = '\0';
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if (c == ')' || c == ']' || c == '}') {
      if (depth-- == 0) break;
    } else if (c == ',' && depth == 0) {
      break;
    }
  }
  return source.substr(start, at - start);
}

/// The schemas that are said in the case, as a list of Python.
std::string schemas(const std::string& source) {
  std::set<std::string> names;
  // `schema.table.column`, behind ForeignKey or in a list.
  for (const std::string before : {"ForeignKey(\"", "[\""}) {
    for (std::size_t at = 0; (at = source.find(before, at)) != std::string::npos;) {
      at += before.size();
      const std::string target = source.substr(at, source.find('"', at) - at);
      if (std::ranges::count(target, '.') != 2) continue;
      names.insert('"' + target.substr(0, target.find('.')) + '"');
    }
  }
  for (const char* before : {"schema=\"", "schema='", "schema=sa.sql.quoted_name(\""}) {
    for (std::size_t at = 0; (at = source.find(before, at)) != std::string::npos;) {
      at += std::string_view(before).size() - 1;
      const std::size_t end = source.find(source[at], at + 1);
      names.insert(source.substr(at, end + 1 - at));
    }
  }
  return "[" + join_text(std::vector(names.begin(), names.end()), ", ") + "]";
}

/// A prelude may say EXISTING_TYPE and the like: what the case says is there.
std::string filled(std::string prelude, const std::string& name, const std::string& source) {
  struct Fact {
    const char* word;
    const char* said_by;
    const char* otherwise;
  };
  constexpr Fact facts[] = {{"EXISTING_TYPE", "existing_type=", "sa.Integer()"},
                            {"EXISTING_NULLABLE", "existing_nullable=", "True"},
                            {"EXISTING_SERVER_DEFAULT", "existing_server_default=", "None"},
                            {"EXISTING_COMMENT", "existing_comment=", "None"},
                            {"VALUE_TYPE", "sa.column(\"v\", ", "sa.Integer()"}};
  for (const auto& [word, said_by, otherwise] : facts) {
    std::string said = argument(source, said_by).value_or(otherwise);
    const auto says = [&](const char* text) { return source.find(text) != std::string::npos; };
    if (std::string_view(word) == "EXISTING_SERVER_DEFAULT" && said == "False") said = "None";
    // A column that counts by itself is never NULL.
    if (std::string_view(word) == "EXISTING_NULLABLE" && says("server_default=sa.Identity(")) {
      said = "False";
    }
    // What gets a text by default is a text.
    if (std::string_view(word) == "EXISTING_TYPE" && !says(said_by) &&
        says(", server_default=\"")) {
      said = "sa.String(50)";
    }
    prelude = replace_all(std::move(prelude), word, said);
  }
  const bool creates =
      replace_all(replace_all(source, "\n", ""), " ", "").find("create_table(\"t\"") !=
      std::string::npos;
  prelude = replace_all(std::move(prelude), "CREATES_T", creates ? "True" : "False");
  prelude = replace_all(std::move(prelude), "CASE_NAME", name);
  return replace_all(std::move(prelude), "SCHEMAS", schemas(source));
}

DatabaseCase behind_prelude(DatabaseCase made, const Preludes& preludes) {
  const std::vector<std::string> found = preludes.find(made.name);
  if (found.empty()) return made;
  for (auto& [path, text] : made.files) {
    if (!path.starts_with("versions/")) continue;
    const std::string source = text;
    text = replace_all(text, "down_revision = None", "down_revision = \"prelude\"");
    // The case's imports may stand in the facts it says.
    std::string imports;
    for (const std::string_view line : split(source, '\n')) {
      if (line.starts_with("import ") || line.starts_with("from "))
        imports += std::string(line) + "\n";
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
      std::string prelude = imports + filled(found[i], made.name, source);
      if (i > 0) {
        prelude = replace_all(std::move(prelude), "down_revision = None",
                              fmt::format("down_revision = \"prelude_{}\"", i));
      }
      const bool last = i + 1 == found.size();
      if (!last) {
        prelude = replace_all(std::move(prelude), "revision = \"prelude\"",
                              fmt::format("revision = \"prelude_{}\"", i + 1));
      }
      const std::string file = last ? "prelude" : fmt::format("prelude_{}", i + 1);
      made.files[fmt::format("versions/{}.py", file)] = std::move(prelude);
    }
    break;
  }
  return made;
}

/// What a schema takes for granted: SQLite's other schemas, which are files that a connection
/// attaches, and PostgreSQL's extensions.
std::string taken_for_granted(const std::string& script) {
  std::string text;
  for (const std::string_view line : split(script, '\n')) {
    if (line.starts_with("ATTACH ") || line.starts_with("CREATE EXTENSION ")) {
      text += std::string(line) + "\n";
    }
  }
  return text;
}

/// The schema of the version table must be there before the first statement. It makes that of a
/// script which begins with this table.
std::string schema_of_versions(const std::string& script, const std::string& dialect) {
  constexpr std::string_view create = "CREATE TABLE ";
  const std::size_t start = script.find(create);
  if (start == std::string::npos) return "";
  const std::string name =
      script.substr(start + create.size(), script.find(" (", start) - start - create.size());
  const std::size_t dot = name.find('.');
  if (dot == std::string::npos || script.find("version_num") > script.find(");")) return "";
  const std::string schema = name.substr(0, dot);
  return dialect == "sqlite" ? fmt::format("ATTACH DATABASE ':memory:' AS {};\n", schema)
                             : fmt::format("CREATE SCHEMA {};\n", schema);
}

/// A downgrade to base leaves the empty version table, which the next upgrade from base creates.
std::string without_version_table(const std::string& script) {
  constexpr std::string_view create = "CREATE TABLE ";
  const std::size_t found = script.find(create);
  if (found == std::string::npos) return "";
  const std::size_t start = found + create.size();
  return fmt::format("DROP TABLE {};\n", script.substr(start, script.find(" (", start) - start));
}

std::vector<std::string> words(std::vector<std::string> options,
                               std::initializer_list<std::string> more) {
  options.insert(options.end(), more);
  return options;
}

}  // namespace

std::vector<DatabaseCase> database_cases(const std::string& dialect) {
  std::vector<DatabaseCase> cases;
  const Preludes preludes;
  std::set<std::pair<std::string, Texts>> seen;
  for (const Recording& recording : read_recordings(MIGC_ROOT "/tests/differential/recorded")) {
    if (recording.target == dialect) {
      cases.push_back(behind_prelude({.name = recording.name,
                                      .dialect = recording.target,
                                      .options = {"-c", "alembic.ini"},
                                      .files = recording.files},
                                     preludes));
    }
    const bool environment = recording.name.starts_with("environments/") &&
                             recording.column == "environments." + dialect;
    if (!environment || recording.raises) continue;
    if (std::ranges::find(recording.arguments, "upgrade") == recording.arguments.end()) continue;
    if (!seen.insert({recording.name, recording.files}).second) continue;
    DatabaseCase made{
        .name = recording.name, .dialect = dialect, .files = recording.files, .both_ways = true};
    const auto config = std::ranges::find(recording.arguments, "-c");
    if (config != recording.arguments.end()) made.options = {"-c", *(config + 1)};
    cases.push_back(behind_prelude(std::move(made), preludes));
  }
  for (const auto& project : std::filesystem::directory_iterator(MIGC_ROOT "/tests/projects")) {
    Texts files = read_tree(project.path());
    const std::string runs = files["RUNS"];
    const std::size_t at = runs.find("# DATABASES:");
    const std::string_view named =
        at == std::string::npos
            ? "postgresql"
            : std::string_view(runs).substr(at + 12, runs.find('\n', at) - at - 12);
    for (const std::string_view name : split(trim(named), ' ')) {
      if (name != dialect) continue;
      cases.push_back({.name = "projects/" + project.path().filename().string(),
                       .dialect = dialect,
                       .options = {"--dialect", dialect},
                       .files = files,
                       .both_ways = true});
    }
  }
  return cases;
}

Prepared prepare(const DatabaseCase& of) {
  Prepared made{.source = &of};
  const auto run = [&](std::initializer_list<std::string> more) {
    return run_migc(words(of.options, more), of.files);
  };
  Outcome up = run({"upgrade", "heads", "--sql"});
  if (up.status != 0) {
    made.refusal = up.err;
    return made;
  }
  made.up = std::move(up.out);
  Outcome schema = run({"schema", "heads"});
  made.known =
      schema.status == 0 && schema.out.find(": only a part of it is known") == std::string::npos;
  const std::string versions = schema_of_versions(made.up, of.dialect);
  made.schema =
      versions + taken_for_granted(made.up) + (schema.status == 0 ? schema.out : schema.err);

  made.schema_json = run({"schema", "heads", "--format", "json"}).out;
  if (of.dialect == "sqlite" && of.files.contains("versions/prelude.py")) {
    made.before = run({"upgrade", "prelude", "--sql"}).out;
    made.change = run({"upgrade", "prelude:heads", "--sql"}).out;
  }

  using Kind = Step::Kind;
  made.job = {{Kind::Reset, {}}, {Kind::Script, versions + made.up}, {Kind::Catalogue, {}}};
  if (of.both_ways && made.up.find("-- Running") != std::string::npos) {
    Outcome down = run({"downgrade", "heads:base", "--sql"});
    made.down =
        down.status == 0 ? down.out : "SELECT 'migc refuses the downgrade'; SELEC " + down.err;
    made.job.insert(made.job.end(), {{Kind::Script, made.down},
                                     {Kind::Catalogue, {}},
                                     {Kind::Script, without_version_table(made.up) + made.up},
                                     {Kind::Catalogue, {}}});
  }
  made.job.insert(made.job.end(),
                  {{Kind::Reset, {}}, {Kind::Script, made.schema}, {Kind::Catalogue, {}}});
  return made;
}

}  // namespace migc::tests
