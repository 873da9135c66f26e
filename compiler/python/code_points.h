#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace migc::python {

inline bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

inline bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

/// `len(str)` of valid UTF-8.
inline std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_code_point));
}

/// Where each code point starts, and the end of the text.
inline std::vector<std::size_t> code_point_starts(std::string_view text) {
  std::vector<std::size_t> starts;
  starts.reserve(text.size() + 1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (starts_code_point(text[i])) starts.push_back(i);
  }
  starts.push_back(text.size());
  return starts;
}

/// The byte of the code point at `index`, or the end.
inline std::size_t byte_of(std::string_view text, std::size_t index) {
  if (is_ascii(text)) return std::min(index, text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (starts_code_point(text[i]) && index-- == 0) return i;
  }
  return text.size();
}

/// Three-byte sequences that stand for half a surrogate pair: no valid UTF-8, so not modelled.
inline bool has_surrogate(std::string_view text) {
  for (std::size_t i = text.find('\xed'); i != std::string_view::npos;
       i = text.find('\xed', i + 1)) {
    if (i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) >= 0xa0) return true;
  }
  return false;
}

}  // namespace migc::python
