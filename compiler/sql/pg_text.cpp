#include "compiler/sql/pg_text.h"

#include <algorithm>

namespace migc::sql {

PgText::PgText(std::string_view sql) : sql_(sql), tokens_(tokenize(sql, syntax_of("postgresql"))) {}

std::size_t PgText::word_at(std::size_t offset) const {
  const auto found = std::ranges::lower_bound(tokens_, offset, {}, &Token::at);
  return static_cast<std::size_t>(found - tokens_.begin());
}

std::string PgText::between(std::size_t from, std::size_t to) const {
  to = std::min(to, tokens_.size());
  if (from >= to) return "";
  const std::size_t begin = tokens_[from].at;
  return std::string(sql_.substr(begin, tokens_[to - 1].end() - begin));
}

std::size_t PgText::find(std::string_view keyword, std::size_t from, std::size_t to,
                         std::size_t depth) const {
  for (std::size_t i = from; i < std::min(to, tokens_.size()); ++i) {
    if (tokens_[i].depth == depth && tokens_[i].is(keyword)) return i;
  }
  return to;
}

std::size_t PgText::find_before(std::string_view keyword, std::size_t from) const {
  for (std::size_t i = std::min(from, tokens_.size()); i-- > 0;) {
    if (tokens_[i].is(keyword)) return i;
  }
  return tokens_.size();
}

std::size_t PgText::close(std::size_t open) const {
  for (std::size_t i = open + 1; i < tokens_.size(); ++i) {
    if (tokens_[i].depth == tokens_[open].depth && tokens_[i].text == ")") return i;
  }
  return tokens_.size();
}

std::pair<std::size_t, std::size_t> PgText::parenthesized(std::size_t from) const {
  while (from < tokens_.size() && tokens_[from].text != "(") ++from;
  if (from == tokens_.size()) return {from, from};
  return {from + 1, close(from)};
}

std::size_t PgText::end_of_item(std::size_t from) const {
  if (from >= tokens_.size()) return tokens_.size();
  const std::size_t depth = tokens_[from].depth;
  for (std::size_t i = from; i < tokens_.size(); ++i) {
    const Token& token = tokens_[i];
    if (token.depth < depth || token.text == ";") return i;
    if (token.depth == depth && token.text == ",") return i;
  }
  return tokens_.size();
}

std::vector<std::pair<std::size_t, std::size_t>> PgText::items(std::size_t from,
                                                               std::size_t to) const {
  std::vector<std::pair<std::size_t, std::size_t>> result;
  if (from >= to) return result;
  const std::size_t depth = tokens_[from].depth;
  std::size_t begin = from;
  for (std::size_t i = from; i < to; ++i) {
    if (tokens_[i].depth != depth || tokens_[i].text != ",") continue;
    result.emplace_back(begin, i);
    begin = i + 1;
  }
  result.emplace_back(begin, to);
  return result;
}

std::int64_t leftmost(const PgNode& node) {
  std::int64_t found = -1;
  const auto take = [&](std::int64_t at) {
    if (at >= 0 && (found < 0 || at < found)) found = at;
  };
  for (const auto& [name, member] : node.members) {
    take(name == "location" ? member.number : leftmost(member));
  }
  for (const PgNode& item : node.items) take(leftmost(item));
  return found;
}

std::size_t offset_of(const PgNode& node) {
  const std::int64_t at = node["location"].number;
  return at < 0 ? 0 : static_cast<std::size_t>(at);
}

}  // namespace migc::sql
