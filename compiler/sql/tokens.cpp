#include "compiler/sql/tokens.h"

#include <algorithm>
#include <cctype>

#include "compiler/base/text.h"

namespace migc::sql {
namespace {

bool begins_word(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '@' ||
         (c & 0x80) != 0;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool continues_word(char c) { return begins_word(c) || is_digit(c) || c == '$' || c == '#'; }

class Tokenizer {
 public:
  Tokenizer(std::string_view sql, const Syntax& syntax) : sql_(sql), syntax_(syntax) {}

  std::vector<Token> run() {
    while (true) {
      skip_blanks();
      if (at_ >= sql_.size()) return std::move(tokens_);
      const std::size_t begin = at_;
      const Token::Kind kind = next();
      const std::string_view text = sql_.substr(begin, at_ - begin);
      if (text == ")" && depth_ > 0) --depth_;
      tokens_.push_back({kind, text, begin, depth_, line_start_});
      if (text == "(") ++depth_;
      line_start_ = false;
    }
  }

 private:
  std::string_view rest() const { return sql_.substr(at_); }

  void skip_blanks() {
    while (at_ < sql_.size()) {
      const char c = sql_[at_];
      if (c == '\n' || at_ == 0) line_start_ = true;
      if (std::isspace(static_cast<unsigned char>(c)) != 0) {
        ++at_;
      } else if (rest().starts_with("--") || (syntax_.hash_comments && c == '#')) {
        at_ = std::min(sql_.find('\n', at_), sql_.size());
      } else if (syntax_.delimiter_command && rest().starts_with("/*!")) {
        const std::size_t header = versioned_for_all();
        if (header == 0) return;
        at_ += header;
      } else if (syntax_.delimiter_command && rest().starts_with("/*M!")) {
        return;
      } else if (rest().starts_with("/*")) {
        skip_comment();
      } else if (ends_versioned() && !rest().starts_with("*/*")) {
        at_ += 2;
      } else {
        return;
      }
    }
  }
  bool ends_versioned() const { return syntax_.delimiter_command && rest().starts_with("*/"); }
  /// `/*!40101`: text that each server of today reads. The length of this, or 0 where the text
  /// depends on the server.
  std::size_t versioned_for_all() const {
    constexpr int read_by_all = 50699;  // MariaDB leaves out those from 50700 on.
    std::size_t length = 3;
    int version = 0;
    while (at_ + length < sql_.size() && is_digit(sql_[at_ + length]) && length < 9) {
      version = version * 10 + (sql_[at_ + length++] - '0');
    }
    return version <= read_by_all ? length : 0;
  }
  void skip_comment() {
    int open = 0;
    while (at_ < sql_.size()) {
      if (rest().starts_with("/*") && (open == 0 || syntax_.nested_comments)) {
        ++open;
        at_ += 2;
      } else if (rest().starts_with("*/")) {
        at_ += 2;
        if (--open == 0) return;
      } else {
        ++at_;
      }
    }
  }

  Token::Kind next() {
    const char c = sql_[at_];
    if (rest().starts_with("/*")) {  // For some servers text, for others none.
      skip_comment();
      return Token::Kind::Operator;
    }
    if (c == '\'') {
      quoted('\'', syntax_.backslash_escapes);
      return Token::Kind::String;
    }
    if (c == '"') {
      quoted('"', syntax_.double_quoted_strings && syntax_.backslash_escapes);
      return syntax_.double_quoted_strings ? Token::Kind::String : Token::Kind::QuotedName;
    }
    if (c == '`' && syntax_.backticks) {
      quoted('`', false);
      return Token::Kind::QuotedName;
    }
    if (c == '[' && syntax_.brackets) {
      quoted(']', false);
      return Token::Kind::QuotedName;
    }
    if (c == '$' && syntax_.dollar_quotes && dollar_quoted()) return Token::Kind::String;
    if (begins_word(c)) return word();
    if (is_digit(c) || (c == '.' && at_ + 1 < sql_.size() && is_digit(sql_[at_ + 1]))) {
      while (at_ < sql_.size() && (continues_word(sql_[at_]) || sql_[at_] == '.')) ++at_;
      return Token::Kind::Number;
    }
    static constexpr std::string_view operators = "+-*/<>=~!@#%^&|?:";
    ++at_;
    if (operators.find(c) == operators.npos) return Token::Kind::Symbol;
    while (at_ < sql_.size() && operators.find(sql_[at_]) != operators.npos &&
           !rest().starts_with("--") && !rest().starts_with("/*") && !ends_versioned()) {
      ++at_;
    }
    return Token::Kind::Operator;
  }

  Token::Kind word() {
    const std::size_t begin = at_;
    while (at_ < sql_.size() && continues_word(sql_[at_])) ++at_;
    // E'…', N'…', B'…', X'…', U&'…': a string with a letter before it.
    if (at_ < sql_.size() && sql_[at_] == '\'' && at_ == begin + 1) {
      const char c = static_cast<char>(std::tolower(static_cast<unsigned char>(sql_[begin])));
      if (std::string_view("enbx").find(c) != std::string_view::npos) {
        quoted('\'', syntax_.backslash_escapes || (c == 'e' && syntax_.dollar_quotes));
        return Token::Kind::String;
      }
    }
    return Token::Kind::Word;
  }

  /// To the closing quote; a doubled one stands for itself.
  void quoted(char quote, bool backslash) {
    ++at_;
    while (at_ < sql_.size()) {
      if (backslash && sql_[at_] == '\\') {
        at_ = std::min(at_ + 2, sql_.size());
      } else if (sql_[at_] != quote) {
        ++at_;
      } else if (at_ + 1 < sql_.size() && sql_[at_ + 1] == quote) {
        at_ += 2;
      } else {
        ++at_;
        return;
      }
    }
  }
  bool dollar_quoted() {
    std::size_t end = at_ + 1;
    if (end < sql_.size() && is_digit(sql_[end])) return false;  // $1
    while (end < sql_.size() && continues_word(sql_[end]) && sql_[end] != '$') ++end;
    if (end >= sql_.size() || sql_[end] != '$') return false;
    const std::string_view tag = sql_.substr(at_, end + 1 - at_);
    const std::size_t close = sql_.find(tag, end + 1);
    at_ = close == std::string_view::npos ? sql_.size() : close + tag.size();
    return true;
  }

  std::string_view sql_;
  const Syntax& syntax_;
  std::size_t at_ = 0, depth_ = 0;
  bool line_start_ = true;
  std::vector<Token> tokens_;
};

}  // namespace

bool Token::is(std::string_view word) const {
  if (kind == Kind::QuotedName || kind == Kind::String) return false;
  return equal_ignoring_case(text, word);
}

std::vector<Token> tokenize(std::string_view sql, const Syntax& syntax) {
  return Tokenizer(sql, syntax).run();
}

std::string name_of(const Token& token, Fold fold) {
  if (token.kind == Token::Kind::QuotedName || token.kind == Token::Kind::String) {
    if (token.text.size() < 2) return std::string(token.text);
    const char quote = token.text.back();
    const std::string inner(token.text.substr(1, token.text.size() - 2));
    return replace_all(inner, std::string(2, quote), std::string(1, quote));
  }
  if (fold == Fold::Lower) return ascii_lower(token.text);
  if (fold == Fold::Upper) return ascii_upper(token.text);
  return std::string(token.text);
}

}  // namespace migc::sql
