#include "migrations/toml.h"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "compiler/base/text.h"

namespace migc::migrations {
namespace {

constexpr int deepest = 100;

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      result += c;
    }
  }
  return result + "\"";
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_bare(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

/// What a word outside of quotes is in JSON, or nothing when it is no value.
std::optional<std::string> word_as_json(std::string_view word) {
  if (word == "true" || word == "false") return std::string(word);
  if (word.empty()) return std::nullopt;

  // Dates and times have no form of their own in JSON.
  const auto digits = [&](std::size_t at, std::size_t count) {
    if (at + count > word.size()) return false;
    return std::ranges::all_of(word.substr(at, count), is_digit);
  };
  const bool date = digits(0, 4) && word.substr(4).starts_with('-') && digits(5, 2) &&
                    word.substr(7).starts_with('-') && digits(8, 2);
  const bool time = digits(0, 2) && word.substr(2).starts_with(':') && digits(3, 2);
  if (date || time) return quoted(word);

  std::string_view rest = word;
  std::string sign;
  if (rest.starts_with('+') || rest.starts_with('-')) {
    if (rest[0] == '-') sign = "-";
    rest.remove_prefix(1);
  }
  if (rest == "inf" || rest == "nan") return "null";
  if (rest.empty() || !(is_digit(rest[0]))) return std::nullopt;

  // An underscore stands between two digits.
  std::string plain;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] != '_') {
      plain += rest[i];
    } else if (i == 0 || i + 1 == rest.size() ||
               !std::isxdigit(static_cast<unsigned char>(rest[i - 1])) ||
               !std::isxdigit(static_cast<unsigned char>(rest[i + 1]))) {
      return std::nullopt;
    }
  }
  if (plain.size() > 2 && plain[0] == '0' &&
      (plain[1] == 'x' || plain[1] == 'o' || plain[1] == 'b')) {
    std::uint64_t number = 0;
    const int base = plain[1] == 'x' ? 16 : plain[1] == 'o' ? 8 : 2;
    const auto [end, error] =
        std::from_chars(plain.data() + 2, plain.data() + plain.size(), number, base);
    if (error != std::errc() || end != plain.data() + plain.size() || rest.size() != word.size()) {
      return std::nullopt;
    }
    return fmt::format("{}", number);
  }
  std::size_t at = 0;
  const auto skip_digits = [&] {
    const std::size_t from = at;
    while (at < plain.size() && is_digit(plain[at])) ++at;
    return at > from;
  };
  if (!skip_digits() || (at > 1 && plain[0] == '0')) return std::nullopt;
  if (at < plain.size() && plain[at] == '.') {
    ++at;
    if (!skip_digits()) return std::nullopt;
  }
  if (at < plain.size() && (plain[at] == 'e' || plain[at] == 'E')) {
    ++at;
    if (at < plain.size() && (plain[at] == '+' || plain[at] == '-')) ++at;
    if (!skip_digits()) return std::nullopt;
  }
  if (at != plain.size()) return std::nullopt;
  return sign + plain;
}

class TomlReader {
 public:
  TomlReader(const Source& source, Diagnostics& diagnostics)
      : source_(source), text_(source.text), diagnostics_(diagnostics) {}

  std::optional<std::vector<TomlValue>> read() {
    if (!valid_utf8(text_)) {
      fail("the file is not UTF-8");
      return std::nullopt;
    }
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
    while (skip_to_content()) {
      const bool fine = peek() == '[' ? table_header() : key_and_value(table_, 0);
      if (!fine || !end_of_line()) return std::nullopt;
    }
    if (failed_) return std::nullopt;
    return std::move(values_);
  }

 private:
  enum class Holds { Value, Table, ImplicitTable, DottedTable, Tables };
  using Key = std::vector<std::string>;

  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool done() const { return at_ >= text_.size(); }
  bool at_line_end() const { return peek() == '\n' || (peek() == '\r' && peek(1) == '\n'); }

