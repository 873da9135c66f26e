#pragma once

namespace migc::python {

// What `str.isprintable` and its like say of one character.
bool is_printable(char32_t c);
bool is_alphabetic(char32_t c);
bool is_decimal(char32_t c);
bool is_space(char32_t c);
bool is_upper(char32_t c);
bool is_lower(char32_t c);
bool is_title(char32_t c);

/// Each of its cases is one character; the others (`ß`) are not modelled.
bool has_simple_case(char32_t c);
char32_t to_upper_case(char32_t c);
char32_t to_lower_case(char32_t c);
char32_t to_title_case(char32_t c);

}  // namespace migc::python
