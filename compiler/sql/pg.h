#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace migc::sql {

/// A node of PostgreSQL's parse tree. What is absent is an empty node, so that chains of questions
/// need no checks: `node["relation"].text("relname")`.
struct PgNode {
  std::vector<std::pair<std::string, PgNode>> members;
  std::vector<PgNode> items;
  std::string value;  ///< Of a string.
  std::int64_t number = 0;
  bool truth = false, present = false;

  const PgNode& operator[](std::string_view key) const;
  const std::vector<PgNode>& list(std::string_view key) const { return (*this)[key].items; }
  const std::string& text(std::string_view key) const { return (*this)[key].value; }
  bool flag(std::string_view key) const { return (*this)[key].truth; }
  explicit operator bool() const { return present; }

  /// Many nodes stand in an object of one member that says their kind: `{"ColumnRef": {…}}`.
  std::string_view kind() const;
  const PgNode& inner() const;
  bool is(std::string_view name) const { return kind() == name; }
};

struct PgError {
  std::string message;
  std::size_t offset = 0;  ///< In bytes.
};
/// What PostgreSQL's own parser makes of a text.
struct PgResult {
  PgNode tree;
  std::optional<PgError> error;
};

/// Refuses, as an error, text that is nested or chained so long that the library would run out of
/// stack. Safe from many threads: the library keeps its memory a thread.
PgResult parse_postgresql(const std::string& sql);

}  // namespace migc::sql
