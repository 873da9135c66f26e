#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/sql/split.h"

namespace migc::sql {

/// A word of SQL. Comments and blanks are none.
struct Token {
  enum class Kind { Word, QuotedName, String, Number, Operator, Symbol };
  Kind kind = Kind::Symbol;
  std::string_view text;    ///< As written, quotes included.
  std::size_t at = 0;       ///< Byte offset in the text.
  std::size_t depth = 0;    ///< Parentheses around it; a parenthesis counts as outside of itself.
  bool line_start = false;  ///< The first on its line.

  bool is(std::string_view word) const;  ///< This keyword or symbol, whatever its case.
  std::size_t end() const { return at + text.size(); }
};

/// Never fails: what has no end goes on to the end of the text.
std::vector<Token> tokenize(std::string_view sql, const Syntax& syntax);

/// The name that a token stands for: without its quotes, folded as `fold` says when it had none.
enum class Fold { Lower, Upper, None };
std::string name_of(const Token& token, Fold fold);

}  // namespace migc::sql
