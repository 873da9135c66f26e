#include "compiler/sql/do_block.h"

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/sql/split.h"
#include "compiler/sql/tokens.h"

namespace migc::sql {
namespace {

bool any_of_words(const Token& token, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return token.is(word); });
}

/// GRANT, CREATE ROLE and the like: of the server, not of the schema.
bool only_roles(std::string_view sql) {
  const std::vector<Token> tokens = tokenize(sql, syntax_of("postgresql"));
  if (tokens.empty()) return false;
  if (any_of_words(tokens[0], {"GRANT", "REVOKE"})) return true;
  return tokens.size() > 1 && any_of_words(tokens[0], {"CREATE", "ALTER", "DROP"}) &&
         any_of_words(tokens[1], {"ROLE", "USER", "GROUP", "DEFAULT"});
}

std::string unquoted(const Token& token) {
  std::string_view text = token.text;
  if (text.size() < 2) return {};
  return replace_all(std::string(text.substr(1, text.size() - 2)), "''", "'");
}

class BlockReader {
 public:
  explicit BlockReader(std::string_view body)
      : body_(body), tokens_(tokenize(body, syntax_of("postgresql"))) {}

  std::optional<std::vector<BlockStatement>> run() {
    if (!take("BEGIN") || !block({}) || (!done() && !take(";")) || !done()) return std::nullopt;
    return std::move(out_);
  }

 private:
  /// The condition under which statements run.
  struct Guard {
    bool unread = false;               ///< It is not read.
    std::vector<std::string> absent;   ///< Nothing of one of these names is there,
    std::vector<std::string> present;  ///< … or something is.
  };

  bool done() const { return at_ >= tokens_.size(); }
  bool is(std::string_view word) const { return !done() && tokens_[at_].is(word); }
  bool take(std::string_view word) {
    if (!is(word)) return false;
    ++at_;
    return true;
  }
  std::string_view between(std::size_t from, std::size_t to) const {
    if (from >= to) return {};
    return body_.substr(tokens_[from].at, tokens_[to - 1].end() - tokens_[from].at);
  }
  /// Past the end of the statement; its text without that.
  std::optional<std::string_view> statement_text() {
    const std::size_t from = at_;
    while (!done() && !(tokens_[at_].is(";") && tokens_[at_].depth == 0)) ++at_;
    if (done()) return std::nullopt;
    return between(from, at_++);
  }

  /// What follows BEGIN, to its END.
  bool block(const Guard& guard) {
    if (++depth_ > 20) return false;
    const std::size_t from = out_.size();
    if (!statements(guard)) return false;
    if (take("EXCEPTION")) {
      bool of_existence = true;
      const std::size_t to = out_.size();
      while (take("WHEN")) {
        do {
          of_existence = of_existence && !done() &&
                         (any_of_words(tokens_[at_],
                                       {"duplicate_object", "duplicate_table", "duplicate_column",
                                        "duplicate_schema", "undefined_object", "undefined_table",
                                        "undefined_column"}));
          ++at_;
        } while (take("OR"));
        if (!take("THEN") || !statements({.unread = true})) return false;
      }
      // The first that fails takes back the others.
      for (std::size_t i = from; i < to; ++i) {
        if (of_existence && to == from + 1) {
          out_[i].if_needed = true;
        } else {
          out_[i].possible = true;
        }
      }
    }
    --depth_;
    return take("END");
  }

  bool statements(const Guard& guard) {
    while (!done() &&
           !any_of_words(tokens_[at_], {"END", "EXCEPTION", "ELSE", "ELSIF", "ELSEIF", "WHEN"})) {
      if (!statement(guard)) return false;
    }
    return !done();
  }

  bool statement(const Guard& guard) {
    if (take("IF")) return branch(guard);
    if (take("BEGIN")) return block(guard) && take(";");
    if (is("NULL") || is("RAISE")) return statement_text().has_value();
    if (take("EXECUTE")) return dynamic(guard);
    if (!any_of_words(tokens_[at_], {"CREATE", "ALTER", "DROP", "INSERT", "UPDATE", "DELETE",
                                     "GRANT", "REVOKE", "COMMENT", "TRUNCATE"})) {
      return false;
    }
    const auto text = statement_text();
    if (text) add(std::string(*text), guard);
    return text.has_value();
  }

  /// What follows IF.
  bool branch(const Guard& outer) {
    const std::size_t from = at_;
    while (!done() && !(tokens_[at_].is("THEN") && tokens_[at_].depth == 0)) ++at_;
    const bool free = !outer.unread && outer.absent.empty() && outer.present.empty();
    const Guard guard = free ? guard_of(from, at_) : Guard{.unread = true};
    if (!take("THEN") || !statements(guard)) return false;
    while (is("ELSIF") || is("ELSEIF") || is("ELSE")) {
      const bool last = is("ELSE");
      ++at_;
      while (!last && !done() && !(tokens_[at_].is("THEN") && tokens_[at_].depth == 0)) ++at_;
      if ((!last && !take("THEN")) || !statements({.unread = true})) return false;
    }
    return take("END") && take("IF") && take(";");
  }

  Guard guard_of(std::size_t from, std::size_t to) const {
    const bool negated = from < to && tokens_[from].is("NOT");
    const std::size_t first = negated ? from + 1 : from;
    if (first >= to || !tokens_[first].is("EXISTS")) return {.unread = true};
    Guard guard;
    for (std::size_t i = first; i < to; ++i) {
      // One question, and nothing beside it.
      if (i > first && tokens_[i].depth == 0 && !any_of_words(tokens_[i], {"(", ")"})) {
        return {.unread = true};
      }
      if (tokens_[i].kind != Token::Kind::String) continue;
      const std::string name = unquoted(tokens_[i]);
      if (name != "public") (negated ? guard.absent : guard.present).push_back(name);
    }
    guard.unread = guard.absent.empty() && guard.present.empty();
    return guard;
  }

  /// What follows EXECUTE: a literal, or format() of one.
  bool dynamic(const Guard& guard) {
    const bool formatted = take("format") && take("(");
    if (done() || tokens_[at_].kind != Token::Kind::String || tokens_[at_].text.front() != '\'') {
      return false;
    }
    const std::string literal = unquoted(tokens_[at_]);
    const std::size_t next = at_ + 1;
    if (!statement_text()) return false;
    if (only_roles(literal)) return true;
    if (formatted || next + 1 != at_) return false;
    add(literal, guard);
    return true;
  }

  void add(std::string text, const Guard& guard) {
    if (only_roles(text)) return;
    BlockStatement made{.text = std::move(text)};
    const std::vector<Token> words = tokenize(made.text, syntax_of("postgresql"));
    const auto named = [&](const std::vector<std::string>& names) {
      return !names.empty() && std::ranges::all_of(names, [&](const std::string& name) {
        return std::ranges::any_of(words, [&](const Token& word) {
          return (word.kind == Token::Kind::Word || word.kind == Token::Kind::QuotedName) &&
                 name_of(word, Fold::Lower) == name;
        });
      });
    };
    const bool drops = !words.empty() && words[0].is("DROP");
    made.possible = guard.unread;
    if (!guard.absent.empty() || !guard.present.empty()) {
      made.if_needed = drops ? named(guard.present) : named(guard.absent);
      made.possible = !made.if_needed;
    }
    out_.push_back(std::move(made));
  }

  std::string_view body_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::vector<BlockStatement> out_;
};

}  // namespace

std::optional<std::vector<BlockStatement>> read_block(std::string_view body) {
  return BlockReader(body).run();
}

}  // namespace migc::sql
