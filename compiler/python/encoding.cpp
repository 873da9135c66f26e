#include "compiler/python/encoding.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "compiler/base/text.h"

namespace migc::python {
namespace {

enum class Encoding { Utf8, Ascii, Latin1, Latin9, Windows1252 };

struct EncodingName {
  std::string_view name;  ///< Lower case, `-` for `_`, space and dot.
  Encoding encoding;
};
constexpr EncodingName encoding_names[] = {
    {"utf8", Encoding::Utf8},
    {"utf", Encoding::Utf8},
    {"u8", Encoding::Utf8},
    {"utf8-ucs2", Encoding::Utf8},
    {"utf8-ucs4", Encoding::Utf8},
    {"cp65001", Encoding::Utf8},
    {"ascii", Encoding::Ascii},
    {"us-ascii", Encoding::Ascii},
    {"646", Encoding::Ascii},
    {"ansi-x3-4-1968", Encoding::Ascii},
    {"ansi-x3-4-1986", Encoding::Ascii},
    {"cp367", Encoding::Ascii},
    {"csascii", Encoding::Ascii},
    {"ibm367", Encoding::Ascii},
    {"iso646-us", Encoding::Ascii},
    {"iso-646-irv-1991", Encoding::Ascii},
    {"iso-ir-6", Encoding::Ascii},
    {"us", Encoding::Ascii},
    {"latin1", Encoding::Latin1},
    {"latin", Encoding::Latin1},
    {"l1", Encoding::Latin1},
    {"8859", Encoding::Latin1},
    {"cp819", Encoding::Latin1},
    {"ibm819", Encoding::Latin1},
    {"csisolatin1", Encoding::Latin1},
    {"iso8859", Encoding::Latin1},
    {"iso8859-1", Encoding::Latin1},
    {"iso-8859-1-1987", Encoding::Latin1},
    {"iso-ir-100", Encoding::Latin1},
    {"iso-8859-15", Encoding::Latin9},
    {"iso8859-15", Encoding::Latin9},
    {"latin9", Encoding::Latin9},
    {"l9", Encoding::Latin9},
    {"cp1252", Encoding::Windows1252},
    {"windows-1252", Encoding::Windows1252},
    {"1252", Encoding::Windows1252},
};

/// 0x80 to 0x9f; zero where Windows-1252 has no character.
constexpr char16_t windows_1252[] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

struct Replacement {
  unsigned char byte;
  char16_t code_point;
};
/// Where ISO 8859-15 differs from Latin-1.
constexpr Replacement latin_9[] = {
    {0xa4, 0x20ac}, {0xa6, 0x0160}, {0xa8, 0x0161}, {0xb4, 0x017d},
    {0xb8, 0x017e}, {0xbc, 0x0152}, {0xbd, 0x0153}, {0xbe, 0x0178},
};

std::optional<Encoding> find_encoding(std::string_view cookie) {
  std::string name = ascii_lower(cookie);
  std::ranges::replace_if(name, [](char c) { return c == '_' || c == '.' || c == ' '; }, '-');
  // CPython looks at the start of these two only: `utf-8-unix` is an editor's word for UTF-8.
  const std::string_view start = std::string_view(name).substr(0, 12);
  if (start == "utf-8" || start.starts_with("utf-8-")) return Encoding::Utf8;
  for (const std::string_view latin : {"latin-1", "iso-8859-1", "iso-latin-1"}) {
    if (start == latin) return Encoding::Latin1;
    if (start.starts_with(latin) && start[latin.size()] == '-') return Encoding::Latin1;
  }
  for (const EncodingName& entry : encoding_names) {
    if (entry.name == name) return entry.encoding;
  }
  return std::nullopt;
}

bool is_cookie_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '_' || c == '.';
}

/// The name in a coding comment. Empty if the line is a comment or blank without one, nothing if it
/// is code, after which no later line counts.
std::optional<std::string_view> cookie_of(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\f");
  if (first == std::string_view::npos) return "";
  if (line[first] != '#') return std::nullopt;
  for (std::size_t at = line.find("coding", first); at != std::string_view::npos;
       at = line.find("coding", at + 1)) {
    std::size_t begin = at + 6;
    if (begin >= line.size() || (line[begin] != ':' && line[begin] != '=')) continue;
    ++begin;
    while (begin < line.size() && (line[begin] == ' ' || line[begin] == '\t')) ++begin;
    std::size_t end = begin;
    while (end < line.size() && is_cookie_char(line[end])) ++end;
    if (end > begin) return line.substr(begin, end - begin);
  }
  return "";
}

std::size_t line_at(std::string_view bytes, std::size_t at) {
  return 1 + static_cast<std::size_t>(std::ranges::count(bytes.substr(0, at), '\n'));
}

bool is_ascii(std::string_view bytes) {
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, bytes.data() + i, 8);
    if (eight & 0x8080808080808080U) return false;
  }
  return std::ranges::all_of(bytes.substr(i), [](char c) { return !(c & '\x80'); });
}

