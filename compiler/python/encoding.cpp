#include "compiler/python/encoding.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/python/charsets.h"
#include "compiler/python/lexer.h"

namespace migc::python {
namespace {

/// Lower case, `-` for `_` and `.`.
constexpr std::string_view utf8_names = " utf-8 utf8 utf u8 utf8-ucs2 utf8-ucs4 cp65001 utf-8-sig ";
constexpr std::string_view ascii_names =
    " ascii us-ascii 646 ansi-x3-4-1968 ansi-x3-4-1986 cp367 csascii ibm367 iso646-us "
    "iso-646-irv-1991 iso-ir-6 us ";
constexpr std::string_view latin1_names =
    " latin-1 latin1 latin l1 8859 cp819 ibm819 csisolatin1 iso8859 iso8859-1 iso-8859-1 "
    "iso-8859-1-1987 iso-ir-100 iso-latin-1 ";

struct Encoding {
  enum class Kind { Utf8, Ascii, Latin1, Table } kind = Kind::Utf8;
  const char16_t* upper = nullptr;  ///< Of a table.
};

std::string normal_name(std::string_view cookie) {
  std::string name = ascii_lower(cookie);
  std::ranges::replace_if(
      name, [](char c) { return c == '_' || c == '.'; }, '-');
  return name;
}

std::optional<Encoding> find_encoding(const std::string& name) {
  using enum Encoding::Kind;
  // CPython looks at the start of these only: `utf-8-unix` is an editor's word for UTF-8.
  if (name.starts_with("utf-8-")) return Encoding{Utf8};
  for (const std::string_view latin : {"latin-1-", "iso-8859-1-", "iso-latin-1-"}) {
    if (name.starts_with(latin)) return Encoding{Latin1};
  }
  const std::string word = fmt::format(" {} ", name);
  if (utf8_names.find(word) != std::string_view::npos) return Encoding{Utf8};
  if (ascii_names.find(word) != std::string_view::npos) return Encoding{Ascii};
  if (latin1_names.find(word) != std::string_view::npos) return Encoding{Latin1};
  if (const char16_t* upper = find_charset(name)) return Encoding{Table, upper};
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

/// Text in which all that is not UTF-8 is U+FFFD, and where it was.
struct Repaired {
  Source source;
  std::vector<std::size_t> bytes, places;  ///< In the bytes, in the text.
};

Repaired repair(std::string_view bytes) {
  Repaired result;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t start = at;
    decode_utf8(bytes, at);
    const std::string_view one = bytes.substr(start, at - start);
    if (valid_utf8(one)) {
      result.source.text += one;
      continue;
    }
    result.bytes.push_back(start);
    result.places.push_back(result.source.text.size());
    append_utf8(result.source.text, 0xfffd);
  }
  return result;
}

/// UTF-8 that no comment announces. CPython decodes such a file token by token when it imports it,
/// so that comments may hold anything.
std::variant<std::string, EncodingError> decode_comments(std::string_view bytes) {
  Repaired repaired = repair(bytes);
  Diagnostics diagnostics;
  auto place = repaired.places.begin();
  for (const Token& token : lex(repaired.source, diagnostics)) {
    while (place != repaired.places.end() && *place < token.begin) ++place;
    if (place == repaired.places.end()) break;
    if (*place >= token.end) continue;
    const std::size_t at =
        repaired.bytes[static_cast<std::size_t>(place - repaired.places.begin())];
    return EncodingError{
        fmt::format("byte 0x{:02x} is not UTF-8; a file in another encoding says so in a comment "
                    "`# coding: name`",
                    static_cast<unsigned char>(bytes[at])),
        line_at(bytes, at)};
  }
  return std::move(repaired.source.text);
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

  Encoding encoding;
  bool announced = marked;
  std::string name = "utf-8";
  std::size_t start = 0;
  for (std::size_t number = 1; number <= 2; ++number) {
    const std::size_t end = std::min(bytes.find_first_of("\r\n", start), bytes.size());
    const auto cookie = cookie_of(std::string_view(bytes).substr(start, end - start));
    if (!cookie) break;
    if (!cookie->empty()) {
      name = normal_name(*cookie);
      const std::optional<Encoding> found = find_encoding(name);
      if (!found) {
        return EncodingError{fmt::format("the encoding `{}` is not known here", *cookie), number};
      }
      // CPython compares the spelling here, so that `utf8` is refused too.
      if (marked && name != "utf-8" && !name.starts_with("utf-8-")) {
        return EncodingError{
            fmt::format("the file has a UTF-8 byte order mark and says it is `{}`", *cookie),
            number};
      }
      encoding = *found;
      announced = true;
      break;
    }
    start = end + (std::string_view(bytes).substr(end, 2) == "\r\n" ? 2 : 1);
    if (start >= bytes.size()) break;
  }

  if (is_ascii(bytes)) return bytes;
  if (encoding.kind == Encoding::Kind::Utf8) {
    if (valid_utf8(bytes)) return bytes;
    if (!announced) return decode_comments(bytes);
    const Repaired repaired = repair(bytes);
    const std::size_t at = repaired.bytes.front();
    return EncodingError{
        fmt::format("byte 0x{:02x} is not UTF-8", static_cast<unsigned char>(bytes[at])),
        line_at(bytes, at)};
  }

  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const auto byte = static_cast<unsigned char>(bytes[at]);
    const bool high = byte >= 0x80;
    const char32_t code_point = high && encoding.upper ? encoding.upper[byte - 0x80] : byte;
    if (high && (encoding.kind == Encoding::Kind::Ascii || code_point == 0)) {
      return EncodingError{fmt::format("byte 0x{:02x} does not exist in `{}`", byte, name),
                           line_at(bytes, at)};
    }
    append_utf8(text, code_point);
  }
  return text;
}

}  // namespace migc::python
