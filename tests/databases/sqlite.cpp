// SQLite in process, through SQLiteCpp. Its catalogue is what its pragmas say, and of the text of
// CREATE TABLE what they do not: checks, formulas, AUTOINCREMENT.

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <nlohmann/json.hpp>

#include "compiler/base/text.h"
#include "tests/databases/server.h"

namespace migc::tests {
namespace {

using nlohmann::json;

json value_of(const SQLite::Column& column) {
  if (column.isNull()) return nullptr;
  if (column.isInteger()) return column.getInt64();
  if (column.isFloat()) return column.getDouble();
  return column.getString();
}

/// A row as an object of its columns.
std::vector<json> rows_of(SQLite::Database& database, const std::string& query) {
  std::vector<json> rows;
  SQLite::Statement statement(database, query);
  while (statement.executeStep()) {
    json row = json::object();
    for (int i = 0; i < statement.getColumnCount(); ++i) {
      row[statement.getColumnName(i)] = value_of(statement.getColumn(i));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string quoted(const std::string& text) { return "'" + replace_all(text, "'", "''") + "'"; }

/// The words of a CREATE TABLE; quoted ones and those in parentheses behind CHECK or AS are one.
std::vector<std::string> words_of(const std::string& sql) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < sql.size();) {
    const char c = sql[at];
    const std::size_t start = at;
    if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      ++at;
      continue;
    }
    if (c == '\'' || c == '"' || c == '`') {
      do {
        at = std::min(sql.find(c, at + 1), sql.size() - 1) + 1;
      } while (at < sql.size() && sql[at] == c);
    } else if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
      while (at < sql.size() &&
             (std::isalnum(static_cast<unsigned char>(sql[at])) != 0 || sql[at] == '_')) {
        ++at;
      }
    } else {
      ++at;
    }
    words.push_back(sql.substr(start, at - start));
  }
  return words;
}

std::string unquoted(const std::string& word) {
  if (word.size() < 2 || (word.front() != '"' && word.front() != '`')) return word;
  const std::string quote(1, word.front());
  return replace_all(word.substr(1, word.size() - 2), quote + quote, quote);
}

/// `( … )` from the word at `at`, which moves past it.
std::string group(const std::vector<std::string>& words, std::size_t& at) {
  std::string text;
  int depth = 0;
  for (; at < words.size(); ++at) {
    if (words[at] == "(") ++depth;
    if (words[at] == ")") --depth;
    text += (text.empty() ? "" : " ") + unquoted(words[at]);
    if (depth == 0) {
      ++at;
      break;
    }
  }
  return text;
}

SQLite::Database open_database() {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  // As a careful application opens it.
  database.exec("PRAGMA foreign_keys = ON");
  return database;
}

/// Statement by statement, and by default an error does not end the script, as in the shell. Gives
/// the first error.
std::string run_script(SQLite::Database& database, const std::string& text, bool stop = false) {
  std::string first;
  for (const char* rest = text.c_str(); *rest != '\0' && !(stop && !first.empty());) {
    sqlite3_stmt* statement = nullptr;
    const char* tail = nullptr;
    int code = sqlite3_prepare_v2(database.getHandle(), rest, -1, &statement, &tail);
    if (code == SQLITE_OK && statement != nullptr) {
      do {
        code = sqlite3_step(statement);
      } while (code == SQLITE_ROW);
      code = code == SQLITE_DONE ? SQLITE_OK : code;
    }
    if (code != SQLITE_OK && first.empty()) first = database.getErrorMsg();
    sqlite3_finalize(statement);
    rest = tail == rest ? rest + 1 : tail;
  }
  return first;
}

std::string in_quotes(const std::string& name) {
  return "\"" + replace_all(name, "\"", "\"\"") + "\"";
}

class Sqlite : public Server {
 public:
  std::vector<JobResult> run(const std::vector<Job>& jobs) override {
    std::vector<JobResult> results;
    for (const Job& job : jobs) {
      JobResult& result = results.emplace_back();
      std::optional<SQLite::Database> database;
      for (const Step& step : job) {
        StepResult& done = result.emplace_back();
        if (step.kind == Step::Kind::Reset || !database) database.emplace(open_database());
        if (step.kind == Step::Kind::Reset) continue;
        try {
          if (step.kind == Step::Kind::Script) {
            done.error = run_script(*database, step.text);
          } else if (step.kind == Step::Kind::Rows) {
            for (const json& row : rows_of(*database, step.text)) {
              done.lines.push_back(row.begin()->get<std::string>());
            }
          } else {
            done.lines = catalogue(*database);
          }
        } catch (const std::exception& error) {
          done.error = error.what();
        }
        std::ranges::sort(done.lines);
      }
    }
    return results;
  }

 private:
  /// The table of Alembic's own is no part of a schema.
  static bool keeps_versions(SQLite::Database& database, const std::string& schema,
                             const std::string& name) {
    return !rows_of(database, fmt::format("SELECT 1 FROM pragma_table_xinfo({}, {}) "
                                          "WHERE name = 'version_num'",
                                          quoted(name), quoted(schema)))
                .empty();
  }

