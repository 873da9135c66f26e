#include "dialects/client_lines.h"

#include <algorithm>

#include "compiler/base/text.h"

namespace migc::dialects {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$' || c == '#' || static_cast<unsigned char>(c) >= 0x80;
}

char closing(char opening) {
  switch (opening) {
    case '[':
      return ']';
    case '{':
      return '}';
    case '(':
      return ')';
    case '<':
      return '>';
    default:
      return opening;
  }
}

/// The letters before a quote that belong to it: N, q, Nq.
std::string prefix_of(std::string_view sql, std::size_t quote) {
  std::size_t begin = quote;
  while (begin > 0 && is_word(sql[begin - 1])) --begin;
  return quote - begin > 2 ? std::string() : ascii_lower(sql.substr(begin, quote - begin));
}

std::size_t past(std::string_view sql, std::string_view end, std::size_t from) {
  const std::size_t found = sql.find(end, from);
  return found == std::string_view::npos ? sql.size() : found + end.size();
}

}  // namespace

std::vector<LiteralSpan> literals_of(std::string_view sql) {
  std::vector<LiteralSpan> found;
  for (std::size_t at = 0; at < sql.size();) {
    const std::string_view rest = sql.substr(at);
    if (rest.starts_with("--")) {
      at = past(sql, "\n", at);
    } else if (rest.starts_with("/*")) {
      at = past(sql, "*/", at + 2);
    } else if (rest[0] == '"') {
      at = past(sql, "\"", at + 1);
    } else if (rest[0] == '[') {
      // A name of SQL Server; elsewhere a bracket does not stand before a quote.
      const std::size_t end = sql.find_first_of("]'\n", at + 1);
      at = end != std::string_view::npos && sql[end] == ']' ? end + 1 : at + 1;
    } else if (rest[0] == '\'') {
      const std::string prefix = prefix_of(sql, at);
      LiteralSpan literal{at, at + 1, prefix == "n" || prefix == "nq",
                          prefix == "q" || prefix == "nq"};
      if (literal.alternative && rest.size() > 1) {
        const char end[] = {closing(rest[1]), '\'', '\0'};
        literal.end = past(sql, std::string_view(end, 2), at + 2);
      } else {
        while (literal.end < sql.size()) {
          literal.end = past(sql, "'", literal.end);
          if (literal.end >= sql.size() || sql[literal.end] != '\'') break;
          ++literal.end;
        }
      }
      at = literal.end;
      found.push_back(literal);
    } else {
      ++at;
    }
  }
  return found;
}

bool has_hazards(std::string_view sql, Hazards hazards) {
  return std::ranges::any_of(literals_of(sql), [&](const LiteralSpan& literal) {
    return !literal.alternative &&
           !hazards(sql.substr(literal.begin, literal.end - literal.begin)).empty();
  });
}

std::string parted_literals(std::string_view sql, Hazards hazards, std::string_view joined) {
  std::string text;
  std::size_t copied = 0;
  for (const LiteralSpan& literal : literals_of(sql)) {
    if (literal.alternative) continue;
    for (const std::size_t cut : hazards(sql.substr(literal.begin, literal.end - literal.begin))) {
      text += sql.substr(copied, literal.begin + cut - copied);
      text += '\'';
      text += joined;
      text += literal.national ? "N'" : "'";
      copied = literal.begin + cut;
    }
  }
  text += sql.substr(copied);
  return text;
}

std::string bare_words(std::string_view sql) {
  std::string words;
  const auto blank = [&] {
    if (!words.empty() && words.back() != ' ') words += ' ';
  };
  const std::vector<LiteralSpan> literals = literals_of(sql);
  auto literal = literals.begin();
  for (std::size_t at = 0; at < sql.size();) {
    const std::string_view rest = sql.substr(at);
    while (literal != literals.end() && literal->begin < at) ++literal;
    if (literal != literals.end() && literal->begin == at) {
      at = literal->end;
      blank();
    } else if (rest.starts_with("--")) {
      at = past(sql, "\n", at);
      blank();
    } else if (rest.starts_with("/*")) {
      at = past(sql, "*/", at + 2);
      blank();
    } else if (rest[0] == '"' || rest[0] == '[') {
      at = past(sql, rest[0] == '"' ? "\"" : "]", at + 1);
      blank();
    } else if (is_word(rest[0])) {
      words += rest[0];
      ++at;
    } else {
      blank();
      ++at;
    }
  }
  return words;
}

void append_units(std::vector<Unit>&& units, Script& script) {
  for (Unit& unit : units) {
    script.set_origin(unit.origin);
    switch (unit.kind) {
      case Unit::Kind::Statement:
        script.statement(std::move(unit.text));
        break;
      case Unit::Kind::Comment:
        script.comment(unit.text.substr(3));
        break;
      case Unit::Kind::Begin:
        script.begin();
        break;
      case Unit::Kind::Commit:
        script.commit();
        break;
      case Unit::Kind::Raw:
        script.raw(std::move(unit.text));
        break;
      case Unit::Kind::Separator:
        script.separator();
        break;
    }
  }
}

std::string_view past_comments(std::string_view sql, bool labels) {
  for (;;) {
    sql = trim(sql);
    std::string_view end;
    if (sql.starts_with("--")) end = "\n";
    if (sql.starts_with("/*")) end = "*/";
    if (labels && sql.starts_with("<<")) end = ">>";
    if (end.empty()) return sql;
    sql.remove_prefix(past(sql, end, end == "*/" ? 2 : 0));
  }
}

}  // namespace migc::dialects
