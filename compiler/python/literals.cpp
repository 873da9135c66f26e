#include "compiler/python/literals.h"

#include <charconv>
#include <cstdlib>
#include <system_error>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/python/token.h"

namespace migc::python {
namespace {

/// The characters people do spell by name in migrations; the whole table has 150,000.
struct NamedCharacter {
  std::string_view name;
  char32_t code_point;
};
constexpr NamedCharacter named_characters[] = {
    {"NULL", 0},
    {"LINE FEED", 0xa},
    {"CARRIAGE RETURN", 0xd},
    {"SPACE", 0x20},
    {"NO-BREAK SPACE", 0xa0},
    {"POUND SIGN", 0xa3},
    {"SECTION SIGN", 0xa7},
    {"COPYRIGHT SIGN", 0xa9},
    {"REGISTERED SIGN", 0xae},
    {"DEGREE SIGN", 0xb0},
    {"PLUS-MINUS SIGN", 0xb1},
    {"MIDDLE DOT", 0xb7},
    {"MULTIPLICATION SIGN", 0xd7},
    {"ZERO WIDTH SPACE", 0x200b},
    {"EN DASH", 0x2013},
    {"EM DASH", 0x2014},
    {"LEFT SINGLE QUOTATION MARK", 0x2018},
    {"RIGHT SINGLE QUOTATION MARK", 0x2019},
    {"LEFT DOUBLE QUOTATION MARK", 0x201c},
    {"RIGHT DOUBLE QUOTATION MARK", 0x201d},
    {"BULLET", 0x2022},
    {"HORIZONTAL ELLIPSIS", 0x2026},
    {"EURO SIGN", 0x20ac},
    {"TRADE MARK SIGN", 0x2122},
    {"LEFTWARDS ARROW", 0x2190},
    {"RIGHTWARDS ARROW", 0x2192},
    {"MINUS SIGN", 0x2212},
    {"CHECK MARK", 0x2713},
    {"REPLACEMENT CHARACTER", 0xfffd},
};

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// UTF-8, lone surrogates too: Python's strings may hold them.
void append(std::string& out, char32_t c) {
  if (c < 0xd800 || c > 0xdfff) return append_utf8(out, c);
  out += static_cast<char>(0xe0 | (c >> 12));
  out += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
  out += static_cast<char>(0x80 | (c & 0x3f));
}

struct Decoder {
  std::string_view body;
  std::uint8_t flags;
  std::string& out;
  std::string_view& unknown_character;
  std::optional<LiteralFault> fault;
  std::size_t at = 0;

  void wrong(std::size_t begin, std::string message) {
    fault = LiteralFault{begin, at, std::move(message)};
  }
  void line_end() {
    if (body[at] == '\r' && at + 1 < body.size() && body[at + 1] == '\n') ++at;
    ++at;
  }
  void hexadecimal(std::size_t begin, std::size_t count);
  void name(std::size_t begin);
  void escape();
};

void Decoder::hexadecimal(std::size_t begin, std::size_t count) {
  char32_t c = 0;
  for (std::size_t i = 0; i < count; ++i, ++at) {
    const int digit = at < body.size() ? hex_value(body[at]) : -1;
    if (digit < 0)
      return wrong(begin,
                   fmt::format("`{}` needs {} hexadecimal digits", body.substr(begin, 2), count));
    c = c * 16 + static_cast<char32_t>(digit);
  }
  if (flags & token_flag::bytes) {
    out += static_cast<char>(c);
  } else if (c > 0x10ffff) {
    wrong(begin, "the code point is beyond U+10FFFF");
  } else {
    append(out, c);
  }
}

void Decoder::name(std::size_t begin) {
  const std::size_t close = body.find('}', at);
  if (at >= body.size() || body[at] != '{' || close == std::string_view::npos || close == at + 1) {
    return wrong(begin, "malformed `\\N{...}` escape");
  }
  const std::string_view spelled = body.substr(at + 1, close - at - 1);
  at = close + 1;
  for (const NamedCharacter& character : named_characters) {
    if (equal_ignoring_case(character.name, spelled)) return append(out, character.code_point);
  }
  append(out, 0xfffd);
  if (unknown_character.empty()) unknown_character = spelled;
}

/// `at` is on the backslash.
void Decoder::escape() {
  const std::size_t begin = at++;
  if (at >= body.size()) {
    out += '\\';
    return;
  }
  const bool bytes = (flags & token_flag::bytes) != 0;
  const char c = body[at];
  switch (c) {
    case '\n':
    case '\r':
      return line_end();
    case '\\':
    case '\'':
    case '"':
      out += c;
      break;
    case 'a':
      out += '\a';
      break;
    case 'b':
      out += '\b';
      break;
    case 'f':
      out += '\f';
      break;
    case 'n':
      out += '\n';
      break;
    case 'r':
      out += '\r';
      break;
    case 't':
      out += '\t';
      break;
    case 'v':
      out += '\v';
      break;
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7': {
      char32_t value = 0;
      for (int i = 0; i < 3 && at < body.size() && body[at] >= '0' && body[at] <= '7'; ++i, ++at) {
        value = value * 8 + static_cast<char32_t>(body[at] - '0');
      }
      if (bytes) {
        out += static_cast<char>(value);
      } else {
        append(out, value);
      }
      return;
    }
    case 'x':
      ++at;
      return hexadecimal(begin, 2);
    case 'u':
      if (bytes) break;
      ++at;
      return hexadecimal(begin, 4);
    case 'U':
      if (bytes) break;
      ++at;
      return hexadecimal(begin, 8);
    case 'N':
      if (bytes) break;
      ++at;
      return name(begin);
    default:
      break;
  }
  constexpr std::string_view known = "\\'\"abfnrtv";
  if (known.find(c) != std::string_view::npos) {
    ++at;
  } else {
    out += '\\';  // Not an escape: Python keeps the backslash. The character follows by itself.
  }
}

std::optional<LiteralFault> decode(std::string_view body, std::uint8_t flags, bool braces,
                                   std::string& out, std::string_view& unknown_character) {
  Decoder decoder{body, flags, out, unknown_character, std::nullopt};
  const bool raw = (flags & token_flag::raw) != 0, bytes = (flags & token_flag::bytes) != 0;
  while (decoder.at < body.size() && !decoder.fault) {
    const char c = body[decoder.at];
    if (c == '\\' && !raw) {
      decoder.escape();
    } else if (c == '\r') {
      out += '\n';
      decoder.line_end();
    } else if (bytes && static_cast<unsigned char>(c) >= 0x80) {
      ++decoder.at;
      decoder.wrong(decoder.at - 1, "bytes can only contain ASCII literal characters");
    } else {
      out += c;
      decoder.at += braces && (c == '{' || c == '}') ? 2 : 1;
    }
  }
  return std::move(decoder.fault);
}

}  // namespace

std::optional<LiteralFault> decode_literal(std::string_view body, std::uint8_t flags,
                                           std::string& out, std::string_view& unknown_character) {
  return decode(body, flags, false, out, unknown_character);
}

std::optional<LiteralFault> decode_fstring_text(std::string_view body, std::uint8_t flags,
                                                std::string& out,
                                                std::string_view& unknown_character) {
  return decode(body, flags, true, out, unknown_character);
}

double decode_float(std::string_view digits) {
  std::string plain;
  if (digits.find('_') != std::string_view::npos) {
    for (const char c : digits) {
      if (c != '_') plain += c;
    }
    digits = plain;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error == std::errc::result_out_of_range)
    return std::strtod(std::string(digits).c_str(), nullptr);
  return value;
}

}  // namespace migc::python
