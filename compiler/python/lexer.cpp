#include "compiler/python/lexer.h"

#include <array>
#include <cstring>

#include <fmt/format.h>

#include "compiler/base/text.h"

namespace migc::python {
namespace {

using enum TokenKind;

enum class CharClass : std::uint8_t { Other, Letter, Digit, Space, LineEnd, Quote, Operator };

constexpr std::array<CharClass, 256> char_classes = [] {
  std::array<CharClass, 256> classes{};
  for (int c = 'a'; c <= 'z'; ++c) classes[static_cast<std::size_t>(c)] = CharClass::Letter;
  for (int c = 'A'; c <= 'Z'; ++c) classes[static_cast<std::size_t>(c)] = CharClass::Letter;
  for (int c = 0x80; c <= 0xff; ++c) classes[static_cast<std::size_t>(c)] = CharClass::Letter;
  for (int c = '0'; c <= '9'; ++c) classes[static_cast<std::size_t>(c)] = CharClass::Digit;
  classes['_'] = CharClass::Letter;
  for (const char c : {' ', '\t', '\f'}) classes[static_cast<std::size_t>(c)] = CharClass::Space;
  for (const char c : {'\n', '\r'}) classes[static_cast<std::size_t>(c)] = CharClass::LineEnd;
  for (const char c : {'"', '\''}) classes[static_cast<std::size_t>(c)] = CharClass::Quote;
  for (const char c : std::string_view("()[]{},:;.=!<>+-*/%@&|^~")) {
    classes[static_cast<std::size_t>(c)] = CharClass::Operator;
  }
  return classes;
}();

CharClass class_of(char c) { return char_classes[static_cast<unsigned char>(c)]; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Characters of one kind, to run over those of the other kind with one look-up each.
class CharSet {
 public:
  constexpr explicit CharSet(bool (*holds)(char)) {
    for (std::size_t c = 0; c < held_.size(); ++c) held_[c] = holds(static_cast<char>(c));
  }
  bool operator()(char c) const { return held_[static_cast<unsigned char>(c)]; }

 private:
  std::array<bool, 256> held_{};
};
constexpr CharSet is_word([](char c) {
  const CharClass kind = char_classes[static_cast<unsigned char>(c)];
  return kind == CharClass::Letter || kind == CharClass::Digit;
});
/// Where a line may end, the end of the source included.
constexpr CharSet ends_line([](char c) { return c == '\n' || c == '\r' || c == '\0'; });
/// What a string literal does not simply hold.
constexpr CharSet counts_in_string([](char c) {
  return c == '\'' || c == '"' || c == '\\' || c == '\n' || c == '\r' || c == '\0';
});

struct Keyword {
  std::string_view text;
  TokenKind kind;
};
constexpr Keyword keywords[] = {
    {"and", And},
    {"as", As},
    {"assert", Assert},
    {"async", Async},
    {"await", Await},
    {"break", Break},
    {"class", Class},
    {"continue", Continue},
    {"def", Def},
    {"del", Del},
    {"elif", Elif},
    {"else", Else},
    {"except", Except},
    {"False", False},
    {"finally", Finally},
    {"for", For},
    {"from", From},
    {"global", Global},
    {"if", If},
    {"import", Import},
    {"in", In},
    {"is", Is},
    {"lambda", Lambda},
    {"None", None},
    {"nonlocal", Nonlocal},
    {"not", Not},
    {"or", Or},
    {"pass", Pass},
    {"raise", Raise},
    {"return", Return},
    {"True", True},
    {"try", Try},
    {"while", While},
    {"with", With},
    {"yield", Yield},
};

/// A hash without collisions among the keywords: the multiplier is searched for when compiling.
struct KeywordTable {
  unsigned factor = 0;
  std::array<Keyword, 128> slots{};

  static constexpr std::size_t slot(std::string_view word, unsigned factor) {
    const unsigned first = static_cast<unsigned char>(word[0]);
    const unsigned second = static_cast<unsigned char>(word[1]);
    const unsigned last = static_cast<unsigned char>(word.back());
    const auto length = static_cast<unsigned>(word.size());
    return (((first * 31 + second) * 31 + last + length * 7) * factor >> 9) % 128;
  }
  static constexpr KeywordTable make() {
    for (unsigned factor = 1; factor < 100'000; factor += 2) {
      KeywordTable table{factor, {}};
      bool unique = true;
      for (const Keyword& keyword : keywords) {
        Keyword& entry = table.slots[slot(keyword.text, factor)];
        if (!entry.text.empty()) {
          unique = false;
          break;
        }
        entry = keyword;
      }
      if (unique) return table;
    }
    return {};
  }
};
constexpr KeywordTable keyword_table = KeywordTable::make();
static_assert(keyword_table.factor != 0);

TokenKind word_kind(std::string_view word) {
  if (word.size() < 2 || word.size() > 8) return Name;
  const Keyword& entry = keyword_table.slots[KeywordTable::slot(word, keyword_table.factor)];
  return entry.text == word ? entry.kind : Name;
}

/// Characters that cannot stand in a name, by blocks; what Python calls letters and marks is large
/// and this is what people paste by accident: spaces, quotes, dashes, arrows, symbols.
struct Range {
  char32_t first, last;
};
constexpr Range not_in_names[] = {
    {0x80, 0xa9},     {0xab, 0xb4},     {0xb6, 0xb6},     {0xb8, 0xb9},       {0xbb, 0xbf},
    {0xd7, 0xd7},     {0xf7, 0xf7},     {0x2000, 0x203e}, {0x2041, 0x2053},   {0x2055, 0x2070},
    {0x207a, 0x207e}, {0x20a0, 0x20cf}, {0x2190, 0x2bff}, {0x2e00, 0x2e7f},   {0x3000, 0x3004},
    {0x3008, 0x3020}, {0x3030, 0x3030}, {0xd800, 0xf8ff}, {0xfe10, 0xfe1f},   {0xfeff, 0xfeff},
    {0xff01, 0xff0f}, {0xff1a, 0xff20}, {0xfff0, 0xffff}, {0x1f000, 0x1faff}, {0xf0000, 0x10ffff},
};

class Lexer {
 public:
  Lexer(const Source& source, Diagnostics& diagnostics, LexUntil until)
      : diagnostics_(diagnostics),
        id_(source.id),
        until_(until),
        begin_(source.text.data()),
        end_(begin_ + source.text.size()),
        at_(begin_) {
    // Three tokens in ten bytes is dense code; a shorter file never grows the vector.
    tokens_.reserve(source.text.size() / 4 + 16);
    indents_.push_back({0, 0});
  }

  std::vector<Token> run();

 private:
  struct Column {
    int tabs_of_eight, tabs_of_one;
  };
  struct Bracket {
    char open;  ///< `f` for the brace of an f-string field.
    bool format;
    std::uint32_t begin;
  };
  struct FString {
    char quote;
    bool triple, raw;
    std::uint32_t begin;
  };

  std::uint32_t offset(const char* p) const { return static_cast<std::uint32_t>(p - begin_); }
  void add(TokenKind kind, const char* first, int flags = 0) {
    tokens_.push_back({offset(first), offset(at_), kind, static_cast<std::uint8_t>(flags)});
  }
  template <class... Args>
  Diagnostic& error(const char* first, const char* last, fmt::format_string<Args...> format,
                    Args&&... args) {
    return diagnostics_.error("syntax-error", {id_, offset(first), offset(last)}, format,
                              std::forward<Args>(args)...);
  }

  bool indentation();
  bool skip_line_end();
  void skip_to_line_end();
  bool continuation();
  void word();
  void number();
  bool number_end(const char* first, std::string_view what);
  bool digits(const char* first, bool (*accepts)(char), std::string_view what, int& flags);
  void string(const char* first, int flags);
  void fstring_start(const char* first, int flags);
  void fstring_text();
  void open(TokenKind kind, char bracket);
  void close(TokenKind kind, char bracket);
  void operator_token();
  void emit(TokenKind kind, int length);
  void lose_line(const char* first);
  void finish();

  Diagnostics& diagnostics_;
  SourceId id_;
  LexUntil until_;
  const char* begin_;
  const char* end_;  ///< Where std::string keeps a NUL, so that one look ahead is always allowed.
  const char* at_;
  bool line_start_ = true;
  std::vector<Token> tokens_;
  std::vector<Column> indents_;
  std::vector<Bracket> brackets_;
  std::vector<FString> fstrings_;
};

/// CPython's limits.
constexpr std::size_t max_brackets = 200, max_indents = 100, max_fstrings = 150;

std::vector<Token> Lexer::run() {
  for (;;) {
    if (line_start_ && !indentation()) break;
    while (class_of(*at_) == CharClass::Space) ++at_;
    switch (class_of(*at_)) {
      case CharClass::Letter:
        word();
        break;
      case CharClass::Digit:
        number();
        break;
      case CharClass::Quote:
        string(at_, 0);
        break;
      case CharClass::Operator:
        if (*at_ == '.' && is_digit(at_[1])) {
          number();
        } else {
          operator_token();
        }
        break;
      case CharClass::LineEnd: {
        const char* first = at_;
        skip_line_end();
        if (brackets_.empty()) {
          tokens_.push_back({offset(first), offset(first), Newline, 0});
          line_start_ = true;
        }
        break;
      }
      case CharClass::Space:
      case CharClass::Other:
        if (*at_ == '#') {
          skip_to_line_end();
        } else if (*at_ == '\\') {
          if (!continuation()) lose_line(at_);
        } else if (at_ == end_) {
          finish();
          return std::move(tokens_);
        } else {
          const char* first = at_;
          ++at_;
          if (*first == '\0') {
            error(first, at_, "source code cannot contain null bytes");
          } else if (*first >= ' ' && *first < '\x7f') {
            error(first, at_, "`{}` is not part of Python's syntax", *first);
          } else {
            error(first, at_, "invalid non-printable character U+{:04X}",
                  static_cast<unsigned>(static_cast<unsigned char>(*first)));
          }
          lose_line(first);
        }
        break;
    }
  }
  finish();
  return std::move(tokens_);
}

void Lexer::skip_to_line_end() {
  for (;; ++at_) {
    while (!ends_line(*at_)) ++at_;
    if (*at_ != '\0' || at_ == end_) return;
  }
}

bool Lexer::skip_line_end() {
  if (*at_ == '\r') {
    ++at_;
    if (*at_ == '\n') ++at_;
    return true;
  }
  if (*at_ == '\n') {
    ++at_;
    return true;
  }
  return false;
}

/// A backslash at the end of a line; reports when it is something else.
bool Lexer::continuation() {
  const char* first = at_++;
  if (!skip_line_end()) {
    error(first, at_, "unexpected character after line continuation `\\`");
    return false;
  }
  if (at_ == end_) {
    error(first, first + 1, "unexpected end of file after line continuation `\\`");
    return false;
  }
  return true;
}

/// Goes to the next line with code, and emits what its indentation means. False when the header
/// reader has seen enough.
bool Lexer::indentation() {
  Column column{0, 0};
  Column continued{0, 0};
  for (;;) {
    const char c = *at_;
    if (c == ' ') {
      ++column.tabs_of_eight;
      ++column.tabs_of_one;
    } else if (c == '\t') {
      column.tabs_of_eight = (column.tabs_of_eight / 8 + 1) * 8;
      ++column.tabs_of_one;
    } else if (c == '\f') {
      column = {0, 0};
    } else if (c == '\\') {
      // The white space before the first backslash is the indentation.
      if (continued.tabs_of_eight == 0) continued = column;
      if (!continuation()) {
        line_start_ = false;
        lose_line(at_);
        return true;
      }
      continue;
    } else if (c == '#') {
      skip_to_line_end();
      if (at_ == end_) break;
      continue;
    } else if (c == '\n' || c == '\r') {
      skip_line_end();
      column = continued = {0, 0};
      continue;
    } else {
      break;
    }
    ++at_;
  }
  line_start_ = false;
  if (at_ == end_) return true;
  if (continued.tabs_of_eight > 0) column = continued;

  const Column current = indents_.back();
  if (column.tabs_of_eight == current.tabs_of_eight) {
    if (column.tabs_of_one != current.tabs_of_one) {
      error(at_, at_ + 1, "inconsistent use of tabs and spaces in indentation");
      lose_line(at_);
      return true;
    }
  } else if (column.tabs_of_eight > current.tabs_of_eight) {
    if (column.tabs_of_one <= current.tabs_of_one) {
      error(at_, at_ + 1, "inconsistent use of tabs and spaces in indentation");
      lose_line(at_);
      return true;
    }
    if (indents_.size() >= max_indents) {
      error(at_, at_ + 1, "too many levels of indentation");
      at_ = end_;
      add(Error, at_);
      return true;
    }
    indents_.push_back(column);
    add(Indent, at_);
  } else {
    while (indents_.back().tabs_of_eight > column.tabs_of_eight) {
      indents_.pop_back();
      add(Dedent, at_);
    }
    if (indents_.back().tabs_of_eight != column.tabs_of_eight) {
      error(at_, at_ + 1, "unindent does not match any outer indentation level");
      lose_line(at_);
      return true;
    }
    if (indents_.back().tabs_of_one != column.tabs_of_one) {
      error(at_, at_ + 1, "inconsistent use of tabs and spaces in indentation");
      lose_line(at_);
      return true;
    }
  }
  if (until_ == LexUntil::FirstDefinition && indents_.size() == 1) {
    if (*at_ == '@') return false;
    if (*at_ == 'd' || *at_ == 'c' || *at_ == 'a') {
      const char* last = at_;
      while (is_word(*last)) ++last;
      const TokenKind kind = word_kind({at_, static_cast<std::size_t>(last - at_)});
      if (kind == Def || kind == Class || kind == Async) return false;
    }
  }
  return true;
}

/// After a fault that leaves the rest of the line without meaning: one `Error`, then a fresh line.
void Lexer::lose_line(const char* first) {
  skip_to_line_end();
  brackets_.clear();
  fstrings_.clear();
  add(Error, first);
}

void Lexer::finish() {
  if (!brackets_.empty()) {
    const Bracket bracket = brackets_.back();
    const char* place = begin_ + bracket.begin;
    error(place, place + 1, "`{}` was never closed", bracket.open == 'f' ? '{' : bracket.open);
    add(Error, at_);
  }
  if (!tokens_.empty() && tokens_.back().kind != Newline && tokens_.back().kind != Dedent) {
    add(Newline, at_);
  }
  for (; indents_.size() > 1; indents_.pop_back()) add(Dedent, at_);
  add(End, at_);
}

void Lexer::word() {
  const char* first = at_;
  unsigned char all = 0;
  do {
    all |= static_cast<unsigned char>(*at_);
    ++at_;
  } while (is_word(*at_));
  const auto length = static_cast<std::size_t>(at_ - first);

  if ((*at_ == '"' || *at_ == '\'') && length <= 2) {
    int flags = 0, letters = 0;
    bool formatted = false, unicode = false;
    for (const char c : std::string_view(first, length)) {
      const char lower = static_cast<char>(c | 0x20);
      if (lower == 'r' && !(flags & token_flag::raw)) {
        flags |= token_flag::raw;
      } else if (lower == 'b' && !(flags & token_flag::bytes)) {
        flags |= token_flag::bytes;
      } else if (lower == 'f' && !formatted) {
        formatted = true;
      } else if (lower == 'u' && !unicode) {
        unicode = true;
      } else {
        continue;
      }
      ++letters;
    }
    const bool is_prefix = static_cast<std::size_t>(letters) == length &&
                           !(formatted && (flags & token_flag::bytes)) && !(unicode && length == 2);
    if (is_prefix) {
      if (formatted) {
        fstring_start(first, flags);
      } else {
        string(first, flags);
      }
      return;
    }
  }

  if (all >= 0x80) {
    const std::string_view text(first, length);
    for (std::size_t i = 0; i < text.size();) {
      const char* place = first + i;
      const char32_t c = decode_utf8(text, i);
      for (const Range& range : not_in_names) {
        if (c < range.first || c > range.last) continue;
        error(place, first + i, "invalid character U+{:04X}", static_cast<std::uint32_t>(c));
        lose_line(first);
        return;
      }
    }
  }
  add(word_kind({first, length}), first);
}

bool is_hex(char c) {
  return is_digit(c) || (static_cast<char>(c | 0x20) >= 'a' && static_cast<char>(c | 0x20) <= 'f');
}
bool is_octal(char c) { return c >= '0' && c <= '7'; }
bool is_binary(char c) { return c == '0' || c == '1'; }

/// Digits with single underscores between them.
bool Lexer::digits(const char* first, bool (*accepts)(char), std::string_view what, int& flags) {
  for (;;) {
    if (!accepts(*at_)) {
      error(first, at_ + (at_ == end_ ? 0 : 1), "invalid {} literal", what);
      return false;
    }
    while (accepts(*at_)) ++at_;
    if (*at_ != '_') return true;
    flags |= token_flag::underscores;
    ++at_;
  }
}

/// A number may touch a keyword that can follow it (`1if x else 2`), but no other word.
bool Lexer::number_end(const char* first, std::string_view what) {
  if (class_of(*at_) != CharClass::Letter) return true;
  const char* last = at_;
  while (is_word(*last)) ++last;
  const std::string_view rest(at_, static_cast<std::size_t>(last - at_));
  for (const std::string_view keyword : {"and", "else", "for", "if", "in", "is", "or", "not"}) {
    if (rest == keyword) return true;
  }
  error(first, last, "invalid {} literal", what);
  return false;
}

void Lexer::number() {
  const char* first = at_;
  int flags = 0;
  std::string_view what = "decimal";
  bool good = true;
  const char marker = *at_ == '0' ? static_cast<char>(at_[1] | 0x20) : '\0';
  if (marker == 'x' || marker == 'o' || marker == 'b') {
    what = marker == 'x' ? "hexadecimal" : marker == 'o' ? "octal" : "binary";
    flags |= token_flag::prefixed;
    at_ += 2;
    if (*at_ == '_') {
      flags |= token_flag::underscores;
      ++at_;
    }
    good = digits(first,
                  marker == 'x'   ? is_hex
                  : marker == 'o' ? is_octal
                                  : is_binary,
                  what, flags);
    if (good && is_digit(*at_)) {
      error(at_, at_ + 1, "invalid digit `{}` in {} literal", *at_, what);
      good = false;
    }
  } else {
    if (*at_ != '.') good = digits(first, is_digit, what, flags);
    const char* whole_end = at_;
    if (good && *at_ == '.') {
      flags |= token_flag::floating;
      ++at_;
      if (is_digit(*at_)) good = digits(first, is_digit, what, flags);
    }
    if (good && (*at_ == 'e' || *at_ == 'E')) {
      const char* power = at_ + 1;
      if (*power == '+' || *power == '-') ++power;
      if (is_digit(*power)) {
        flags |= token_flag::floating;
        at_ = power;
        good = digits(first, is_digit, what, flags);
      }
    }
    if (good && (*at_ == 'j' || *at_ == 'J')) {
      flags |= token_flag::imaginary;
      what = "imaginary";
      ++at_;
    }
    if (good && *first == '0' && !(flags & (token_flag::floating | token_flag::imaginary))) {
      for (const char* p = first; p < whole_end; ++p) {
        if (*p == '0' || *p == '_') continue;
        error(first, whole_end, "leading zeros in decimal integer literals are not permitted")
            .help("an octal number starts with `0o`");
        good = false;
        break;
      }
    }
  }
  good = good && number_end(first, what);
  if (good) {
    add(Number, first, flags);
  } else {
    while (is_word(*at_)) ++at_;
    add(Error, first);
  }
}

/// `at_` is on the opening quote; `first` on the prefix.
void Lexer::string(const char* first, int flags) {
  const char quote = *at_++;
  if (*at_ == quote && at_[1] == quote) {
    at_ += 2;
    flags |= token_flag::triple;
    for (;; ++at_) {
      while (!counts_in_string(*at_)) ++at_;
      const char c = *at_;
      if (c == quote && at_[1] == quote && at_[2] == quote) break;
      if (c == '\\') {
        if (!(flags & token_flag::raw)) flags |= token_flag::decode;
        ++at_;
        if (*at_ == '\r') flags |= token_flag::decode;
      } else if (c == '\r') {
        flags |= token_flag::decode;
      }
      if (at_ >= end_) {
        at_ = end_;
        error(first, first + 3, "unterminated triple-quoted string literal");
        lose_line(first);
        return;
      }
    }
    at_ += 3;
    add(String, first, flags);
    return;
  }
  for (;; ++at_) {
    while (!counts_in_string(*at_)) ++at_;
    const char c = *at_;
    if (c == quote) break;
    if (c == '\\') {
      if (!(flags & token_flag::raw)) flags |= token_flag::decode;
      ++at_;
      if (*at_ == '\r') {
        flags |= token_flag::decode;
        if (at_[1] == '\n') ++at_;
      }
    } else if (c == '\n' || c == '\r') {
      error(first, at_, "unterminated string literal");
      lose_line(first);
      return;
    }
    if (at_ >= end_) {
      at_ = end_;
      error(first, at_, "unterminated string literal");
      lose_line(first);
      return;
    }
  }
  ++at_;
  add(String, first, flags);
}

void Lexer::fstring_start(const char* first, int flags) {
  const char quote = *at_++;
  const bool triple = *at_ == quote && at_[1] == quote;
  if (triple) at_ += 2;
  if (fstrings_.size() >= max_fstrings) {
    error(first, at_, "too many nested f-strings");
    lose_line(first);
    return;
  }
  if (triple) flags |= token_flag::triple;
  add(FStringStart, first, flags);
  fstrings_.push_back({quote, triple, (flags & token_flag::raw) != 0, offset(first)});
  fstring_text();
}

/// The literal text of the innermost f-string from here to the next field or to its end.
void Lexer::fstring_text() {
  const FString string = fstrings_.back();
  const int raw = string.raw ? token_flag::raw : 0;
  const char* first = at_;
  int flags = raw;
  bool format = !brackets_.empty() && brackets_.back().open == 'f' && brackets_.back().format;
  const auto middle = [&] {
    if (at_ > first) add(FStringMiddle, first, flags);
    flags = raw;
  };
  for (;;) {
    const char c = *at_;
    if (c == string.quote && (!string.triple || (at_[1] == c && at_[2] == c))) {
      if (format) {
        error(begin_ + brackets_.back().begin, at_, "f-string: expected `}}`");
        lose_line(begin_ + string.begin);
        return;
      }
      middle();
      first = at_;
      at_ += string.triple ? 3 : 1;
      add(FStringEnd, first);
      fstrings_.pop_back();
      return;
    }
    if (at_ >= end_ || (!string.triple && (c == '\n' || c == '\r'))) {
      error(begin_ + string.begin, at_, "unterminated f-string literal");
      lose_line(begin_ + string.begin);
      return;
    }
    if (c == '\\') {
      if (!string.raw) flags |= token_flag::decode;
      ++at_;
      if (*at_ == '{' || *at_ == '}' || at_ >= end_) continue;
      if (*at_ == '\r') {
        flags |= token_flag::decode;
        if (at_[1] == '\n') ++at_;
      }
      if (!string.raw && *at_ == 'N' && at_[1] == '{') {
        while (*at_ != '}' && *at_ != string.quote && *at_ != '\n' && at_ < end_) ++at_;
        if (*at_ != '}') continue;
      }
      ++at_;
    } else if (c == '{') {
      if (at_[1] == '{' && !format) {
        flags |= token_flag::decode;
        at_ += 2;
        continue;
      }
      middle();
      open(LeftBrace, 'f');
      return;
    } else if (c == '}') {
      if (format) {
        middle();
        emit(RightBrace, 1);
        brackets_.pop_back();
        format = !brackets_.empty() && brackets_.back().open == 'f' && brackets_.back().format;
        first = at_;
      } else if (at_[1] == '}') {
        flags |= token_flag::decode;
        at_ += 2;
      } else {
        error(at_, at_ + 1, "f-string: single `}}` is not allowed");
        lose_line(begin_ + string.begin);
        return;
      }
    } else {
      if (c == '\r') flags |= token_flag::decode;
      ++at_;
    }
  }
}

void Lexer::emit(TokenKind kind, int length) {
  const char* first = at_;
  at_ += length;
  add(kind, first);
}

void Lexer::open(TokenKind kind, char bracket) {
  if (brackets_.size() >= max_brackets) {
    error(at_, at_ + 1, "too many nested parentheses")
        .help(fmt::format("Python allows {} levels", max_brackets));
    // What follows is most likely more of the same.
    at_ = end_;
    brackets_.clear();
    fstrings_.clear();
    add(Error, at_);
    return;
  }
  brackets_.push_back({bracket, false, offset(at_)});
  emit(kind, 1);
}

void Lexer::close(TokenKind kind, char bracket) {
  const char* first = at_;
  if (brackets_.empty()) {
    error(first, first + 1, "unmatched `{}`", *first);
    ++at_;
    add(Error, first);
    return;
  }
  const Bracket top = brackets_.back();
  const bool field = top.open == 'f' && bracket == '{';
  if (top.open != bracket && !field) {
    const char opened = top.open == 'f' ? '{' : top.open;
    error(first, first + 1, "`{}` does not match the opening `{}`", *first, opened)
        .label({id_, top.begin, top.begin + 1}, "opened here");
    lose_line(first);
    return;
  }
  brackets_.pop_back();
  emit(kind, 1);
  if (field) fstring_text();
}

void Lexer::operator_token() {
  const char c = *at_, next = at_[1];
  const auto with_equal = [&](TokenKind plain, TokenKind equal) {
    if (next == '=') return emit(equal, 2);
    emit(plain, 1);
  };
  const auto doubled = [&](TokenKind plain, TokenKind equal, TokenKind twice,
                           TokenKind twice_equal) {
    if (next == c) {
      if (at_[2] == '=') return emit(twice_equal, 3);
      return emit(twice, 2);
    }
    with_equal(plain, equal);
  };
  const bool in_field = !brackets_.empty() && brackets_.back().open == 'f';
  switch (c) {
    case '(':
      return open(LeftParen, '(');
    case ')':
      return close(RightParen, '(');
    case '[':
      return open(LeftBracket, '[');
    case ']':
      return close(RightBracket, '[');
    case '{':
      return open(LeftBrace, '{');
    case '}':
      return close(RightBrace, '{');
    case ',':
      return emit(Comma, 1);
    case ';':
      return emit(Semicolon, 1);
    case '~':
      return emit(Tilde, 1);
    case '.':
      if (next == '.' && at_[2] == '.') return emit(Ellipsis, 3);
      return emit(Dot, 1);
    case ':':
      if (in_field) {
        emit(Colon, 1);
        brackets_.back().format = true;
        return fstring_text();
      }
      return with_equal(Colon, ColonEqual);
    case '=':
      return with_equal(Equal, EqualEqual);
    case '!':
      if (next == '=') return emit(NotEqual, 2);
      if (in_field) return emit(Exclamation, 1);
      error(at_, at_ + 1, "`!` is not part of Python's syntax").help("write `not`");
      return lose_line(at_);
    case '<':
      if (next == '>') {
        error(at_, at_ + 2, "`<>` is Python 2").help("write `!=`");
        return lose_line(at_);
      }
      return doubled(Less, LessEqual, TokenKind::ShiftLeft, ShiftLeftEqual);
    case '>':
      return doubled(Greater, GreaterEqual, TokenKind::ShiftRight, ShiftRightEqual);
    case '+':
      return with_equal(Plus, PlusEqual);
    case '-':
      if (next == '>') return emit(Arrow, 2);
      return with_equal(Minus, MinusEqual);
    case '*':
      return doubled(Star, StarEqual, DoubleStar, DoubleStarEqual);
    case '/':
      return doubled(Slash, SlashEqual, DoubleSlash, DoubleSlashEqual);
    case '%':
      return with_equal(Percent, PercentEqual);
    case '@':
      return with_equal(At, AtEqual);
    case '&':
      return with_equal(Ampersand, AmpersandEqual);
    case '|':
      return with_equal(Bar, BarEqual);
    case '^':
      return with_equal(Caret, CaretEqual);
  }
}

}  // namespace

std::vector<Token> lex(const Source& source, Diagnostics& diagnostics, LexUntil until) {
  return Lexer(source, diagnostics, until).run();
}

}  // namespace migc::python