  static std::vector<std::string> catalogue(SQLite::Database& database) {
    std::vector<std::string> lines;
    for (const json& table : rows_of(database, "SELECT * FROM pragma_table_list")) {
      const std::string schema = table["schema"], name = table["name"];
      if (name.starts_with("sqlite_") || keeps_versions(database, schema, name)) continue;
      const std::string full = schema + "." + name;
      const std::vector<json> texts = rows_of(
          database,
          fmt::format("SELECT sql FROM {}.sqlite_master WHERE name = {} AND type <> 'index'",
                      "\"" + replace_all(schema, "\"", "\"\"") + "\"", quoted(name)));
      const std::string sql = texts.empty() ? "" : texts.front()["sql"].get<std::string>();
      if (table["type"] == "view") {
        const std::string definition = join_text(words_of(sql), " ");
        lines.push_back(json{{"kind", "view"}, {"name", full}, {"definition", definition}}.dump());
        continue;
      }
      lines.push_back(json{
          {"kind", "table"},
          {"name", full},
          {"what", table["type"]},
          {"without_rowid", table["wr"]},
          {"strict", table["strict"]},
          {"checks", checks(sql)},
          {"autoincrement",
           counts(sql)}}.dump());
      add_parts(database, schema, name, sql, lines);
    }
    return lines;
  }

  static void add_parts(SQLite::Database& database, const std::string& schema,
                        const std::string& name, const std::string& sql,
                        std::vector<std::string>& lines) {
    const std::string full = schema + "." + name;
    const auto pragma = [&](const std::string& what, const std::string& of) {
      return rows_of(database, fmt::format("SELECT * FROM pragma_{}({}, {})", what, quoted(of),
                                           quoted(schema)));
    };
    for (json column : pragma("table_xinfo", name)) {
      column["kind"] = "column";
      if (column["type"] == "INT") column["type"] = "INTEGER";  // Raw SQL is read so.
      column["table"] = full;
      if (column["hidden"] != 0) column["formula"] = formula(sql, column["name"]);
      lines.push_back(column.dump());
    }
    std::map<int, json> keys;
    for (const json& part : pragma("foreign_key_list", name)) {
      json& key = keys[part["id"].get<int>()];
      key["kind"] = "foreign_key";
      key["table"] = full;
      for (const char* fact : {"table", "on_update", "on_delete", "match"}) {
        key[std::string("refers_") + fact] = part[fact];
      }
      key["columns"].push_back({part["from"], part["to"]});
    }
    for (const auto& [id, key] : keys) lines.push_back(key.dump());
    for (json index : pragma("index_list", name)) {
      const std::string index_name = index["name"];
      index["kind"] = "index";
      index["table"] = full;
      index.erase("seq");
      for (json part : pragma("index_xinfo", index_name)) {
        if (part["key"] == 0) continue;
        index["columns"].push_back({part["name"], part["desc"], part["coll"]});
      }
      if (index_name.starts_with("sqlite_autoindex")) {
        index.erase("name");  // The number in it says nothing.
      } else {
        const std::vector<json> text =
            rows_of(database, fmt::format("SELECT sql FROM \"{}\".sqlite_master WHERE name = {}",
                                          replace_all(schema, "\"", "\"\""), quoted(index_name)));
        std::string words;
        if (!text.empty()) {
          for (const std::string& word : words_of(text.front()["sql"]))
            words += unquoted(word) + " ";
        }
        index["definition"] = words;
      }
      lines.push_back(index.dump());
    }
  }

  static json checks(const std::string& sql) {
    std::vector<std::string> found;
    const std::vector<std::string> words = words_of(sql);
    std::string name;
    for (std::size_t at = 0; at < words.size();) {
      const std::string word = ascii_upper(words[at]);
      if (word == "CONSTRAINT" && at + 1 < words.size()) {
        name = unquoted(words[at + 1]);
        at += 2;
      } else if (word == "CHECK") {
        found.push_back(name + " " + group(words, ++at));
        name.clear();
      } else {
        if (word == ",") name.clear();
        ++at;
      }
    }
    std::ranges::sort(found);
    return found;
  }

  static bool counts(const std::string& sql) {
    return std::ranges::any_of(words_of(sql), [](const std::string& word) {
      return ascii_upper(word) == "AUTOINCREMENT";
    });
  }

