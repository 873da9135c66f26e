#include "tests/databases/facts.h"

#include <algorithm>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/base/text.h"

namespace migc::tests {
namespace {

using nlohmann::json;

std::string line(const std::string& table, int position, const std::string& name, bool nullable,
                 const std::string& comment) {
  return fmt::format("{} {} {}{}{}", table, position, name, nullable ? "" : " not null",
                     comment.empty() ? "" : " -- " + comment);
}

/// Without the schema that goes without saying.
std::string table_name(const std::string& dialect, const std::string& full) {
  const std::string own = dialect == "postgresql" ? "public."
                          : dialect == "sqlite"   ? "main."
                                                  : "x.";
  return full.starts_with(own) ? full.substr(own.size()) : full;
}

/// A name is a text, or has its schema beside it.
std::string table_name(const std::string& dialect, const json& name) {
  if (name.is_string()) return table_name(dialect, name.get<std::string>());
  const std::string schema = name.value("schema", "");
  return table_name(dialect,
                    (schema.empty() ? "" : schema + ".") + name.at("name").get<std::string>());
}

/// Temporary tables are SQLite's and PostgreSQL's in a schema of their own; MariaDB lists none.
bool is_temporary(const json& table) {
  if (!table.contains("prefixes")) return false;
  return std::ranges::any_of(table["prefixes"], [](const json& prefix) {
    return ascii_upper(prefix.get<std::string>()).find("TEMP") != std::string::npos;
  });
}

bool is_dropped_on_commit(const json& table) {
  const json options = table.value("options", json::object());
  return options.value("postgresql_on_commit", "") == "DROP";
}

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() || !found->is_string() ? "" : found->get<std::string>();
}

}  // namespace

std::vector<std::string> facts_of_catalogue(const std::string& dialect,
                                            const std::vector<std::string>& lines) {
  std::vector<std::string> facts;
  for (const std::string& text : lines) {
    const json object = json::parse(text);
    if (object["kind"] != "column") continue;
    const std::string table = table_name(dialect, object["table"].get<std::string>());
    if (dialect == "sqlite") {
      facts.push_back(
          line(table, object["cid"].get<int>() + 1, object["name"], object["notnull"] == 0, ""));
      continue;
    }
    const bool nullable = object["nullable"].is_string() ? object["nullable"] == "YES"
                                                         : object["nullable"].get<bool>();
    facts.push_back(
        line(table, object["position"], object["name"], nullable, text_of(object, "comment")));
  }
  std::ranges::sort(facts);
  return facts;
}

std::vector<std::string> facts_of_schema(const std::string& dialect, const std::string& text) {
  std::vector<std::string> facts;
  const json schema = json::parse(text);
  if (!schema.contains("tables")) return facts;
  for (const json& table : schema["tables"]) {
    if (!table.contains("columns") || table.value("presence", "present") != "present") continue;
    std::string name = table_name(dialect, table["table"]);
    if (is_temporary(table)) {
      if (dialect == "mariadb") continue;
      if (dialect == "postgresql" && is_dropped_on_commit(table)) continue;
      name = (dialect == "sqlite" ? "temp." : "pg_temp.") + name;
    }
    int position = 0;
    for (const json& column : table["columns"]) {
      const std::string comment = dialect == "sqlite" ? "" : text_of(column, "comment");
      facts.push_back(
          line(name, ++position, column["name"], column.value("nullable", true), comment));
    }
  }
  std::ranges::sort(facts);
  return facts;
}

}  // namespace migc::tests
