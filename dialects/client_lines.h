#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/script.h"

namespace migc::dialects {

/// A 'literal' of SQL, as byte offsets.
struct LiteralSpan {
  std::size_t begin = 0;     ///< Of the opening quote.
  std::size_t end = 0;       ///< Behind the closing one.
  bool national = false;     ///< An N stands before it.
  bool alternative = false;  ///< Oracle's q'[…]', which no quote within ends.
};

/// The literals of a statement, comments and quoted names passed over.
std::vector<LiteralSpan> literals_of(std::string_view sql);

/// Whether something stands where a client looks for its own commands, and where to part the
/// literal for it not to be found there: offsets within `literal`, ascending.
using Hazards = std::vector<std::size_t> (*)(std::string_view literal);

/// The statement with each hazardous literal written as several, joined by `joined`.
std::string parted_literals(std::string_view sql, Hazards hazards, std::string_view joined);
bool has_hazards(std::string_view sql, Hazards hazards);

/// The words of a statement one blank apart, without its literals, comments and quoted names.
std::string bare_words(std::string_view sql);

/// Adds units to a script as they are.
void append_units(std::vector<Unit>&& units, Script& script);

/// SQL without the blanks and comments, and where PL/SQL stands the `<<labels>>`, before its first
/// word.
std::string_view past_comments(std::string_view sql, bool labels = false);

}  // namespace migc::dialects
