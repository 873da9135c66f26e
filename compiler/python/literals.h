#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace migc::python {

/// What is wrong in a literal, and where in the text that was given.
struct LiteralFault {
  std::size_t begin, end;
  std::string message;
};

/// Appends to `out` what the text between the quotes stands for. `flags` are the token's.
///
/// `unknown_character` becomes the first `\N{NAME}` that is not in the small table here; `out` then
/// holds U+FFFD in its place.
std::optional<LiteralFault> decode_literal(std::string_view body, std::uint8_t flags,
                                           std::string& out, std::string_view& unknown_character);

/// The literal text of an f-string: as above, and doubled braces become one.
/// In the text of a format specification braces are never doubled.
std::optional<LiteralFault> decode_fstring_text(std::string_view body, std::uint8_t flags,
                                                std::string& out,
                                                std::string_view& unknown_character);

/// Digits, point and exponent; underscores allowed. Infinite and zero beyond the range, as in
/// Python.
double decode_float(std::string_view digits);

}  // namespace migc::python
