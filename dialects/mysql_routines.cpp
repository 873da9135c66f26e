#include "dialects/mysql_routines.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "compiler/base/text.h"

namespace migc::dialects {
namespace {

bool is_letter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
         (c & 0x80) != 0;
}

bool among(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

/// Where a body begins and ends, word by word.
class Statement {
 public:
  void word(const std::string& word) {
    if (count_++ == 0) {
      defines_ = word == "create" || word == "alter";
      first_ = word;
    } else if (count_ == 2 && first_ == "begin" && word == "not") {
      routine_ = blocked_ = true;  // MariaDB's BEGIN NOT ATOMIC
      depth_ = 1;
      return;
    }
    if (defines_ && !kind_said_) {
      routine_ = among(word, {"trigger", "procedure", "function", "event"});
      kind_said_ = routine_ || among(word, {"table", "index", "view", "database", "schema", "user",
                                            "role", "sequence", "server", "package"});
      return;
    }
    if (!routine_) return;
    if (among(word, {"then", "loop", "while", "repeat"})) controls_ = true;
    if (ends_) {
      ends_ = false;
      // END IF, END LOOP close what was not counted.
      const bool other = among(word, {"if", "loop", "while", "repeat", "for"});
      if (!other) --depth_;
      if (other || word == "case") return;
    }
    if (word == "begin" || (word == "case" && depth_ > 0)) {
      ++depth_;
      blocked_ = true;
    } else if (word == "end" && depth_ > 0) {
      ends_ = true;
    }
  }
  /// A semicolon stands here: whether it is one of the body, given the word behind it.
  bool holds(const std::string& next_word) {
    if (ends_) {
      ends_ = false;
      --depth_;
    }
    if (depth_ > 0) return true;
    // A body of IF … END IF has no BEGIN.
    return routine_ && !blocked_ && controls_ && !next_word.empty() &&
           !among(next_word, {"create", "drop", "alter"});
  }

 private:
  std::string first_;
  std::size_t count_ = 0;
  int depth_ = 0;
  bool defines_ = false, kind_said_ = false, routine_ = false, blocked_ = false, ends_ = false,
       controls_ = false;
};

/// A word, or a semicolon.
struct Piece {
  std::string word;
  std::size_t at = 0;
  bool line_start = false;
};

std::size_t behind_quote(std::string_view sql, std::size_t at) {
  const char quote = sql[at++];
  while (at < sql.size() && sql[at] != quote) at += sql[at] == '\\' && quote != '`' ? 2 : 1;
  return std::min(at + 1, sql.size());
}

std::vector<Piece> pieces_of(std::string_view sql) {
  std::vector<Piece> pieces;
  std::size_t at = 0;
  bool line_start = true;
  while (at < sql.size()) {
    const char c = sql[at];
    const std::string_view rest = sql.substr(at);
    if (c == '\n') line_start = true;
    if (c == '\'' || c == '"' || c == '`') {
      at = behind_quote(sql, at);
    } else if (c == '#' ||
               (rest.starts_with("--") &&
                (rest.size() == 2 || std::isspace(static_cast<unsigned char>(rest[2])) != 0))) {
      at = std::min(sql.find('\n', at), sql.size());
    } else if (rest.starts_with("/*") && !rest.starts_with("/*!")) {
      const std::size_t end = sql.find("*/", at + 2);
      at = end == std::string_view::npos ? sql.size() : end + 2;
    } else if (c == ';') {
      pieces.push_back({";", at++, false});
    } else if (is_letter(c)) {
      const std::size_t begin = at;
      while (at < sql.size() && is_letter(sql[at])) ++at;
      pieces.push_back({ascii_lower(sql.substr(begin, at - begin)), begin, line_start});
      line_start = false;
    } else {
      ++at;
    }
  }
  return pieces;
}

}  // namespace

std::optional<Routines> routines_in(std::string_view sql) {
  Routines result;
  const std::vector<Piece> pieces = pieces_of(sql);
  Statement statement;
  bool needed = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Piece& piece = pieces[i];
    if (piece.word == "delimiter" && piece.line_start) return std::nullopt;
    if (piece.word != ";") {
      statement.word(piece.word);
      continue;
    }
    if (statement.holds(i + 1 < pieces.size() ? pieces[i + 1].word : "")) {
      needed = true;
      continue;
    }
    result.statements.emplace_back(trim(sql.substr(begin, piece.at - begin)));
    begin = piece.at + 1;
    statement = {};
  }
  if (!needed) return std::nullopt;
  const std::string_view rest = trim(sql.substr(begin));
  const bool comment = pieces.empty() || pieces.back().at < begin;
  if (comment && !rest.empty() && !result.statements.empty()) {
    result.statements.back() += fmt::format("\n{}", rest);
  } else if (!rest.empty()) {
    result.statements.emplace_back(rest);
  }
  constexpr std::array<std::string_view, 3> delimiters{"//", "$$", ";;"};
  const auto free = std::ranges::find_if(
      delimiters, [&](std::string_view d) { return sql.find(d) == std::string_view::npos; });
  result.delimiter = free == delimiters.end() ? "|migc|" : *free;
  return result;
}

}  // namespace migc::dialects
