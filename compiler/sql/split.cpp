#include "compiler/sql/split.h"

#include <algorithm>
#include <string>

#include "compiler/base/text.h"
#include "compiler/sql/tokens.h"

namespace migc::sql {
namespace {

/// A routine's body has semicolons of its own: between BEGIN and END, CASE and END.
class Bodies {
 public:
  /// `blocks`: a statement may be a block, and BEGIN never begins a transaction.
  explicit Bodies(bool blocks) : blocks_(blocks) {}

  /// True while a semicolon belongs to a body.
  bool inside() const { return depth_ > 0; }

  void see(const Token& token, std::size_t position) {
    if (position == 0) {
      const bool declares = blocks_ && token.is("DECLARE");
      creates_ = token.is("CREATE") || token.is("ALTER");
      routine_ = declares || (blocks_ && token.is("BEGIN"));
      depth_ = declares ? 1 : 0;  // Its BEGIN adds nothing.
      declares_ = declares;
      ends_ = false;
    }
    if (creates_ && position < 8 && names_routine(token)) routine_ = true;
    if (!routine_) return;
    if (ends_) {
      // END IF, END LOOP close what was not counted.
      ends_ = false;
      const bool other = token.is("IF") || token.is("LOOP") || token.is("WHILE") ||
                         token.is("REPEAT") || token.is("FOR");
      if (!other) --depth_;
      if (other || token.is("CASE")) return;
    }
    if (declares_ && depth_ == 1 && token.is("BEGIN")) {
      declares_ = false;
    } else if (token.is("BEGIN") || (depth_ > 0 && token.is("CASE"))) {
      ++depth_;
    } else if (depth_ > 0 && token.is("END")) {
      ends_ = true;
    }
  }

 private:
  static bool names_routine(const Token& token) {
    static constexpr std::string_view words[] = {"FUNCTION", "PROCEDURE", "TRIGGER", "EVENT",
                                                 "PACKAGE"};
    return std::ranges::any_of(words, [&](std::string_view word) { return token.is(word); });
  }

  bool blocks_;
  bool creates_ = false, routine_ = false, declares_ = false, ends_ = false;
  int depth_ = 0;
};

bool alone_on_line(const std::vector<Token>& tokens, std::size_t i) {
  return tokens[i].line_start && (i + 1 == tokens.size() || tokens[i + 1].line_start);
}

}  // namespace

Syntax syntax_of(std::string_view dialect) {
  if (dialect == "postgresql") return {.dollar_quotes = true, .nested_comments = true};
  if (dialect == "mysql" || dialect == "mariadb") {
    return {.backslash_escapes = true,
            .backticks = true,
            .hash_comments = true,
            .delimiter_command = true,
            .double_quoted_strings = true};
  }
  if (dialect == "sqlite") return {.backticks = true, .brackets = true};
  if (dialect == "mssql") return {.brackets = true, .nested_comments = true, .go_lines = true};
  if (dialect == "oracle") return {.slash_lines = true};
  return {};
}

std::vector<std::string_view> split_statements(std::string_view sql, const Syntax& syntax) {
  std::vector<std::string_view> statements;
  const std::vector<Token> tokens = tokenize(sql, syntax);
  std::string delimiter = ";";
  std::size_t first = 0;  // Of the statement at hand.
  Bodies bodies(syntax.slash_lines);
  const auto finish = [&](std::size_t end) {  // Tokens [first, end) are a statement.
    if (end > first) {
      const std::size_t begin = tokens[first].at;
      statements.push_back(sql.substr(begin, tokens[end - 1].end() - begin));
    }
    first = end + 1;
  };
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (syntax.delimiter_command && i == first && token.is("DELIMITER") && token.line_start) {
      const std::size_t line_end = std::min(sql.find('\n', token.at), sql.size());
      delimiter = trim(sql.substr(token.end(), line_end - token.end()));
      if (delimiter.empty()) delimiter = ";";
      while (i + 1 < tokens.size() && tokens[i + 1].at < line_end) ++i;
      first = i + 1;
      continue;
    }
    if ((syntax.go_lines && token.is("GO") && alone_on_line(tokens, i)) ||
        (syntax.slash_lines && token.text == "/" && alone_on_line(tokens, i))) {
      finish(i);
      continue;
    }
    bodies.see(token, i - first);
    if (delimiter == ";") {
      if (token.text == ";" && !bodies.inside()) finish(i);
      continue;
    }
    // Another delimiter may be glued to what stands before it: END$$
    const std::string_view text = token.text;
    if (text == delimiter) {
      finish(i);
    } else if (token.kind != Token::Kind::String && text.ends_with(delimiter)) {
      const std::size_t begin = tokens[first].at;
      statements.push_back(sql.substr(begin, token.end() - delimiter.size() - begin));
      first = i + 1;
    }
  }
  finish(tokens.size());
  return statements;
}

Extent measure(std::string_view sql, const Syntax& syntax) {
  Extent extent;
  struct Level {
    std::size_t run = 0, sets = 0;
  };
  std::vector<Level> levels(1);
  std::size_t cases = 0;  // CASE … END nests without parentheses.
  for (const Token& token : tokenize(sql, syntax)) {
    if (token.text == "(" || token.text == "[") {
      levels.emplace_back();
    } else if (token.text == ")" || token.text == "]") {
      if (levels.size() > 1) levels.pop_back();
    } else if (token.text == ";") {
      levels.assign(1, {});
      cases = 0;
    } else if (token.text == ",") {
      levels.back().run = 0;
    } else if (token.is("CASE")) {
      ++cases;
    } else if (token.is("END") && cases > 0) {
      --cases;
    } else if (token.is("UNION") || token.is("EXCEPT") || token.is("INTERSECT")) {
      ++levels.back().sets;
    }
    Level& level = levels.back();
    extent.chain = std::max({extent.chain, ++level.run, level.sets});
    extent.depth = std::max(extent.depth, levels.size() - 1 + cases);
  }
  return extent;
}

}  // namespace migc::sql
