#include "compiler/ir/naming.h"

#include <algorithm>
#include <charconv>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/ir/walk.h"

namespace migc::ir {
namespace {

constexpr std::size_t postgresql_limit = 63;

std::string joined(const std::vector<std::string>& names) { return join_text(names, "_"); }

std::string numbered(std::string_view suffix, int attempt) {
  return attempt == 0 ? std::string(suffix) : fmt::format("{}{}", suffix, attempt);
}

/// What stands for an element in the name of an index.
std::string element_name(const IndexElement& element) {
  if (const auto* column = std::get_if<ColumnRef>(&element.expression.node)) return column->column;
  if (const auto* function = std::get_if<Function>(&element.expression.node)) return function->name;
  return "expr";
}

/// PostgreSQL names a CHECK after its column when it reads only one, wherever it was written.
std::string column_of_check(const Table& table, const Check& check) {
  if (!check.column.empty()) return check.column;
  std::string found;
  for (const Column& column : table.columns) {
    if (!mentions_column(check.condition, column.name)) continue;
    if (!found.empty()) return "";
    found = column.name;
  }
  return found;
}

std::string postgresql_constraint(const Table& table, const Constraint& constraint, int attempt) {
  const auto named = [&](std::string_view columns, std::string_view suffix) {
    return postgresql_object_name(table.name.name, columns, numbered(suffix, attempt));
  };
  return match(
      constraint, [&](const PrimaryKey&) { return named("", "pkey"); },
      [&](const Unique& c) { return named(joined(c.columns), "key"); },
      [&](const ForeignKey& c) { return named(joined(c.columns), "fkey"); },
      [&](const Check& c) { return named(column_of_check(table, c), "check"); },
      [&](const Exclude& c) {
        std::vector<std::string> names;
        for (const Exclude::Element& e : c.elements) names.push_back(element_name({e.expression}));
        return named(joined(names), "excl");
      });
}

std::string postgresql_index(const Table& table, const Index& index, int attempt) {
  std::vector<std::string> names;
  for (const IndexElement& element : index.elements) {
    std::string name = element_name(element);
    for (int i = 1; std::ranges::find(names, name) != names.end(); ++i) {
      name = fmt::format("{}{}", element_name(element), i);
    }
    names.push_back(std::move(name));
  }
  return postgresql_object_name(table.name.name, joined(names), numbered("idx", attempt));
}

std::string mysql_key(const std::string& column, int attempt) {
  return attempt == 0 ? column : fmt::format("{}_{}", column, attempt + 1);
}

std::string mysql_constraint(const Table& table, const Constraint& constraint, int attempt) {
  return match(
      constraint, [](const PrimaryKey&) { return std::string("PRIMARY"); },
      [&](const Unique& c) {
        return c.columns.empty() ? std::string() : mysql_key(c.columns.front(), attempt);
      },
      [&](const ForeignKey&) { return fmt::format("{}_ibfk_{}", table.name.name, attempt + 1); },
      [](const Check&) { return std::string(); }, [](const Exclude&) { return std::string(); });
}

std::string mysql_index(const Table&, const Index& index, int attempt) {
  return index.elements.empty() ? std::string()
                                : mysql_key(element_name(index.elements.front()), attempt);
}

// ---- conventions

std::string_view convention_key(const Constraint& constraint) {
  return match(
      constraint, [](const PrimaryKey&) { return std::string_view("pk"); },
      [](const Unique&) { return std::string_view("uq"); },
      [](const ForeignKey&) { return std::string_view("fk"); },
      [](const Check&) { return std::string_view("ck"); },
      [](const Exclude&) { return std::string_view("ex"); });
}

std::vector<std::string> columns_of(const Constraint& constraint) {
  return match(
      constraint, [](const PrimaryKey& c) { return c.columns; },
      [](const Unique& c) { return c.columns; }, [](const ForeignKey& c) { return c.columns; },
      [](const Check&) { return std::vector<std::string>(); },
      [](const Exclude&) { return std::vector<std::string>(); });
}

/// `column_0_name`, `column_1_label`, `column_0N_name`, `column_0_N_name`: `rest` follows
/// `column_`.
std::optional<std::string> column_token(std::string_view rest,
                                        const std::vector<std::string>& columns,
                                        const TableName& table) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc()) return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));

  const bool joined_with_line = rest.starts_with("_N_");
  const bool all = joined_with_line || rest.starts_with("N_");
  const std::string_view what = rest.substr(joined_with_line ? 3 : all ? 2 : 1);
  const auto one = [&](const std::string& column) {
    return what == "label" ? fmt::format("{}_{}", table.name, column) : column;
  };
  if (!all) return number < columns.size() ? std::optional(one(columns[number])) : std::nullopt;
  std::vector<std::string> parts;
  for (const std::string& column : columns) parts.push_back(one(column));
  return join_text(parts, joined_with_line ? "_" : "");
}

