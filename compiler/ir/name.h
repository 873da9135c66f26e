#pragma once

#include <compare>
#include <optional>
#include <string>

#include <fmt/format.h>

namespace migc::ir {

/// A table, type, sequence or view by name; an empty schema means the connection's default one.
struct TableName {
  std::string schema, name;
  std::optional<bool> quote =
      std::nullopt;  ///< `quoted_name(…, quote=…)`: said outright, else by need.

  friend bool operator==(const TableName& a, const TableName& b) {
    return a.schema == b.schema && a.name == b.name;
  }
  friend auto operator<=>(const TableName& a, const TableName& b) {
    if (const auto order = a.schema <=> b.schema; order != 0) return order;
    return a.name <=> b.name;
  }
};

/// The name of a constraint or index. An absent name (`text` empty) is left to the server.
struct ObjectName {
  std::string text;
  bool generated =
      false;  ///< Made by a naming convention: too long a one is cut with a hash, not refused.
  std::optional<bool> quote = std::nullopt;

  bool empty() const { return text.empty(); }
  friend bool operator==(const ObjectName& a, const ObjectName& b) { return a.text == b.text; }
};

}  // namespace migc::ir

template <>
struct fmt::formatter<migc::ir::TableName> : fmt::formatter<std::string_view> {
  auto format(const migc::ir::TableName& table, fmt::format_context& context) const {
    if (table.schema.empty()) return fmt::format_to(context.out(), "{}", table.name);
    return fmt::format_to(context.out(), "{}.{}", table.schema, table.name);
  }
};
