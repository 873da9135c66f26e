#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/sql/pg.h"
#include "compiler/sql/tokens.h"

namespace migc::sql {

/// The words of a PostgreSQL text, to cut out of it what the parse tree only gives the start of:
/// conditions, defaults and queries as their author wrote them.
class PgText {
 public:
  explicit PgText(std::string_view sql);

  std::string_view sql() const { return sql_; }
  /// The first word at or after an offset.
  std::size_t word_at(std::size_t offset) const;
  std::size_t size() const { return tokens_.size(); }
  const Token& operator[](std::size_t i) const { return tokens_[i]; }

  /// From one word up to, not including, another.
  std::string between(std::size_t from, std::size_t to) const;
  /// The keyword at this depth in [from, to), or `to`.
  std::size_t find(std::string_view keyword, std::size_t from, std::size_t to,
                   std::size_t depth) const;
  /// The keyword nearest before `from`, or `size()`.
  std::size_t find_before(std::string_view keyword, std::size_t from) const;
  /// The parenthesis that closes the one at `open`, or `size()`.
  std::size_t close(std::size_t open) const;
  /// What stands in the first parentheses from here on; `[begin, end)`.
  std::pair<std::size_t, std::size_t> parenthesized(std::size_t from) const;
  /// The first comma or semicolon at the depth of `from`, or the parenthesis that ends that depth.
  std::size_t end_of_item(std::size_t from) const;
  /// `a, b` at one depth.
  std::vector<std::pair<std::size_t, std::size_t>> items(std::size_t from, std::size_t to) const;

 private:
  std::string_view sql_;
  std::vector<Token> tokens_;
};

/// The leftmost place in a tree; `-1` when nothing in it has one.
std::int64_t leftmost(const PgNode& node);
std::size_t offset_of(const PgNode& node);  ///< Its `location`; the start of the text has none.

}  // namespace migc::sql
