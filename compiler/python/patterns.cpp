#include "compiler/python/parsing.h"

namespace migc::python {

/// `match` opens a statement when its line ends in a colon and an indented `case` follows; in all
/// other places it is a name.
bool Parser::at_match() const {
  if (text(*t_) != "match") return false;
  switch (kind(1)) {
    case K::Equal:
    case K::Dot:
    case K::Comma:
    case K::Colon:
    case K::Newline:
    case K::Semicolon:
      return false;
    default:
      break;
  }
  const Token* token = t_;
  while (token->kind != K::Newline && token->kind != K::End) ++token;
  return token->kind == K::Newline && token[-1].kind == K::Colon && token[1].kind == K::Indent &&
         token[2].kind == K::Name && text(token[2]) == "case";
}

const Stmt* Parser::match_statement() {
  const std::uint32_t from = begin();
  ++t_;
  Match result{};
  const std::uint32_t subject_from = begin();
  const Expr* subject = is(K::Star) ? list_item() : named_expression();
  result.subject = list_rest(subject, subject_from);
  expect(K::Colon);
  expect(K::Newline);
  expect(K::Indent);
  List<MatchCase> cases(*this);
  while (is_word("case")) {
    ++t_;
    MatchCase one{};
    one.pattern = open_pattern();
    if (accept(K::If)) one.guard = named_expression();
    one.body = suite();
    cases.push(one);
  }
  if (!is(K::Dedent)) unexpected("`case`");
  accept(K::Dedent);
  result.cases = cases.finish();
  return make_stmt(from, result);
}

/// The pattern of a case: a sequence needs no brackets here.
const Pattern* Parser::open_pattern() {
  const std::uint32_t from = begin();
  const Pattern* first = is(K::Star) ? star_pattern() : pattern();
  if (!is(K::Comma)) {
    if (std::get_if<MatchStar>(&first->node))
      fail(first->span, "a starred pattern must be in a sequence");
    return first;
  }
  List<const Pattern*> items(*this);
  items.push(first);
  while (accept(K::Comma) && !is(K::Colon) && !is(K::If) && !is(K::End)) {
    items.push(is(K::Star) ? star_pattern() : pattern());
  }
  return make_pattern(from, MatchSequence{items.finish()});
}

const Pattern* Parser::star_pattern() {
  const std::uint32_t from = begin();
  ++t_;
  Identifier name = identifier("a name");
  if (name.text == "_") name = {};
  return make_pattern(from, MatchStar{name});
}

const Pattern* Parser::pattern() {
  const Depth depth(*this);
  const std::uint32_t from = begin();
  if (!depth.good()) return make_pattern(from, MatchAs{});
  const Pattern* inner = or_pattern();
  if (!accept(K::As)) return inner;
  if (is_word("_")) fail(span_of(*t_), "`_` cannot be the name of a pattern");
  const Identifier name = identifier("a name");
  return make_pattern(from, MatchAs{inner, name});
}

const Pattern* Parser::or_pattern() {
  const std::uint32_t from = begin();
  const Pattern* first = closed_pattern();
  if (!is(K::Bar)) return first;
  List<const Pattern*> alternatives(*this);
  alternatives.push(first);
  while (accept(K::Bar)) alternatives.push(closed_pattern());
  return make_pattern(from, MatchOr{alternatives.finish()});
}

const Pattern* Parser::closed_pattern() {
  const std::uint32_t from = begin();
  switch (kind()) {
    case K::None:
      ++t_;
      return make_pattern(from, MatchSingleton{Singleton::None});
    case K::True:
      ++t_;
      return make_pattern(from, MatchSingleton{Singleton::True});
    case K::False:
      ++t_;
      return make_pattern(from, MatchSingleton{Singleton::False});
    case K::Minus:
    case K::Number:
      return make_pattern(from, MatchValue{pattern_number()});
    case K::String:
    case K::FStringStart: {
      const Expr* value = strings();
      if (value->as<FString>()) fail(value->span, "a pattern cannot be an f-string");
      return make_pattern(from, MatchValue{value});
    }
    case K::LeftParen:
      ++t_;
      return group_or_sequence_pattern(K::RightParen);
    case K::LeftBracket:
      ++t_;
      return group_or_sequence_pattern(K::RightBracket);
    case K::LeftBrace:
      return mapping_pattern();
    case K::Name: {
      const Expr* name = pattern_name();
      if (is(K::LeftParen)) return class_pattern(name, from);
      const Name* capture = name->as<Name>();
      if (!capture) return make_pattern(from, MatchValue{name});
      if (capture->text == "_") return make_pattern(from, MatchAs{nullptr, {}});
      return make_pattern(from, MatchAs{nullptr, {capture->text, name->span}});
    }
    default:
      break;
  }
  unexpected("a pattern");
  return make_pattern(from, MatchAs{});
}

/// `1`, `-1`, `1 + 2j`.
const Expr* Parser::pattern_number() {
  const std::uint32_t from = begin();
  const auto one = [&](bool sign) -> const Expr* {
    const std::uint32_t sign_from = begin();
    const bool minus = sign && accept(K::Minus);
    if (!is(K::Number)) unexpected("a number");
    const Expr* value = is(K::Number) ? number() : atom();
    return minus ? make(sign_from, 2, Unary{UnaryOp::Minus, value}) : value;
  };
  const Expr* real = one(true);
  if (!is(K::Plus) && !is(K::Minus)) return real;
  const BinaryOp op = is(K::Plus) ? BinaryOp::Add : BinaryOp::Subtract;
  ++t_;
  if (!(t_->flags & token_flag::imaginary)) unexpected("an imaginary number");
  List<BinaryTerm> terms(*this);
  const Expr* imaginary = one(false);
  terms.push({op, imaginary, last_end()});
  return make(from, 3, Binary{real, terms.finish()});
}

/// A name or a dotted name.
const Expr* Parser::pattern_name() {
  const std::uint32_t from = begin();
  const Identifier first = identifier("a name");
  const Expr* name = make(from, 1, Name{first.text});
  while (accept(K::Dot)) {
    const Identifier attribute = identifier("an attribute name");
    name = make(from, name->height + 1, Attribute{name, attribute});
  }
  return name;
}

/// After the opening bracket. Parentheses around one pattern only group.
const Pattern* Parser::group_or_sequence_pattern(TokenKind close) {
  const std::uint32_t from = t_[-1].begin;
  List<const Pattern*> items(*this);
  bool comma = false;
  while (!is(close) && !is(K::End)) {
    items.push(is(K::Star) ? star_pattern() : pattern());
    if (!accept(K::Comma)) break;
    comma = true;
  }
  if (!is(close)) unexpected(close == K::RightParen ? "`,` or `)`" : "`,` or `]`");
  accept(close);
  if (close == K::RightParen && items.size() == 1 && !comma) {
    if (std::get_if<MatchStar>(&items.back()->node)) {
      fail(items.back()->span, "a starred pattern must be in a sequence");
    }
    return items.back();
  }
  return make_pattern(from, MatchSequence{items.finish()});
}

const Pattern* Parser::mapping_pattern() {
  const std::uint32_t from = begin();
  ++t_;
  MatchMapping mapping{};
  List<MatchMappingItem> items(*this);
  while (!is(K::RightBrace) && !is(K::End)) {
    if (!mapping.rest.text.empty()) fail(span_of(*t_), "`**{}` must come last", mapping.rest.text);
    if (accept(K::DoubleStar)) {
      mapping.rest = identifier("a name");
    } else {
      const std::uint32_t key_from = begin();
      const Expr* key = nullptr;
      switch (kind()) {
        case K::Minus:
        case K::Number:
          key = pattern_number();
          break;
        case K::Name:
          key = pattern_name();
          if (key->as<Name>())
            fail(key->span, "the key of a pattern must be a literal or a dotted name");
          break;
        case K::String:
        case K::None:
        case K::True:
        case K::False:
          key = atom();
          break;
        default:
          unexpected("a key");
          key = make(key_from, 1, Name{});
          break;
      }
      expect(K::Colon);
      items.push({key, pattern()});
    }
    if (!accept(K::Comma)) break;
  }
  if (!is(K::RightBrace)) unexpected("`,` or `}`");
  accept(K::RightBrace);
  mapping.items = items.finish();
  return make_pattern(from, mapping);
}

const Pattern* Parser::class_pattern(const Expr* cls, std::uint32_t from) {
  ++t_;
  MatchClass result{.cls = cls, .positional = {}, .keywords = {}};
  List<const Pattern*> positional(*this);
  List<MatchKeyword> keywords(*this);
  while (!is(K::RightParen) && !is(K::End)) {
    if (is(K::Name) && kind(1) == K::Equal) {
      const Identifier name = identifier("a name");
      ++t_;
      keywords.push({name, pattern()});
    } else {
      if (keywords.size() > 0) fail(span_of(*t_), "positional pattern after a keyword pattern");
      positional.push(pattern());
    }
    if (!accept(K::Comma)) break;
  }
  if (!is(K::RightParen)) unexpected("`,` or `)`");
  accept(K::RightParen);
  result.positional = positional.finish();
  result.keywords = keywords.finish();
  return make_pattern(from, result);
}

}  // namespace migc::python