/// The first byte that is not UTF-8.
std::size_t first_malformed(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t start = at;
    decode_utf8(bytes, at);
    if (!valid_utf8(bytes.substr(start, at - start))) return start;
  }
  return 0;
}

}  // namespace

std::variant<std::string, EncodingError> decode_source(std::string bytes) {
  if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) {
    return EncodingError{"the file is UTF-16; Python source is UTF-8"};
  }
  const bool marked = bytes.starts_with("\xef\xbb\xbf");
  if (marked) bytes.erase(0, 3);
  if (const std::size_t null = bytes.find('\0'); null != std::string::npos) {
    return EncodingError{"source code cannot contain null bytes", line_at(bytes, null)};
  }

  Encoding encoding = Encoding::Utf8;
  std::size_t start = 0;
  for (std::size_t number = 1; number <= 2; ++number) {
    const std::size_t end = std::min(bytes.find_first_of("\r\n", start), bytes.size());
    const auto cookie = cookie_of(std::string_view(bytes).substr(start, end - start));
    if (!cookie) break;
    if (!cookie->empty()) {
      const std::optional<Encoding> found = find_encoding(*cookie);
      if (!found) return EncodingError{fmt::format("unknown encoding `{}`", *cookie), number};
      if (marked && *found != Encoding::Utf8) {
        return EncodingError{
            fmt::format("the file has a UTF-8 byte order mark and says it is `{}`", *cookie), number};
      }
      encoding = *found;
      break;
    }
    start = end + (std::string_view(bytes).substr(end, 2) == "\r\n" ? 2 : 1);
    if (start >= bytes.size()) break;
  }

  if (is_ascii(bytes)) return bytes;
  if (encoding == Encoding::Utf8) {
    if (valid_utf8(bytes)) return bytes;
    const std::size_t at = first_malformed(bytes);
    return EncodingError{
        fmt::format("byte 0x{:02x} is not UTF-8; a file in another encoding says so in a comment "
                    "`# coding: name`",
                    static_cast<unsigned char>(bytes[at])),
        line_at(bytes, at)};
  }

  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const auto byte = static_cast<unsigned char>(bytes[at]);
    char32_t code_point = byte;
    const bool in_windows_block = byte >= 0x80 && byte < 0xa0;
    if (encoding == Encoding::Windows1252 && in_windows_block) {
      code_point = windows_1252[byte - 0x80];
    } else if (encoding == Encoding::Latin9) {
      for (const Replacement& replacement : latin_9) {
        if (replacement.byte == byte) code_point = replacement.code_point;
      }
    }
    const bool refused = (encoding == Encoding::Ascii && byte >= 0x80) || (code_point == 0);
    if (refused) {
      return EncodingError{fmt::format("byte 0x{:02x} does not exist in {}", byte,
                                       encoding == Encoding::Ascii ? "ASCII" : "Windows-1252"),
                           line_at(bytes, at)};
    }
    append_utf8(text, code_point);
  }
  return text;
}

}  // namespace migc::python