  static std::string formula(const std::string& sql, const std::string& column) {
    const std::vector<std::string> words = words_of(sql);
    bool here = false;
    for (std::size_t at = 0; at + 1 < words.size(); ++at) {
      if (unquoted(words[at]) == column) here = true;
      if (here && ascii_upper(words[at]) == "AS" && words[at + 1] == "(") {
        return group(words, ++at);
      }
    }
    return "";
  }
};

// ---- rows

/// A value that suits a column of this type in the row of this number: keys and references meet.
std::string value_for(const std::string& declared, int row, bool nullable) {
  const std::string type = ascii_upper(declared);
  const auto is = [&](std::string_view word) { return type.find(word) != std::string::npos; };
  if (row == 3 && nullable) return "NULL";
  if (is("BOOL")) return fmt::format("{}", row % 2);
  if (is("CHAR") || is("TEXT") || is("CLOB") || is("ENUM")) return fmt::format("'row {}'", row);
  if (is("DATETIME") || is("TIMESTAMP")) return fmt::format("'2024-01-0{} 10:00:00.000000'", row);
  if (is("DATE")) return fmt::format("'2024-01-0{}'", row);
  if (is("TIME")) return fmt::format("'10:00:0{}.000000'", row);
  if (is("JSON")) return fmt::format("'{{\"row\": {}}}'", row);
  if (is("BLOB") || is("BINARY")) return fmt::format("X'0{}'", row);
  return fmt::format("{}", 10 * row);
}

struct TableRows {
  std::map<std::string, std::string> types;  ///< Of its columns.
  std::vector<json> rows;
};
using AllRows = std::map<std::string, TableRows>;

AllRows all_rows(SQLite::Database& database) {
  AllRows all;
  for (const json& table : rows_of(database, "SELECT * FROM pragma_table_list")) {
    const std::string schema = table["schema"], name = table["name"];
    if (table["type"] != "table" || name.starts_with("sqlite_") ||
        name.starts_with("alembic_version")) {
      continue;
    }
    TableRows& found = all[in_quotes(schema) + "." + in_quotes(name)];
    for (const json& column :
         rows_of(database, fmt::format("SELECT * FROM pragma_table_xinfo({}, {})", quoted(name),
                                       quoted(schema)))) {
      if (column["hidden"] == 0) found.types[column["name"]] = column["type"];
    }
    found.rows =
        rows_of(database, fmt::format("SELECT * FROM {}.{}", in_quotes(schema), in_quotes(name)));
  }
  return all;
}

/// Rows in the columns that both have, sorted.
std::vector<json> projected(const TableRows& table, const TableRows& other) {
  std::vector<json> rows;
  for (const json& row : table.rows) {
    json kept = json::object();
    for (const auto& [column, type] : table.types) {
      const auto there = other.types.find(column);
      if (there != other.types.end() && there->second == type) kept[column] = row[column];
    }
    rows.push_back(std::move(kept));
  }
  std::ranges::sort(rows);
  return rows;
}

int fill(SQLite::Database& database) {
  int inserted = 0;
  database.exec("PRAGMA foreign_keys = OFF");
  for (const auto& [table, empty] : all_rows(database)) {
    const std::size_t dot = table.find("\".\"");
    const std::string schema = unquoted(table.substr(0, dot + 1));
    const std::string name = unquoted(table.substr(dot + 2));
    const std::vector<json> columns = rows_of(
        database,
        fmt::format("SELECT * FROM pragma_table_xinfo({}, {})", quoted(name), quoted(schema)));
    for (int row = 1; row <= 3; ++row) {
      std::vector<std::string> names, values;
      for (const json& column : columns) {
        if (column["hidden"] != 0) continue;
        names.push_back(in_quotes(column["name"]));
        values.push_back(
            value_for(column["type"], row, column["notnull"] == 0 && column["pk"] == 0));
      }
      // A row that a CHECK does not let in is left out.
      inserted += run_script(database, fmt::format("INSERT INTO {} ({}) VALUES ({})", table,
                                                   join_text(names, ", "), join_text(values, ", ")))
                      .empty();
    }
  }
  database.exec("PRAGMA foreign_keys = ON");
  return inserted;
}

}  // namespace

RowsKept keeps_rows_in_sqlite(const std::string& before, const std::string& change) {
  RowsKept result;
  SQLite::Database database = open_database();
  if (!run_script(database, before).empty()) return result;
  result.rows = fill(database);
  const AllRows were = all_rows(database);
  result.stopped = run_script(database, change, true);
  const AllRows are = all_rows(database);
  for (const auto& [name, table] : were) {
    const auto now = are.find(name);
    if (now == are.end()) {
      // Dropped or renamed on purpose; but a rebuild that stopped has lost it.
      if (!result.stopped.empty()) result.lost += fmt::format("  table {} is gone\n", name);
      continue;
    }
    const std::vector<json> old = projected(table, now->second);
    const std::vector<json> now_there = projected(now->second, table);
    if (old == now_there) continue;
    result.lost += fmt::format("  {} was {}\n  {} is  {}\n", name, json(old).dump(), name,
                               json(now_there).dump());
  }
  if (result.stopped.empty()) {
    for (const json& broken : rows_of(database, "PRAGMA foreign_key_check")) {
      result.lost += "  reference without its row: " + broken.dump() + "\n";
    }
  }
  return result;
}

std::unique_ptr<Server> start_sqlite() { return std::make_unique<Sqlite>(); }

}  // namespace migc::tests
