#include "dialects/script.h"

#include <array>
#include <iterator>
#include <string_view>

#include "compiler/base/text.h"

namespace migc::dialects {
namespace {

constexpr std::array<bool, 256> begins_something = [] {
  std::array<bool, 256> table{};
  for (const char c : {'\t', '-', '/', '\'', '"', '`', '$'}) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}();

/// A walk over SQL that knows quotes and comments of all six dialects.
class Finisher {
 public:
  Finisher(std::string_view text, bool backslashes) : text_(text), backslashes_(backslashes) {}

  std::string finished() {
    // Only where a dollar stands does it matter what the statement is.
    if (text_.find('$') != std::string_view::npos) {
      const std::string first = ascii_lower(text_.substr(0, text_.find_first_of(" \t\r\n(")));
      code_in_dollars_ = first == "create" || first == "do" || first == "alter";
    }
    out_.reserve(text_.size());
    while (at_ < text_.size()) {
      plain_run();
      if (at_ < text_.size()) step();
    }
    // The terminator must not become part of a comment, unless there is nothing else.
    if (ends_in_comment_ && !only_comments_) out_ += '\n';
    return std::move(out_);
  }

 private:
  /// Characters that nothing begins with are copied at once.
  void plain_run() {
    std::size_t end = at_;
    while (end < text_.size() && !begins_something[static_cast<unsigned char>(text_[end])]) ++end;
    if (end == at_) return;
    const std::string_view run = text_.substr(at_, end - at_);
    const std::size_t last = run.find_last_not_of(" \n\r");
    if (last != std::string_view::npos) only_comments_ = false;
    ends_in_comment_ = false;
    out_ += run;
    at_ = end;
  }

  void step() {
    const char c = text_[at_];
    const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    const bool comment = (c == '-' && next == '-') || (c == '/' && next == '*');
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!comment && !blank) only_comments_ = false;
    ends_in_comment_ = false;
    if (c == '\t') {
      out_ += "    ";
      ++at_;
    } else if (c == '-' && next == '-') {
      line_comment();
    } else if (c == '/' && next == '*') {
      copy_until(text_.find("*/", at_ + 2), 2, true);
    } else if (c == '\'') {
      string(backslashes_ || escape_prefix());
    } else if (c == '"' || c == '`') {
      quoted_name(c);
    } else if (c == '$' && !code_in_dollars_) {
      dollar_string();
    } else {
      out_ += c;
      ++at_;
    }
  }

  void line_comment() {
    const std::size_t end = text_.find('\n', at_);
    ends_in_comment_ = end == std::string_view::npos;
    copy_until(end, 0, true);
  }

  /// E'…': a backslash escapes in PostgreSQL too.
  bool escape_prefix() const {
    return at_ > 0 && (text_[at_ - 1] == 'e' || text_[at_ - 1] == 'E') &&
           (at_ < 2 || !word(text_[at_ - 2]));
  }

  void string(bool backslashes) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != '\'') {
      end += backslashes && text_[end] == '\\' ? 2 : 1;
    }
    copy_until(end < text_.size() ? end : std::string_view::npos, 1, false);
  }

  void quoted_name(char quote) { copy_until(text_.find(quote, at_ + 1), 1, false); }

  void dollar_string() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && word(text_[end])) ++end;
    const bool after_word = at_ > 0 && word(text_[at_ - 1]);
    if (after_word || end >= text_.size() || text_[end] != '$') {
      out_ += text_[at_++];
      return;
    }
    const std::string_view tag = text_.substr(at_, end + 1 - at_);
    copy_until(text_.find(tag, end + 1), tag.size(), false);
  }

  /// Copies up to `end` and `more` bytes beyond, or to the end of the text.
  void copy_until(std::size_t end, std::size_t more, bool expand_tabs) {
    const std::size_t stop = end == std::string_view::npos ? text_.size() : end + more;
    for (; at_ < stop; ++at_) {
      if (expand_tabs && text_[at_] == '\t') {
        out_ += "    ";
      } else {
        out_ += text_[at_];
      }
    }
  }

  static bool word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  }

  std::string_view text_;
  bool backslashes_;
  bool code_in_dollars_ = false;  ///< $$…$$ holds the body of a function, not a value.
  bool ends_in_comment_ = false;
  bool only_comments_ = true;
  std::size_t at_ = 0;
  std::string out_;
};

std::string_view stripped(std::string_view text) {
  constexpr std::string_view blanks = " \t\n\r\v\f\x1c\x1d\x1e\x1f";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

}  // namespace

void Script::statement(std::string text) {
  push(Unit::Kind::Statement, Finisher(stripped(text), backslash_escapes_).finished());
}
void Script::comment(std::string text) { push(Unit::Kind::Comment, "-- " + std::move(text)); }
void Script::begin() { push(Unit::Kind::Begin, {}); }
void Script::commit() { push(Unit::Kind::Commit, {}); }
void Script::raw(std::string text) { push(Unit::Kind::Raw, std::move(text)); }
void Script::raw_before(std::size_t unit, std::string text) {
  units_.insert(units_.begin() + static_cast<std::ptrdiff_t>(unit),
                {Unit::Kind::Raw, std::move(text), origin_});
}
void Script::separator() { push(Unit::Kind::Separator, {}); }

std::optional<bool> begins_transaction(std::string_view sql) {
  sql = trim(sql);
  while (sql.ends_with(';')) sql = trim(sql.substr(0, sql.size() - 1));
  if (sql.size() > 24) return std::nullopt;
  const std::string words = ascii_lower(sql);
  for (const std::string_view word : {"begin", "begin transaction", "start transaction"}) {
    if (words == word) return true;
  }
  for (const std::string_view word : {"commit", "commit transaction", "end", "end transaction"}) {
    if (words == word) return false;
  }
  return std::nullopt;
}

bool Script::in_transaction() const {
  for (auto unit = units_.rbegin(); unit != units_.rend(); ++unit) {
    if (unit->kind == Unit::Kind::Begin) return true;
    if (unit->kind == Unit::Kind::Commit) return false;
    if (unit->kind != Unit::Kind::Statement) continue;
    if (const auto begins = begins_transaction(unit->text)) return *begins;
  }
  return began_in_transaction_;
}

void Script::truncate(std::size_t size) {
  if (size < units_.size()) units_.resize(size);
}

void Script::append(Script&& other) {
  units_.insert(units_.end(), std::make_move_iterator(other.units_.begin()),
                std::make_move_iterator(other.units_.end()));
  other.units_.clear();
}

void Script::push(Unit::Kind kind, std::string text) {
  units_.push_back({kind, std::move(text), origin_});
}

}  // namespace migc::dialects