  bool fail(std::string message) {
    if (!failed_) {
      const auto at = static_cast<std::uint32_t>(std::min(at_, text_.size()));
      const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(at + 1, text_.size()));
      diagnostics_.error("toml-syntax", {source_.id, at, end}, "{}", message);
    }
    failed_ = true;
    return false;
  }

  void skip_blanks() {
    while (peek() == ' ' || peek() == '\t') ++at_;
  }
  bool skip_comment() {
    if (peek() != '#') return true;
    while (!done() && !at_line_end()) {
      const auto c = static_cast<unsigned char>(peek());
      if ((c < 0x20 && c != '\t') || c == 0x7f) return fail("control character in a comment");
      ++at_;
    }
    return true;
  }
  bool skip_line_end() {
    if (!at_line_end()) return false;
    at_ += peek() == '\r' ? 2 : 1;
    return true;
  }
  /// Past blanks, comments and empty lines; false at the end of the file or after a fault.
  bool skip_to_content() {
    do {
      skip_blanks();
      if (!skip_comment()) return false;
    } while (skip_line_end());
    return !done() && !failed_;
  }
  bool end_of_line() {
    skip_blanks();
    if (!skip_comment()) return false;
    return done() || skip_line_end() || fail("the line goes on after the value");
  }

  /// `a.b."c d"`
  bool read_key(Key& key) {
    for (;;) {
      skip_blanks();
      std::string part;
      if (peek() == '"' || peek() == '\'') {
        if (text_.substr(at_).starts_with("\"\"\"") || text_.substr(at_).starts_with("'''")) {
          return fail("a name stands on one line");
        }
        if (!read_text(part)) return false;
      } else {
        while (is_bare(peek())) part += text_[at_++];
        if (part.empty()) return fail("a name was expected here");
      }
      key.push_back(std::move(part));
      if (key.size() > deepest) return fail("a name has too many parts");
      skip_blanks();
      if (peek() != '.') return true;
      ++at_;
    }
  }

  /// Paths are kept with a separator that no name has, and begin with it.
  static constexpr char separator = '\n';

  static std::string shown(const std::string& path) {
    std::string name = path.substr(std::min<std::size_t>(1, path.size()));
    std::ranges::replace(name, separator, '.');
    return name;
  }

  static std::string extended(const std::string& path, const std::string& part) {
    return fmt::format("{}{}{}", path, separator, part);
  }

  bool table_header() {
    const bool list = peek(1) == '[';
    at_ += list ? 2 : 1;
    Key key;
    if (!read_key(key)) return false;
    if (!text_.substr(at_).starts_with(list ? "]]" : "]")) return fail("`]` was expected here");
    std::string path;
    for (std::size_t i = 0; i < key.size(); ++i) {
      path = extended(path, key[i]);
      const bool last = i + 1 == key.size();
      const auto [place, added] = known_.try_emplace(path, !last  ? Holds::ImplicitTable
                                                           : list ? Holds::Tables
                                                                  : Holds::Table);
      const Holds holds = place->second;
      if (holds == Holds::Tables) {
        if (last && !list) return fail("the table is a list of tables elsewhere");
        std::size_t& count = counts_[path];
        if (last) ++count;
        path += fmt::format("[{}]", count - 1);
        continue;
      }
      if (added) continue;
      if (last && holds == Holds::ImplicitTable && !list) {
        place->second = Holds::Table;
      } else if (last || holds == Holds::Value) {
        return fail(fmt::format("`{}` stands here a second time", escape_controls(shown(path))));
      }
    }
    at_ += list ? 2 : 1;
    table_ = std::move(path);
    return true;
  }

  bool key_and_value(const std::string& table, int depth, std::string* json = nullptr) {
    Key key;
    const std::size_t start = at_;
    if (!read_key(key)) return false;
    std::string path = table;
    for (std::size_t i = 0; i < key.size(); ++i) {
      path = extended(path, key[i]);
      const bool last = i + 1 == key.size();
      const auto [place, added] =
          known_.try_emplace(path, last ? Holds::Value : Holds::DottedTable);
      const bool open =
          place->second == Holds::DottedTable || place->second == Holds::ImplicitTable;
      if (!added && (last || !open)) {
        at_ = start;
        return fail(fmt::format("`{}` stands here a second time", escape_controls(shown(path))));
      }
    }
    if (peek() != '=') return fail("`=` was expected here");
    ++at_;
    skip_blanks();
    TomlValue value;
    value.name = shown(path);
    value.inner = depth > 0;
    if (!read_value(value, path, depth)) return false;
    if (json != nullptr) {
      *json += fmt::format("{}{}: {}", *json == "{" ? "" : ", ", quoted(join_text(key, ".")),
                           value.json);
    }
    values_.push_back(std::move(value));
    return true;
  }

  bool read_value(TomlValue& value, const std::string& path, int depth) {
    if (depth > deepest) return fail("values lie too deep in each other");
    const std::size_t start = at_;
    const char c = peek();
    bool fine = false;
    if (c == '"' || c == '\'') {
      fine = read_text(value.text);
      value.kind = TomlValue::Kind::Text;
      value.json = quoted(value.text);
    } else if (c == '[') {
      fine = read_list(value, path, depth);
    } else if (c == '{') {
      fine = read_inline_table(value, path, depth);
    } else {
      fine = read_word(value);
    }
    value.span = {source_.id, static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(at_)};
    if (value.kind != TomlValue::Kind::Text) {
      value.text = std::string(text_.substr(start, at_ - start));
    }
    return fine;
  }

  bool read_word(TomlValue& value) {
    const std::size_t start = at_;
    const auto skip = [&] {
      while (is_bare(peek()) || peek() == '+' || peek() == '.' || peek() == ':') ++at_;
    };
    skip();
    // A blank may stand between a date and its time.
    if (at_ - start == 10 && text_[start + 4] == '-' && peek() == ' ' && is_digit(peek(1))) {
      ++at_;
      skip();
    }
    const std::string_view word = text_.substr(start, at_ - start);
    const std::optional<std::string> json = word_as_json(word);
    if (!json) {
      at_ = start;
      return fail(word.empty() ? "a value was expected here"
                               : "this is no value; a text needs quotes");
    }
    value.json = *json;
    if (word == "true" || word == "false") {
      value.kind = TomlValue::Kind::Boolean;
      value.boolean = word == "true";
    }
    return true;
  }

  bool read_list(TomlValue& value, const std::string& path, int depth) {
    ++at_;
    value.kind = TomlValue::Kind::List;
    value.json = "[";
    for (;;) {
      if (!skip_to_content()) return fail("the list has no end");
      if (peek() == ']') break;
      TomlValue element;
      // Tables in a list have no names outside of it.
      if (!read_value(element, extended(path, fmt::format("[{}]", unnamed_++)), depth + 1)) {
        return false;
      }
      value.json += fmt::format("{}{}", value.json.size() == 1 ? "" : ", ", element.json);
      if (element.kind == TomlValue::Kind::Text) {
        value.list.push_back(std::move(element.text));
      } else {
        value.kind = TomlValue::Kind::Other;
      }
      if (!skip_to_content()) return fail("the list has no end");
      if (peek() == ']') break;
      if (peek() != ',') return fail("`,` or `]` was expected here");
      ++at_;
    }
    ++at_;
    value.json += ']';
    return true;
  }

  bool read_inline_table(TomlValue& value, const std::string& path, int depth) {
    ++at_;
    value.json = "{";
    skip_blanks();
    for (bool first = true; peek() != '}' || !first; first = false) {
      skip_blanks();
      if (!key_and_value(path, depth + 1, &value.json)) return false;
      skip_blanks();
      if (peek() == '}') break;
      if (peek() != ',') return fail("`,` or `}` was expected here");
      ++at_;
    }
    ++at_;
    value.json += '}';
    return true;
  }

  /// At a quotation mark.
  bool read_text(std::string& result) {
    const char mark = peek();
    const bool longer = peek(1) == mark && peek(2) == mark;
    at_ += longer ? 3 : 1;
    if (longer) skip_line_end();
    for (;;) {
      if (done()) return fail("the text has no end");
      const char c = peek();
      if (c == mark) {
        std::size_t marks = 1;
        while (longer && marks < 5 && peek(marks) == mark) ++marks;
        at_ += marks;
        if (!longer) return true;
        if (marks >= 3) {
          result.append(marks - 3, mark);
          return true;
        }
        result.append(marks, mark);
      } else if (at_line_end()) {
        if (!longer) return fail("the text has no end on its line");
        skip_line_end();
        result += '\n';
      } else if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) {
        return fail("control character in a text");
      } else if (c == '\\' && mark == '"') {
        if (!read_escape(result, longer)) return false;
      } else {
        result += c;
        ++at_;
      }
    }
  }

  bool read_escape(std::string& result, bool longer) {
    constexpr std::string_view letters = "btnfr\"\\", meanings = "\b\t\n\f\r\"\\";
    const char c = peek(1);
    if (const std::size_t found = letters.find(c); c != '\0' && found != std::string_view::npos) {
      result += meanings[found];
      at_ += 2;
      return true;
    }
    if (c == 'u' || c == 'U') {
      const std::size_t count = c == 'u' ? 4 : 8;
      const std::string_view digits = text_.substr(std::min(at_ + 2, text_.size()), count);
      std::uint32_t code = 0;
      const auto [end, error] =
          std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
      if (digits.size() != count || error != std::errc() || end != digits.data() + count ||
          code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
        return fail("the escape names no character");
      }
      append_utf8(result, static_cast<char32_t>(code));
      at_ += 2 + count;
      return true;
    }
    // At the end of a line it joins that with the next text there is.
    const std::size_t start = at_++;
    skip_blanks();
    if (longer && at_line_end()) {
      for (; skip_line_end(); skip_blanks()) {
      }
      return true;
    }
    at_ = start;
    return fail("no such escape; a plain backslash is written `\\\\`");
  }

  const Source& source_;
  std::string_view text_;
  Diagnostics& diagnostics_;
  std::size_t at_ = 0;
  bool failed_ = false;
  std::string table_;
  std::map<std::string, Holds> known_;
  std::map<std::string, std::size_t> counts_;  ///< Of lists of tables.
  std::size_t unnamed_ = 0;
  std::vector<TomlValue> values_;
};

}  // namespace

std::optional<std::vector<TomlValue>> read_toml(const Source& source, Diagnostics& diagnostics) {
  return TomlReader(source, diagnostics).read();
}

}  // namespace migc::migrations
