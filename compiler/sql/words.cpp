#include "compiler/sql/words.h"

#include "compiler/base/text.h"

namespace migc::sql {

const Token& Words::peek(std::size_t ahead) const {
  static const Token nothing;
  return at_ + ahead < end_ ? tokens_[at_ + ahead] : nothing;
}

const Token& Words::next() {
  const Token& token = peek();
  if (!done()) ++at_;
  return token;
}

bool Words::take(std::string_view phrase) {
  const std::vector<std::string_view> words = split(phrase, ' ');
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!peek(i).is(words[i])) return false;
  }
  at_ += words.size();
  return true;
}

bool Words::take_any(std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (take(word)) return true;
  }
  return false;
}

std::string Words::name() { return name_of(next(), fold_); }

bool Words::at_name() const {
  const Token::Kind kind = peek().kind;
  return !done() && (kind == Token::Kind::Word || kind == Token::Kind::QuotedName ||
                     (kind == Token::Kind::String && peek().text.front() == '"'));
}

ir::TableName Words::qualified() {
  std::string schema, object = name();
  while (peek().text == ".") {
    next();
    schema = std::move(object);
    object = name();
  }
  return {std::move(schema), std::move(object)};
}

Words Words::range(std::size_t from, std::size_t to) const {
  return {sql_,
          {tokens_.begin() + static_cast<std::ptrdiff_t>(from),
           tokens_.begin() + static_cast<std::ptrdiff_t>(to)},
          fold_};
}

std::optional<Words> Words::parenthesized() {
  if (peek().text != "(") return std::nullopt;
  const std::size_t depth = peek().depth, begin = at_ + 1;
  std::size_t close = begin;
  while (close < end_ && !(tokens_[close].text == ")" && tokens_[close].depth == depth)) ++close;
  at_ = close < end_ ? close + 1 : end_;
  return range(begin, close);
}

std::vector<std::string> Words::names_in_parentheses() {
  std::vector<std::string> names;
  std::optional<Words> inner = parenthesized();
  while (inner && !inner->done()) names.push_back(inner->item().name());
  return names;
}

Words Words::item() {
  const std::size_t begin = at_, level = depth();
  while (!done() && !(peek().text == "," && peek().depth == level)) ++at_;
  Words result = range(begin, at_);
  if (!done()) ++at_;
  return result;
}

std::string Words::text(std::size_t from, std::size_t to) const {
  if (from >= to || to > end_) return "";
  return std::string(sql_.substr(tokens_[from].at, tokens_[to - 1].end() - tokens_[from].at));
}

std::string Words::rest() const { return text(at_, end_); }

bool Words::holds(std::string_view keyword) const {
  for (std::size_t i = at_; i < end_; ++i) {
    if (tokens_[i].is(keyword)) return true;
  }
  return false;
}

std::size_t Words::find(std::string_view keyword) const {
  const std::size_t level = depth();
  for (std::size_t i = at_; i < end_; ++i) {
    if (tokens_[i].depth == level && tokens_[i].is(keyword)) return i;
  }
  return end_;
}

}  // namespace migc::sql
