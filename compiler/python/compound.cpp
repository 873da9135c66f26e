#include "compiler/python/parsing.h"

namespace migc::python {

const Stmt* Parser::if_statement() {
  const std::uint32_t from = begin();
  List<IfClause> clauses(*this);
  while (is(K::If) || is(K::Elif)) {
    if (is(K::If) && clauses.size() > 0) break;
    const std::uint32_t clause_from = begin();
    ++t_;
    const Expr* test = named_expression();
    const Block body = suite();
    clauses.push({{source_.id, clause_from, 0}, test, body});
  }
  If result{};
  result.orelse = else_block();
  // Each clause reaches to the end of the whole: an `elif` is an `if` in the `else` before it.
  const std::uint32_t end = last_code_end();
  for (IfClause& clause : clauses.items()) clause.span.end = end;
  result.clauses = clauses.finish();
  return make_stmt(from, result);
}

Block Parser::else_block() {
  if (!accept(K::Else)) return {};
  return suite();
}

Block Parser::loop_body() {
  ++context_.loops;
  const Block body = suite();
  --context_.loops;
  return body;
}

const Stmt* Parser::for_statement(std::uint32_t from, bool is_async) {
  expect(K::For);
  For loop{};
  loop.is_async = is_async;
  loop.target = star_targets();
  if (!is(K::In)) unexpected("`in`");
  accept(K::In);
  loop.iterable = expression_list();
  loop.body = loop_body();
  loop.orelse = else_block();
  return make_stmt(from, loop);
}

const Stmt* Parser::while_statement() {
  const std::uint32_t from = begin();
  ++t_;
  While loop{};
  loop.test = named_expression();
  loop.body = loop_body();
  loop.orelse = else_block();
  return make_stmt(from, loop);
}

/// Whether `with (` opens a list of items, as Python 3.9 reads it: the bracket closes just before
/// the colon, and holds nothing that only an expression in parentheses can hold.
bool Parser::parenthesised_with() const {
  if (!is(K::LeftParen) || kind(1) == K::RightParen || kind(1) == K::Yield) return false;
  int depth = 0;
  for (const Token* token = t_;; ++token) {
    switch (token->kind) {
      case K::LeftParen:
      case K::LeftBracket:
      case K::LeftBrace:
        ++depth;
        break;
      case K::RightParen:
      case K::RightBracket:
      case K::RightBrace:
        if (--depth == 0) return token[1].kind == K::Colon;
        break;
      case K::ColonEqual:
      case K::For:
        if (depth == 1) return false;
        break;
      case K::Star:
        if (depth == 1 && (token[-1].kind == K::LeftParen || token[-1].kind == K::Comma))
          return false;
        break;
      case K::Newline:
      case K::End:
        return false;
      default:
        break;
    }
  }
}

const Stmt* Parser::with_statement(std::uint32_t from, bool is_async) {
  expect(K::With);
  const bool parenthesised = parenthesised_with();
  if (parenthesised) ++t_;
  List<WithItem> items(*this);
  do {
    if (parenthesised && is(K::RightParen) && items.size() > 0) break;
    WithItem item{expression(), nullptr};
    if (accept(K::As)) {
      item.target = bit_or();
      check_target(*item.target, "assign to");
    }
    items.push(item);
  } while (accept(K::Comma));
  if (parenthesised) expect(K::RightParen);
  With with{};
  with.is_async = is_async;
  with.items = items.finish();
  with.body = suite();
  return make_stmt(from, with);
}

const Stmt* Parser::try_statement() {
  const std::uint32_t from = begin();
  ++t_;
  Try result{};
  result.body = suite();
  List<Handler> handlers(*this);
  bool bare_seen = false;
  while (is(K::Except)) {
    const std::uint32_t handler_from = begin();
    if (bare_seen) fail(span_of(*t_), "a bare `except:` must come last");
    accept(K::Except);
    Handler handler{};
    const bool star = accept(K::Star);
    if (star != result.is_star && handlers.size() > 0) {
      fail(span_from(handler_from), "`except` and `except*` cannot be mixed");
    }
    result.is_star = star;
    if (is(K::Colon) && !star) {
      bare_seen = true;
    } else {
      handler.type = expression();
      if (is(K::Comma)) {
        if (Diagnostic* fault =
                fail(span_from(handler_from), "several exception types need parentheses")) {
          fault->help("write `except (A, B):`, or `except A as name:`");
        }
      }
      if (accept(K::As)) handler.name = identifier("a name");
    }
    handler.body = suite();
    handler.span = {source_.id, handler_from, last_code_end()};
    handlers.push(handler);
  }
  if (handlers.size() > 0) result.orelse = else_block();
  if (accept(K::Finally)) {
    result.finally = suite();
  } else if (handlers.size() == 0) {
    unexpected("`except` or `finally`");
  }
  result.handlers = handlers.finish();
  return make_stmt(from, result);
}

const Stmt* Parser::decorated() {
  List<const Expr*> decorators(*this);
  while (accept(K::At)) {
    decorators.push(named_expression());
    expect(K::Newline);
  }
  const Exprs all = decorators.finish();
  switch (kind()) {
    case K::Def:
      return def_statement(begin(), all, false);
    case K::Class:
      return class_statement(all);
    case K::Async:
      return async_statement(all);
    default:
      unexpected("`def` or `class` after the decorator");
      return nullptr;
  }
}

const Stmt* Parser::async_statement(Exprs decorators) {
  const std::uint32_t from = begin();
  const bool waits = kind(1) == K::For || kind(1) == K::With;
  if (waits && !context_.async) fail(span_of(*t_), "`async` outside an async function");
  if (!accept(K::Async)) return nullptr;
  switch (kind()) {
    case K::Def:
      return def_statement(from, decorators, true);
    case K::For:
      if (decorators.empty()) return for_statement(from, true);
      break;
    case K::With:
      if (decorators.empty()) return with_statement(from, true);
      break;
    default:
      break;
  }
  unexpected("`def` after `async`");
  return nullptr;
}

const Stmt* Parser::def_statement(std::uint32_t from, Exprs decorators, bool is_async) {
  expect(K::Def);
  Def def{};
  def.is_async = is_async;
  def.decorators = decorators;
  def.name = identifier("a function name");
  def.type_parameters = type_parameters();
  if (!is(K::LeftParen)) unexpected("`(`");
  accept(K::LeftParen);
  def.parameters = parameters(K::RightParen, true);
  if (!is(K::RightParen)) unexpected("`,` or `)`");
  accept(K::RightParen);
  if (accept(K::Arrow)) def.returns = expression();
  const Context outer = context_;
  context_ = {.function = true, .async = is_async};
  def.body = suite();
  def.is_generator = context_.generator;
  context_ = outer;
  return make_stmt(from, def);
}

const Stmt* Parser::class_statement(Exprs decorators) {
  const std::uint32_t from = begin();
  ++t_;
  ClassDef cls{};
  cls.decorators = decorators;
  cls.name = identifier("a class name");
  cls.type_parameters = type_parameters();
  if (is(K::LeftParen)) cls.arguments = arguments(false);
  const Context outer = context_;
  context_ = {};
  cls.body = suite();
  context_ = outer;
  return make_stmt(from, cls);
}

}  // namespace migc::python
