#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/name.h"
#include "compiler/sql/tokens.h"

namespace migc::sql {

/// Reads a statement word by word. A reader that has gone past the end sees empty words.
class Words {
 public:
  Words(std::string_view sql, std::vector<Token> tokens, Fold fold)
      : sql_(sql), tokens_(std::move(tokens)), end_(tokens_.size()), fold_(fold) {}

  bool done() const { return at_ >= end_; }
  std::size_t at() const { return at_; }
  void go_to(std::size_t at) { at_ = at; }
  const Token& peek(std::size_t ahead = 0) const;
  const Token& next();
  /// All of these words in order, or none of them.
  bool take(std::string_view phrase);
  bool take_any(std::initializer_list<std::string_view> words);

  std::string name();         ///< The next word as a name.
  ir::TableName qualified();  ///< `schema.name`; what precedes the schema is left out.
  bool at_name() const;       ///< The next word can be a name.

  /// The next word opens parentheses: a reader of what they hold. This one goes on behind them.
  std::optional<Words> parenthesized();
  std::vector<std::string> names_in_parentheses();
  /// Up to the next comma at this depth, which is passed over.
  Words item();
  std::string rest() const;  ///< The text from here to the end.
  std::string text(std::size_t from, std::size_t to) const;
  /// The first of this keyword at the depth of the reader, from here on; `end()` when there is
  /// none.
  std::size_t find(std::string_view keyword) const;
  bool holds(std::string_view keyword) const;  ///< … at any depth.
  std::size_t end() const { return end_; }
  std::size_t depth() const { return at_ < end_ ? tokens_[at_].depth : 0; }

 private:
  Words range(std::size_t from, std::size_t to) const;

  std::string_view sql_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0, end_;
  Fold fold_;
};

}  // namespace migc::sql
