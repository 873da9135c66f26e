#include "compiler/python/parser.h"

#include <array>

#include "compiler/base/match.h"
#include "compiler/python/parsing.h"

namespace migc::python {
namespace {

/// The stream a failed statement is sent to; a rule may look one token back and one ahead.
constexpr std::array<Token, 4> ended{};

std::optional<BinaryOp> augmented(TokenKind kind) {
  switch (kind) {
    case K::PlusEqual:
      return BinaryOp::Add;
    case K::MinusEqual:
      return BinaryOp::Subtract;
    case K::StarEqual:
      return BinaryOp::Multiply;
    case K::DoubleStarEqual:
      return BinaryOp::Power;
    case K::SlashEqual:
      return BinaryOp::Divide;
    case K::DoubleSlashEqual:
      return BinaryOp::FloorDivide;
    case K::PercentEqual:
      return BinaryOp::Modulo;
    case K::AtEqual:
      return BinaryOp::MatrixMultiply;
    case K::ShiftLeftEqual:
      return BinaryOp::ShiftLeft;
    case K::ShiftRightEqual:
      return BinaryOp::ShiftRight;
    case K::AmpersandEqual:
      return BinaryOp::BitAnd;
    case K::BarEqual:
      return BinaryOp::BitOr;
    case K::CaretEqual:
      return BinaryOp::BitXor;
    default:
      return std::nullopt;
  }
}

bool starts_compound(TokenKind kind) {
  switch (kind) {
    case K::If:
    case K::For:
    case K::While:
    case K::With:
    case K::Try:
    case K::Def:
    case K::Class:
    case K::Async:
    case K::At:
      return true;
    default:
      return false;
  }
}

/// Only the docstring and other such imports may stand before `from __future__ import`.
bool precedes_future(const Stmt& statement, bool first) {
  if (const ImportFrom* import = statement.as<ImportFrom>())
    return import->module.text == "__future__";
  const ExprStmt* expression = statement.as<ExprStmt>();
  const Constant* constant = expression ? expression->value->as<Constant>() : nullptr;
  return first && constant && std::holds_alternative<String>(constant->value);
}

}  // namespace

ast::Module parse(const Source& source, Arena& arena, Diagnostics& diagnostics) {
  const std::vector<Token> tokens = lex(source, diagnostics);
  return Parser(source, tokens, arena, diagnostics).module();
}

Module Parser::module() {
  Module result{.source = source_.id};
  List<const Stmt*> statements(*this);
  block(statements);
  result.body = statements.finish();
  if (!result.body.empty()) {
    const ExprStmt* first = result.body[0]->as<ExprStmt>();
    const Constant* value = first ? first->value->as<Constant>() : nullptr;
    if (value && std::holds_alternative<String>(value->value)) result.docstring = first->value;
  }
  return result;
}

// ---- faults

/// False when the statement has failed before, or the lexer has told already.
bool Parser::stop() {
  if (resume_) return false;
  resume_ = t_;
  t_ = &ended[1];
  return resume_->kind != K::Error && ++faults_ <= max_faults;
}

void Parser::unexpected(std::string_view wanted) {
  const TokenKind found = kind();
  const Token& token = *t_;
  const Span span = span_of(token);
  if (found == K::Name) {
    fail(span, "expected {}, found `{}`", wanted, text(token));
  } else {
    fail(span, "expected {}, found {}", wanted, describe(found));
  }
}

void Parser::too_deep() {
  if (Diagnostic* fault = fail(span_of(*t_), "this expression is nested too deeply")) {
    fault->help(fmt::format("{} levels are understood", max_depth));
  }
}

/// After a fault: to the next statement of this block. `start` is where the statement began.
void Parser::recover(const Token* start) {
  t_ = resume_;
  resume_ = nullptr;
  int depth = 0;
  for (const Token* token = start; token < t_; ++token) {
    if (token->kind == K::Indent) ++depth;
    if (token->kind == K::Dedent) --depth;
  }
  if (depth > 0) return skip_block(depth);
  // A missing block is noticed at the first token of the next statement.
  const bool at_next = t_ > start && (t_[-1].kind == K::Newline || t_[-1].kind == K::Dedent);
  if (at_next && !is(K::Indent)) return;
  while (!is(K::Newline) && !is(K::Indent) && !is(K::Dedent) && !is(K::End)) ++t_;
  accept(K::Newline);
  if (!is(K::Indent)) return;
  skip_block(0);
  // The other arms of a broken `if` or `try` would only be reported for standing alone.
  while (is(K::Elif) || is(K::Else) || is(K::Except) || is(K::Finally)) {
    while (!is(K::Newline) && !is(K::End)) ++t_;
    accept(K::Newline);
    if (is(K::Indent)) skip_block(0);
  }
}

/// To the end of the block that is open (`depth` levels of it) or begins here.
void Parser::skip_block(int depth) {
  do {
    if (is(K::Indent)) ++depth;
    if (is(K::Dedent)) --depth;
    if (is(K::End)) return;
    ++t_;
  } while (depth > 0);
}

// ---- blocks

/// The end of the last token that is code: where CPython ends compound statements.
std::uint32_t Parser::last_code_end() const {
  const Token* last = t_ - 1;
  if (resume_) return last->end;
  while (last->kind == K::Newline || last->kind == K::Indent || last->kind == K::Dedent) --last;
  return last->end;
}

void Parser::block(List<const Stmt*>& out) {
  while (!is(K::End) && !is(K::Dedent)) {
    if (faults_ > max_faults) {
      while (!is(K::End)) ++t_;
      return;
    }
    statement(out);
  }
}

/// What follows a colon: an indented block, or simple statements on the same line.
Block Parser::suite() {
  if (!is(K::Colon)) unexpected("`:`");
  accept(K::Colon);
  List<const Stmt*> statements(*this);
  if (!is(K::Newline)) {
    if (!resume_) simple_statements(statements);
    return statements.finish();
  }
  ++t_;
  if (!is(K::Indent)) {
    unexpected("an indented block");
    return {};
  }
  ++t_;
  block(statements);
  accept(K::Dedent);
  return statements.finish();
}

void Parser::statement(List<const Stmt*>& out) {
  const Token* start = t_;
  const Stmt* compound = nullptr;
  if (starts_compound(kind())) future_allowed_ = false;
  switch (kind()) {
    case K::If:
      compound = if_statement();
      break;
    case K::For:
      compound = for_statement(begin(), false);
      break;
    case K::While:
      compound = while_statement();
      break;
    case K::With:
      compound = with_statement(begin(), false);
      break;
    case K::Try:
      compound = try_statement();
      break;
    case K::Def:
      compound = def_statement(begin(), {}, false);
      break;
    case K::Class:
      compound = class_statement({});
      break;
    case K::Async:
      compound = async_statement({});
      break;
    case K::At:
      compound = decorated();
      break;
    case K::Newline:
      ++t_;
      return;
    case K::Indent:
      fail(span_of(*t_), "unexpected indentation");
      break;
    case K::Name:
      if (at_match()) {
        compound = match_statement();
        break;
      }
      [[fallthrough]];
    default:
      simple_statements(out);
      break;
  }
  if (stray_await_) fail(*stray_await_, "`await` outside an async function");
  stray_await_.reset();
  if (resume_) {
    recover(start);
  } else if (compound) {
    out.push(compound);
  }
}

void Parser::simple_statements(List<const Stmt*>& out) {
  for (;;) {
    const Stmt* simple = simple_statement();
    if (!resume_ && !is(K::Newline) && !is(K::Semicolon)) {
      const ExprStmt* call = simple->as<ExprStmt>();
      const Name* name = call ? call->value->as<Name>() : nullptr;
      if (name && (name->text == "print" || name->text == "exec")) {
        if (Diagnostic* fault =
                fail(simple->span, "missing parentheses in call to `{}`", name->text)) {
          fault->help("this is Python 2; Python 3 is read here");
        }
      } else {
        unexpected("the end of the statement");
      }
    }
    if (resume_) return;
    future_allowed_ = future_allowed_ && precedes_future(*simple, out.size() == 0);
    out.push(simple);
    if (accept(K::Newline)) return;
    ++t_;
    if (accept(K::Newline)) return;
  }
}

// ---- simple statements

const Stmt* Parser::simple_statement() {
  const std::uint32_t from = begin();
  switch (kind()) {
    case K::Pass:
      ++t_;
      return make_stmt(from, Pass{});
    case K::Break:
    case K::Continue: {
      if (context_.loops == 0) fail(span_of(*t_), "{} outside a loop", describe(kind()));
      const bool is_break = is(K::Break);
      if (!resume_) ++t_;
      return make_stmt(from, Jump{is_break});
    }
    case K::Return: {
      if (!context_.function) fail(span_of(*t_), "`return` outside a function");
      if (!accept(K::Return)) break;
      const bool bare = is(K::Newline) || is(K::Semicolon);
      const Expr* value = bare ? nullptr : expression_list();
      return make_stmt(from, Return{value});
    }
    case K::Raise: {
      ++t_;
      Raise raise{};
      if (!is(K::Newline) && !is(K::Semicolon)) {
        raise.exception = expression();
        if (accept(K::From)) raise.cause = expression();
      }
      return make_stmt(from, raise);
    }
    case K::Assert: {
      ++t_;
      const Expr* test = expression();
      const Expr* message = accept(K::Comma) ? expression() : nullptr;
      return make_stmt(from, Assert{test, message});
    }
    case K::Import:
      return import_statement();
    case K::From:
      return from_statement();
    case K::Del:
      return delete_statement();
    case K::Global:
    case K::Nonlocal:
      return scope_statement();
    case K::Name:
      if (kind(1) == K::Name && text(*t_) == "type") return type_statement();
      break;
    default:
      break;
  }
  return expression_statement();
}

const Stmt* Parser::expression_statement() {
  const std::uint32_t from = begin();
  const bool is_yield = is(K::Yield);
  const Expr* first = is_yield ? yield_expression() : list_item();
  if (is(K::Comma) && !is_yield) first = list_rest(first, from);
  if (is(K::Equal)) {
    List<const Expr*> targets(*this);
    const Expr* value = first;
    while (is(K::Equal)) {
      if (!check_target(*value, "assign to")) break;
      targets.push(value);
      ++t_;
      value = yield_or_list();
    }
    return make_stmt(from, Assign{targets.finish(), value});
  }
  if (first->as<Starred>()) fail(first->span, "a starred expression cannot stand alone here");
  if (is(K::Colon) && !is_yield) {
    const bool simple = first->as<Name>() || first->as<Attribute>() || first->as<Subscript>();
    if (!simple) {
      // `else x:`, a stray `:` after a condition: more often than a bad annotation.
      const bool sequence = first->as<Sequence>() != nullptr;
      if (sequence) {
        fail(first->span, "only a single target can be annotated");
      } else {
        unexpected("the end of the statement");
      }
    }
    accept(K::Colon);
    const Expr* annotation = expression();
    const Expr* value = accept(K::Equal) ? yield_or_list() : nullptr;
    return make_stmt(from, AnnAssign{first, annotation, value});
  }
  if (const std::optional<BinaryOp> op = augmented(kind())) {
    const bool simple = first->as<Name>() || first->as<Attribute>() || first->as<Subscript>();
    if (!simple) fail(first->span, "{} is no target for {}", name_of(*first), describe(kind()));
    if (!resume_) ++t_;
    return make_stmt(from, AugAssign{first, *op, yield_or_list()});
  }
  return make_stmt(from, ExprStmt{first});
}

std::string_view Parser::name_of(const Expr& expr) const {
  return match(
      expr.node, [](const Name&) { return "a name"; },
      [](const Constant& constant) {
        const Singleton* singleton = std::get_if<Singleton>(&constant.value);
        if (!singleton) return "a literal";
        switch (*singleton) {
          case Singleton::None:
            return "`None`";
          case Singleton::True:
            return "`True`";
          case Singleton::False:
            return "`False`";
          case Singleton::Ellipsis:
            return "`...`";
        }
        return "a literal";
      },
      [](const FString&) { return "an f-string"; }, [](const Attribute&) { return "an attribute"; },
      [](const Subscript&) { return "a subscript"; }, [](const Slice&) { return "a slice"; },
      [](const Call&) { return "a function call"; }, [](const Unary&) { return "an expression"; },
      [](const Binary&) { return "an expression"; }, [](const BoolOp&) { return "an expression"; },
      [](const Compare&) { return "a comparison"; },
      [](const Conditional&) { return "a conditional expression"; },
      [](const Sequence& sequence) {
        switch (sequence.kind) {
          case SequenceKind::Tuple:
            return "a tuple";
          case SequenceKind::List:
            return "a list";
          case SequenceKind::Set:
            return "a set";
        }
        return "a sequence";
      },
      [](const Dict&) { return "a dict"; }, [](const Comprehension&) { return "a comprehension"; },
      [](const Lambda&) { return "a lambda"; }, [](const Await&) { return "an await expression"; },
      [](const Yield&) { return "a yield expression"; },
      [](const YieldFrom&) { return "a yield expression"; },
      [](const Starred&) { return "a starred expression"; },
      [](const NamedExpr&) { return "a named expression"; });
}

/// Whether `target` can stand left of `=` (or after `del`, `for`, `as`); reports when not.
bool Parser::check_target(const Expr& target, std::string_view verb, bool in_sequence) {
  if (target.as<Name>() || target.as<Attribute>() || target.as<Subscript>()) return true;
  if (const Sequence* sequence = target.as<Sequence>();
      sequence && sequence->kind != SequenceKind::Set) {
    int stars = 0;
    for (const Expr* item : sequence->items) {
      if (!check_target(*item, verb, true)) return false;
      if (item->as<Starred>() && ++stars == 2) {
        fail(item->span, "two starred targets in one assignment");
        return false;
      }
    }
    return true;
  }
  if (const Starred* starred = target.as<Starred>(); starred && verb != "delete") {
    if (in_sequence) return check_target(*starred->value, verb, false);
    fail(target.span, "a starred target must be in a list or tuple");
    return false;
  }
  if (Diagnostic* fault = fail(target.span, "cannot {} {}", verb, name_of(target))) {
    if (verb == "assign to" && target.as<Compare>()) fault->help("did you mean `==`?");
  }
  return false;
}

Identifier Parser::identifier(std::string_view wanted) {
  if (!is(K::Name)) {
    unexpected(wanted);
    return {};
  }
  const Token& token = *t_++;
  return {text(token), span_of(token)};
}

Identifier Parser::dotted_name() {
  const std::uint32_t from = begin();
  Identifier name = identifier("a module name");
  bool plain = true;
  while (is(K::Dot)) {
    plain = plain && t_->begin == last_end() && t_[1].begin == t_->end;
    ++t_;
    identifier("a name");
  }
  if (resume_) return {};
  name.span = span_from(from);
  name.text = text_.substr(from, last_end() - from);
  if (plain) return name;
  // `import a . b`: rare, and the only name that is not a stretch of the source.
  std::string joined;
  for (const Token* token = t_ - 1; token->begin >= from; --token) {
    joined.insert(0, text(*token));
    if (token->begin == from) break;
  }
  name.text = arena_.copy(std::string_view(joined));
  return name;
}

const Stmt* Parser::import_statement() {
  const std::uint32_t from = begin();
  ++t_;
  List<Alias> names(*this);
  do {
    Alias alias{dotted_name(), {}};
    if (accept(K::As)) alias.as_name = identifier("a name");
    names.push(alias);
  } while (accept(K::Comma));
  return make_stmt(from, Import{names.finish()});
}

const Stmt* Parser::from_statement() {
  const std::uint32_t from = begin();
  ++t_;
  ImportFrom import{};
  for (; is(K::Dot) || is(K::Ellipsis); ++t_) import.level += is(K::Dot) ? 1 : 3;
  if (import.level == 0 || !is(K::Import)) import.module = dotted_name();
  if (!is(K::Import)) unexpected("`import`");
  accept(K::Import);
  List<Alias> names(*this);
  if (is(K::Star)) {
    names.push({{text(*t_), span_of(*t_)}, {}});
    ++t_;
    if (context_.function) fail(span_from(from), "`import *` is only allowed at module level");
  } else {
    const bool parenthesised = accept(K::LeftParen);
    do {
      if (parenthesised && is(K::RightParen) && names.size() > 0) break;
      Alias alias{identifier("a name to import"), {}};
      if (accept(K::As)) alias.as_name = identifier("a name");
      names.push(alias);
    } while (accept(K::Comma));
    if (parenthesised) expect(K::RightParen);
  }
  import.names = names.finish();
  if (import.module.text == "__future__" && import.level == 0)
    check_future(import, span_from(from));
  return make_stmt(from, import);
}

/// `from __future__ import …` stands before all code and names what there is.
void Parser::check_future(const ImportFrom& import, Span span) {
  if (!future_allowed_) fail(span, "`from __future__` imports must come first in a file");
  static constexpr std::string_view features[] = {
      "nested_scopes",  "generators",       "division",       "absolute_import", "with_statement",
      "print_function", "unicode_literals", "barry_as_FLUFL", "generator_stop",  "annotations",
  };
  for (const Alias& alias : import.names) {
    if (std::ranges::find(features, alias.name.text) == std::end(features)) {
      fail(alias.name.span, "`__future__` has no feature `{}`", alias.name.text);
    }
  }
}

const Stmt* Parser::delete_statement() {
  const std::uint32_t from = begin();
  ++t_;
  List<const Expr*> targets(*this);
  do {
    if (targets.size() > 0 && (is(K::Newline) || is(K::Semicolon))) break;
    const Expr* target = bit_or();
    check_target(*target, "delete");
    targets.push(target);
  } while (accept(K::Comma));
  return make_stmt(from, Delete{targets.finish()});
}

const Stmt* Parser::scope_statement() {
  const std::uint32_t from = begin();
  const bool is_global = is(K::Global);
  ++t_;
  List<Identifier> names(*this);
  do names.push(identifier("a name"));
  while (accept(K::Comma));
  return make_stmt(from, ScopeStmt{is_global, names.finish()});
}

const Stmt* Parser::type_statement() {
  const std::uint32_t from = begin();
  ++t_;
  TypeAlias alias{};
  alias.name = identifier("a name");
  alias.type_parameters = type_parameters();
  expect(K::Equal);
  alias.value = expression();
  return make_stmt(from, alias);
}

TypeParameters Parser::type_parameters() {
  if (!accept(K::LeftBracket)) return {};
  List<TypeParameter> list(*this);
  while (!is(K::RightBracket) && !is(K::End)) {
    TypeParameter parameter{};
    if (accept(K::Star)) {
      parameter.kind = TypeParameterKind::Star;
    } else if (accept(K::DoubleStar)) {
      parameter.kind = TypeParameterKind::DoubleStar;
    }
    parameter.name = identifier("a type parameter");
    if (parameter.kind == TypeParameterKind::Ordinary && accept(K::Colon)) {
      parameter.bound = expression();
    }
    if (accept(K::Equal)) {
      const bool star = parameter.kind == TypeParameterKind::Star;
      parameter.default_value = star ? list_item() : expression();
    }
    list.push(parameter);
    if (!accept(K::Comma)) break;
  }
  if (list.size() == 0) unexpected("a type parameter");
  if (!is(K::RightBracket)) unexpected("`,` or `]`");
  accept(K::RightBracket);
  return list.finish();
}

}  // namespace migc::python
