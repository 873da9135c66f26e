#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace migc {

/// The candidate a misspelt `name` most likely meant, or nothing when none is near.
std::optional<std::string> closest_name(std::string_view name,
                                        std::span<const std::string_view> candidates);
std::optional<std::string> closest_name(std::string_view name,
                                        std::span<const std::string> candidates);

std::vector<std::string_view> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);  ///< ASCII white space at both ends.
std::string ascii_lower(std::string_view text);
std::string ascii_upper(std::string_view text);
std::string replace_all(std::string text, std::string_view from, std::string_view to);
std::string join_text(std::span<const std::string> parts, std::string_view separator);
bool equal_ignoring_case(std::string_view a, std::string_view b);  ///< ASCII.

/// UTF-8. `decode` moves `at` past one code point; a malformed byte gives U+FFFD and is one byte
/// long.
char32_t decode_utf8(std::string_view text, std::size_t& at);
void append_utf8(std::string& out, char32_t code_point);
bool valid_utf8(std::string_view text);
std::size_t count_code_points(std::string_view text);

/// Control characters (C0, DEL, C1, U+2028, U+2029) as `\n`, `\x1b`, `\u2028`: what user text must
/// pass through before it stands in a one-line comment or on a terminal.
std::string escape_controls(std::string_view text);

}  // namespace migc
