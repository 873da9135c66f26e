#include <array>

#include "compiler/python/parsing.h"

namespace migc::python {
namespace {

/// Binding strength of binary operators, weakest first. `not` stands between `and` and comparisons,
/// the signs between multiplication and `**`.
enum Rank : int {
  RankNone,
  RankOr,
  RankAnd,
  RankNot,
  RankCompare,
  RankBitOr,
  RankBitXor,
  RankBitAnd,
  RankShift,
  RankSum,
  RankProduct,
  RankSign
};

struct Operator {
  std::uint8_t rank = RankNone;
  BinaryOp op{};
};
constexpr std::array<Operator, token_kinds> operators = [] {
  std::array<Operator, token_kinds> table{};
  const auto set = [&](TokenKind kind, Rank rank, BinaryOp op = {}) {
    table[static_cast<std::size_t>(kind)] = {static_cast<std::uint8_t>(rank), op};
  };
  set(K::Or, RankOr);
  set(K::And, RankAnd);
  for (const TokenKind kind : {K::EqualEqual, K::NotEqual, K::Less, K::LessEqual, K::Greater,
                               K::GreaterEqual, K::Is, K::In, K::Not}) {
    set(kind, RankCompare);
  }
  set(K::Bar, RankBitOr, BinaryOp::BitOr);
  set(K::Caret, RankBitXor, BinaryOp::BitXor);
  set(K::Ampersand, RankBitAnd, BinaryOp::BitAnd);
  set(K::ShiftLeft, RankShift, BinaryOp::ShiftLeft);
  set(K::ShiftRight, RankShift, BinaryOp::ShiftRight);
  set(K::Plus, RankSum, BinaryOp::Add);
  set(K::Minus, RankSum, BinaryOp::Subtract);
  set(K::Star, RankProduct, BinaryOp::Multiply);
  set(K::Slash, RankProduct, BinaryOp::Divide);
  set(K::DoubleSlash, RankProduct, BinaryOp::FloorDivide);
  set(K::Percent, RankProduct, BinaryOp::Modulo);
  set(K::At, RankProduct, BinaryOp::MatrixMultiply);
  return table;
}();
const Operator& operator_of(TokenKind kind) { return operators[static_cast<std::size_t>(kind)]; }

}  // namespace

std::uint32_t Parser::height(std::span<const Argument> arguments) {
  std::uint32_t most = 0;
  for (const Argument& argument : arguments) most = std::max(most, argument.value->height);
  return most;
}

std::uint32_t Parser::height(Parameters parameters) {
  std::uint32_t most = 0;
  for (const Parameter& parameter : parameters) {
    most = std::max({most, height(parameter.annotation), height(parameter.default_value)});
  }
  return most;
}

const Expr* Parser::expression() {
  const Depth depth(*this);
  if (!depth.good()) return atom();
  if (is(K::Lambda)) return lambda();
  const std::uint32_t from = begin();
  const Expr* body = binary(RankOr);
  if (!is(K::If)) return body;
  ++t_;
  const Expr* test = binary(RankOr);
  if (!is(K::Else)) unexpected("`else` of the conditional expression");
  accept(K::Else);
  const Expr* orelse = expression();
  const std::uint32_t most = std::max({body->height, test->height, orelse->height});
  return make(from, most + 1, Conditional{test, body, orelse});
}

const Expr* Parser::named_expression() {
  if (!(is(K::Name) && kind(1) == K::ColonEqual)) return expression();
  const Depth depth(*this);
  const std::uint32_t from = begin();
  ++t_;
  const Expr* target = make(from, 1, ast::Name{text(t_[-1])});
  ++t_;
  const Expr* value = expression();
  return make(from, value->height + 1, NamedExpr{target, value});
}

/// An expression, or `*expression` where a list of them may stand.
const Expr* Parser::list_item() {
  if (!is(K::Star)) return expression();
  const std::uint32_t from = begin();
  ++t_;
  const Expr* value = bit_or();
  return make(from, value->height + 1, Starred{value});
}

/// One expression, or a tuple without parentheses.
const Expr* Parser::expression_list() {
  const std::uint32_t from = begin();
  return list_rest(list_item(), from);
}

const Expr* Parser::list_rest(const Expr* first, std::uint32_t from) {
  if (!is(K::Comma)) {
    if (first->as<Starred>()) {
      fail(first->span, "a starred expression cannot stand alone here");
    }
    return first;
  }
  List<const Expr*> items(*this);
  items.push(first);
  while (accept(K::Comma)) {
    switch (kind()) {
      case K::Newline:
      case K::Equal:
      case K::RightParen:
      case K::RightBracket:
      case K::RightBrace:
      case K::Colon:
      case K::Semicolon:
      case K::Exclamation:
      case K::End:
        break;
      default:
        if (kind() >= K::PlusEqual && kind() <= K::CaretEqual) break;
        items.push(list_item());
        continue;
    }
    break;
  }
  const std::uint32_t most = height(items.view());
  return make(from, most + 1, Sequence{SequenceKind::Tuple, items.finish()});
}

const Expr* Parser::yield_or_list() {
  return is(K::Yield) ? yield_expression() : expression_list();
}

const Expr* Parser::yield_expression() {
  const std::uint32_t from = begin();
  if (!context_.function) fail(span_of(*t_), "`yield` outside a function");
  if (!accept(K::Yield)) return atom();
  context_.generator = true;
  if (accept(K::From)) {
    const Expr* value = expression();
    return make(from, value->height + 1, YieldFrom{value});
  }
  switch (kind()) {
    case K::Newline:
    case K::RightParen:
    case K::RightBracket:
    case K::RightBrace:
    case K::Equal:
    case K::Semicolon:
    case K::Exclamation:
    case K::Colon:
    case K::End:
      return make(from, 1, ast::Yield{nullptr});
    default:
      break;
  }
  const Expr* value = expression_list();
  return make(from, value->height + 1, ast::Yield{value});
}

/// The targets of `for`: they end where `in` begins.
const Expr* Parser::star_targets() {
  const std::uint32_t from = begin();
  const auto item = [&]() -> const Expr* {
    const std::uint32_t item_from = begin();
    const bool starred = accept(K::Star);
    const Expr* target = bit_or();
    return starred ? make(item_from, target->height + 1, Starred{target}) : target;
  };
  const Expr* first = item();
  const Expr* targets = first;
  if (is(K::Comma)) {
    List<const Expr*> items(*this);
    items.push(first);
    while (accept(K::Comma) && !is(K::In) && !is(K::Equal)) items.push(item());
    const std::uint32_t most = height(items.view());
    targets = make(from, most + 1, Sequence{SequenceKind::Tuple, items.finish()});
  }
  check_target(*targets, "assign to");
  return targets;
}

const Expr* Parser::lambda() {
  const std::uint32_t from = begin();
  ++t_;
  const Context outer = context_;
  const Parameters declared = parameters(K::Colon, false);
  expect(K::Colon);
  context_ = {.function = true};
  const Expr* body = expression();
  const bool generator = context_.generator;
  context_ = outer;
  const std::uint32_t most = std::max(body->height, height(declared));
  return make(from, most + 1, ast::Lambda{declared, body, generator});
}

/// Precedence climbing. A run of operators of one rank becomes one flat node.
const Expr* Parser::binary(int lowest) {
  const std::uint32_t from = begin();
  const Expr* left = nullptr;
  switch (kind()) {
    case K::Not:
      if (lowest > RankNot) unexpected("an expression");
      left = unary(UnaryOp::Not, RankNot);
      break;
    case K::Minus:
      left = unary(UnaryOp::Minus, RankSign);
      break;
    case K::Plus:
      left = unary(UnaryOp::Plus, RankSign);
      break;
    case K::Tilde:
      left = unary(UnaryOp::Invert, RankSign);
      break;
    default:
      left = power();
      break;
  }
  for (;;) {
    const int rank = operator_of(kind()).rank;
    if (rank < lowest || rank == RankNone) return left;
    if (rank == RankOr || rank == RankAnd) {
      const TokenKind joiner = kind();
      List<const Expr*> operands(*this);
      operands.push(left);
      while (accept(joiner)) operands.push(binary(rank + 1));
      const std::uint32_t most = height(operands.view());
      left = make(from, most + 1, BoolOp{joiner == K::And, operands.finish()});
    } else if (rank == RankCompare) {
      if (is(K::Not) && kind(1) != K::In) return left;
      List<CompareTerm> terms(*this);
      std::uint32_t most = left->height;
      while (operator_of(kind()).rank == RankCompare) {
        CompareOp op{};
        switch (kind()) {
          case K::EqualEqual:
            op = CompareOp::Equal;
            break;
          case K::NotEqual:
            op = CompareOp::NotEqual;
            break;
          case K::Less:
            op = CompareOp::Less;
            break;
          case K::LessEqual:
            op = CompareOp::LessEqual;
            break;
          case K::Greater:
            op = CompareOp::Greater;
            break;
          case K::GreaterEqual:
            op = CompareOp::GreaterEqual;
            break;
          case K::In:
            op = CompareOp::In;
            break;
          case K::Is:
            op = CompareOp::Is;
            if (kind(1) == K::Not) {
              op = CompareOp::IsNot;
              ++t_;
            }
            break;
          default:
            op = CompareOp::NotIn;
            ++t_;
            if (!is(K::In)) unexpected("`in`");
            break;
        }
        if (resume_) break;
        ++t_;
        const Expr* right = binary(RankCompare + 1);
        most = std::max(most, right->height);
        terms.push({op, right});
      }
      left = make(from, most + 1, Compare{left, terms.finish()});
    } else {
      List<BinaryTerm> terms(*this);
      std::uint32_t most = left->height;
      for (Operator next = operator_of(kind()); next.rank == rank; next = operator_of(kind())) {
        ++t_;
        const Expr* right = binary(rank + 1);
        most = std::max(most, right->height);
        terms.push({next.op, right, last_end()});
      }
      left = make(from, most + 1, Binary{left, terms.finish()});
    }
  }
}

const Expr* Parser::bit_or() { return binary(RankBitOr); }

const Expr* Parser::unary(UnaryOp op, int operand_rank) {
  const Depth depth(*this);
  if (!depth.good() || resume_) return atom();
  const std::uint32_t from = begin();
  ++t_;
  const Expr* operand = binary(operand_rank);
  return make(from, operand->height + 1, Unary{op, operand});
}

/// `await` binds more tightly than `**`, which binds more tightly than a sign to its left and less
/// than one to its right.
const Expr* Parser::power() {
  const std::uint32_t from = begin();
  const Expr* base = nullptr;
  if (is(K::Await)) {
    if (!context_.async && !stray_await_) stray_await_ = span_of(*t_);
    ++t_;
    const std::uint32_t operand_from = begin();
    const Expr* operand = primary(atom(), operand_from);
    base = make(from, operand->height + 1, ast::Await{operand});
  } else {
    base = primary(atom(), from);
  }
  if (!is(K::DoubleStar)) return base;
  const Depth depth(*this);
  if (!depth.good()) return base;
  ++t_;
  const Expr* exponent = binary(RankSign);
  List<BinaryTerm> terms(*this);
  terms.push({BinaryOp::Power, exponent, last_end()});
  return make(from, std::max(base->height, exponent->height) + 1, Binary{base, terms.finish()});
}

const Expr* Parser::primary(const Expr* expr, std::uint32_t from) {
  for (;;) {
    switch (kind()) {
      case K::Dot: {
        ++t_;
        const Identifier name = identifier("an attribute name");
        expr = make(from, expr->height + 1, Attribute{expr, name});
        break;
      }
      case K::LeftParen:
        expr = call(expr, from);
        break;
      case K::LeftBracket:
        expr = subscript(expr, from);
        break;
      default:
        return expr;
    }
  }
}

const Expr* Parser::call(const Expr* callee, std::uint32_t from) {
  const std::span<const Argument> given = arguments(true);
  return make(from, std::max(callee->height, height(given)) + 1, Call{callee, given});
}

/// From `(` to `)`. A generator as the only argument needs no parentheses of its own.
std::span<const Argument> Parser::arguments(bool allow_generator) {
  const std::uint32_t open = begin();
  expect(K::LeftParen);
  List<Argument> list(*this);
  bool keyword_seen = false, double_star_seen = false;
  while (!is(K::RightParen) && !is(K::End)) {
    const std::uint32_t from = begin();
    Argument argument{};
    if (accept(K::Star)) {
      argument.kind = ArgumentKind::Star;
      argument.value = expression();
      if (double_star_seen) fail(span_from(from), "`*` argument after a `**` argument");
    } else if (accept(K::DoubleStar)) {
      argument.kind = ArgumentKind::DoubleStar;
      argument.value = expression();
      double_star_seen = true;
    } else if (is(K::Name) && kind(1) == K::Equal) {
      argument.kind = ArgumentKind::Keyword;
      argument.name = identifier("a name");
      ++t_;
      argument.value = expression();
      keyword_seen = true;
    } else {
      argument.value = named_expression();
      if (at_comprehension()) {
        argument.value = comprehension(ComprehensionKind::Generator, argument.value, nullptr, open);
        if (!allow_generator || list.size() > 0 || is(K::Comma)) {
          fail(span_from(from), "a generator beside other arguments needs parentheses");
        }
      } else if (is(K::Equal)) {
        fail(span_from(from), "an argument name must be a plain name");
      } else if (double_star_seen || keyword_seen) {
        fail(span_from(from), "positional argument after {}",
             double_star_seen ? "a `**` argument" : "a keyword argument");
      }
    }
    argument.span = span_from(from);
    list.push(argument);
    if (!accept(K::Comma)) break;
  }
  if (!is(K::RightParen)) unexpected("`,` or `)`");
  accept(K::RightParen);
  if (list.size() == 1 && list.back().kind == ArgumentKind::Positional &&
      list.back().value->as<Comprehension>() && list.back().value->span.begin == open) {
    Expr generator = *list.back().value;
    generator.span = span_from(open);
    list.back().value = arena_.make<Expr>(generator);
  }
  if (keyword_seen) check_keywords(list.view());
  return list.finish();
}

void Parser::check_keywords(std::span<const Argument> arguments) {
  const auto repeated = [&](const Argument& argument) {
    fail(argument.span, "keyword argument `{}` is given twice", argument.name.text);
  };
  if (arguments.size() <= 32) {
    for (std::size_t i = 1; i < arguments.size(); ++i) {
      if (arguments[i].kind != ArgumentKind::Keyword) continue;
      for (std::size_t j = 0; j < i; ++j) {
        if (arguments[j].kind == ArgumentKind::Keyword &&
            arguments[j].name.text == arguments[i].name.text) {
          return repeated(arguments[i]);
        }
      }
    }
    return;
  }
  std::vector<const Argument*> keywords;
  for (const Argument& argument : arguments) {
    if (argument.kind == ArgumentKind::Keyword) keywords.push_back(&argument);
  }
  std::ranges::stable_sort(keywords, {},
                           [](const Argument* argument) { return argument->name.text; });
  for (std::size_t i = 1; i < keywords.size(); ++i) {
    if (keywords[i]->name.text == keywords[i - 1]->name.text) return repeated(*keywords[i]);
  }
}

const Expr* Parser::subscript(const Expr* object, std::uint32_t from) {
  ++t_;
  const std::uint32_t index_from = begin();
  const Expr* index = slice();
  if (is(K::Comma) || index->as<Starred>()) {
    List<const Expr*> items(*this);
    items.push(index);
    while (accept(K::Comma) && !is(K::RightBracket)) items.push(slice());
    const std::uint32_t most = height(items.view());
    index = make(index_from, most + 1, Sequence{SequenceKind::Tuple, items.finish()});
  }
  if (!is(K::RightBracket)) unexpected("`,` or `]`");
  accept(K::RightBracket);
  return make(from, std::max(object->height, index->height) + 1, Subscript{object, index});
}

const Expr* Parser::slice() {
  const std::uint32_t from = begin();
  if (is(K::Star)) return list_item();
  const Expr* parts[3] = {};
  if (!is(K::Colon)) {
    parts[0] = named_expression();
    if (!is(K::Colon)) return parts[0];
  }
  for (int i = 1; i < 3 && accept(K::Colon); ++i) {
    if (!is(K::Colon) && !is(K::Comma) && !is(K::RightBracket)) parts[i] = expression();
  }
  const std::uint32_t most = std::max({height(parts[0]), height(parts[1]), height(parts[2])});
  return make(from, most + 1, Slice{parts[0], parts[1], parts[2]});
}

std::span<const ComprehensionClause> Parser::comprehension_clauses(std::uint32_t& most) {
  List<ComprehensionClause> clauses(*this);
  while (at_comprehension()) {
    ComprehensionClause clause{};
    clause.is_async = accept(K::Async);
    if (clause.is_async && !context_.async && !stray_await_) stray_await_ = span_of(t_[-1]);
    ++t_;
    clause.target = star_targets();
    expect(K::In);
    clause.iterable = binary(RankOr);
    List<const Expr*> conditions(*this);
    while (accept(K::If)) conditions.push(binary(RankOr));
    most =
        std::max({most, clause.target->height, clause.iterable->height, height(conditions.view())});
    clause.conditions = conditions.finish();
    clauses.push(clause);
  }
  return clauses.finish();
}

/// Without its closing bracket.
const Expr* Parser::comprehension(ComprehensionKind kind, const Expr* element, const Expr* value,
                                  std::uint32_t from) {
  if (element->as<Starred>())
    fail(element->span, "iterable unpacking cannot be used in a comprehension");
  std::uint32_t most = std::max(element->height, height(value));
  const std::span<const ComprehensionClause> clauses = comprehension_clauses(most);
  // A generator may wait anywhere: it becomes an asynchronous one.
  if (kind == ComprehensionKind::Generator && stray_await_ && stray_await_->begin >= from) {
    stray_await_.reset();
  }
  return make(from, most + 1, Comprehension{kind, element, value, clauses});
}

/// Of a function (with annotations, up to `)`) or a lambda (without, up to `:`).
Parameters Parser::parameters(TokenKind close, bool annotations) {
  List<Parameter> list(*this);
  bool star = false, bare_star = false, slash = false, default_seen = false, double_star = false;
  while (!is(close) && !is(K::End)) {
    const Token* start = t_;
    Parameter parameter{
        star ? ParameterKind::KeywordOnly : ParameterKind::Ordinary, {}, nullptr, nullptr};
    if (double_star) fail(span_of(*t_), "nothing can follow the `**` parameter");
    if (accept(K::Slash)) {
      if (slash || star) fail(span_of(*start), "`/` must come once and before `*`");
      if (list.size() == 0) fail(span_of(*start), "at least one parameter must precede `/`");
      slash = true;
      for (Parameter& before : list.items()) before.kind = ParameterKind::PositionalOnly;
      if (!accept(K::Comma)) break;
      continue;
    }
    if (accept(K::Star)) {
      if (star) fail(span_of(*start), "`*` may appear only once");
      star = true;
      if (is(K::Comma)) {
        bare_star = true;
        ++t_;
        continue;
      }
      if (is(close)) fail(span_of(*start), "named parameters must follow a bare `*`");
      parameter.kind = ParameterKind::Star;
    } else if (accept(K::DoubleStar)) {
      double_star = true;
      if (bare_star) fail(span_of(*start), "named parameters must follow a bare `*`");
      parameter.kind = ParameterKind::DoubleStar;
    }
    bare_star = false;
    parameter.name = identifier("a parameter name");
    if (annotations && accept(K::Colon)) {
      parameter.annotation = parameter.kind == ParameterKind::Star ? list_item() : expression();
    }
    if (is(K::Equal)) {
      if (parameter.kind == ParameterKind::Star || parameter.kind == ParameterKind::DoubleStar) {
        fail(span_of(*t_), "a `*` or `**` parameter cannot have a default");
      }
      accept(K::Equal);
      parameter.default_value = expression();
      if (parameter.kind == ParameterKind::Ordinary) default_seen = true;
    } else if (parameter.kind == ParameterKind::Ordinary && default_seen) {
      fail(parameter.name.span, "parameter without a default follows one with a default");
    }
    if (resume_) break;
    for (const Parameter& other : list.view().last(std::min<std::size_t>(list.size(), 1000))) {
      if (other.name.text != parameter.name.text) continue;
      fail(parameter.name.span, "parameter `{}` is declared twice", parameter.name.text);
      break;
    }
    list.push(parameter);
    if (!accept(K::Comma)) break;
  }
  if (bare_star) fail(span_of(*t_), "named parameters must follow a bare `*`");
  return list.finish();
}

}  // namespace migc::python