std::optional<std::string> token_value(std::string_view token, const TableName& table,
                                       const Constraint& constraint) {
  if (token == "table_name") return table.name;
  if (token.starts_with("column_")) {
    return column_token(token.substr(7), columns_of(constraint), table);
  }
  const auto* key = std::get_if<ForeignKey>(&constraint);
  if (key == nullptr) return std::nullopt;
  if (token == "referred_table_name") return key->referred.name;
  if (token.starts_with("referred_column_")) {
    return column_token(token.substr(16), key->referred_columns, key->referred);
  }
  return std::nullopt;
}

}  // namespace

const Naming plain_naming{};
const Naming postgresql_naming{.default_schema = "public",
                               .native_enums = true,
                               .constraint = postgresql_constraint,
                               .index = postgresql_index};
const Naming mysql_naming{.indexes_in_schema = false,
                          .indexes_outlive_columns = true,
                          .follows_table = "_ibfk_",
                          .constraint = mysql_constraint,
                          .index = mysql_index};
const Naming sqlite_naming{.default_schema = "main", .fold_case = true};
const Naming mssql_naming{.default_schema = "dbo", .fold_case = true, .indexes_in_schema = false};
const Naming oracle_naming{};

std::string postgresql_object_name(std::string_view first, std::string_view second,
                                   std::string_view suffix) {
  const std::size_t overhead = suffix.size() + 1 + (second.empty() ? 0 : 1);
  const std::size_t room = postgresql_limit > overhead ? postgresql_limit - overhead : 0;
  std::size_t a = first.size();
  std::size_t b = std::min(second.size(), postgresql_limit);
  while (a + b > room) --(a > b ? a : b);
  const auto whole = [](std::string_view text, std::size_t length) {  // No half code point.
    while (length > 0 && length < text.size() && (text[length] & 0xC0) == 0x80) --length;
    return text.substr(0, length);
  };
  if (second.empty()) return fmt::format("{}_{}", whole(first, a), suffix);
  return fmt::format("{}_{}_{}", whole(first, a), whole(second, b), suffix);
}

std::optional<std::string> conventional_name(const NamingConvention& convention,
                                             const TableName& table, const Constraint& constraint) {
  const auto found =
      std::ranges::find(convention, convention_key(constraint),
                        [](const auto& entry) { return std::string_view(entry.first); });
  if (found == convention.end()) return std::nullopt;

  const std::string_view pattern = found->second;
  std::string name;
  for (std::size_t at = 0; at < pattern.size();) {
    if (!pattern.substr(at).starts_with("%(")) {
      name += pattern[at++];
      continue;
    }
    const std::size_t close = pattern.find(")s", at);
    if (close == std::string_view::npos) return std::nullopt;
    const std::optional<std::string> value =
        token_value(pattern.substr(at + 2, close - at - 2), table, constraint);
    if (!value) return std::nullopt;
    name += *value;
    at = close + 2;
  }
  return name;
}

}  // namespace migc::ir
