#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <variant>

#include "compiler/base/source.h"

/// The syntax of Python 3.8 to 3.13 as data.
///
/// Nodes live in an `Arena`, are immutable once parsed and borrow: names and most strings are views
/// into the source, decoded strings and lists of children are in the arena. Everything is trivially
/// destructible and dies with the arena.
///
/// Walking is safe with plain recursion: `Expr::height` never passes `max_expr_height`, statements
/// nest at most 100 deep (CPython's own limit), and what users write in thousands is flat, not
/// nested: `a + b - c` is one `Binary` with two terms, `a and b and c` one `BoolOp`, `elif` a
/// clause of its `If`.
///
/// The namespace keeps `ast::Dict`, the display, apart from `Dict`, the value; the parser, which
/// knows no values, says `using namespace ast`.
namespace migc::python::ast {

struct Expr;
struct Stmt;
struct Pattern;

using Exprs = std::span<const Expr* const>;
using Block = std::span<const Stmt* const>;

/// The deepest expression tree the parser hands out.
inline constexpr std::uint32_t max_expr_height = 1000;

/// A name where no expression may stand: of a parameter, a function, an alias.
struct Identifier {
  std::string_view text;
  Span span;
};

// ---- expressions

struct Name {
  std::string_view text;
};

enum class Singleton : std::uint8_t { None, True, False, Ellipsis };

/// `digits` has neither the prefix (`0x`) nor underscores; any length.
struct Int {
  std::string_view digits;
  int base = 10;
};
struct Float {
  double value;
};
struct Imaginary {
  double value;
};
/// Escapes decoded, adjacent literals joined; UTF-8, with lone surrogates as three bytes each.
struct String {
  std::string_view text;
  /// The first `\N{NAME}` whose code point is not known here; `text` then holds U+FFFD for it, so
  /// a value made of it is not known.
  std::string_view unknown_character;
};
struct Bytes {
  std::string_view bytes;
};
struct Constant {
  std::variant<Singleton, Int, Float, Imaginary, String, Bytes> value;
};

/// A stretch of an f-string: literal text, or `{value!conversion:format}`.
/// `f"{x=}"` is the literal `x=` and then the value with conversion `r`, as in CPython.
struct FStringPiece {
  Span span;
  char conversion = 0;                   ///< `s`, `r`, `a`, or 0.
  const Expr* value = nullptr;           ///< Null in a literal piece.
  String literal;                        ///< Text of a literal piece.
  std::span<const FStringPiece> format;  ///< After the colon; pieces of its own, empty if none.
};
struct FString {
  std::span<const FStringPiece> pieces;
};

struct Attribute {
  const Expr* object;
  Identifier name;
};
struct Subscript {
  const Expr* object;
  const Expr* index;  ///< `a[1, 2]` has a tuple, `a[1:2]` a `Slice`.
};
/// Only as an index, or an element of a tuple that is one. Absent parts are null.
struct Slice {
  const Expr* lower;
  const Expr* upper;
  const Expr* step;
};

enum class ArgumentKind : std::uint8_t { Positional, Star, Keyword, DoubleStar };
struct Argument {
  ArgumentKind kind;
  Identifier name;  ///< Of a keyword argument.
  const Expr* value;
  Span span;  ///< With the name or the stars.
};
/// Arguments stand in the order of the source.
struct Call {
  const Expr* callee;
  std::span<const Argument> arguments;
};

enum class UnaryOp : std::uint8_t { Not, Invert, Minus, Plus };
struct Unary {
  UnaryOp op;
  const Expr* operand;
};

enum class BinaryOp : std::uint8_t {
  Add,
  Subtract,
  Multiply,
  MatrixMultiply,
  Divide,
  FloorDivide,
  Modulo,
  Power,
  ShiftLeft,
  ShiftRight,
  BitAnd,
  BitOr,
  BitXor
};
struct BinaryTerm {
  BinaryOp op;
  const Expr* right;
  std::uint32_t end;  ///< Where `first … right` ends, a closing parenthesis included.
};
/// A run of operators of the same rank, `first op right op right …`, applied from left to right:
///
///     Value value = evaluate(*binary.first);
///     for (const BinaryTerm& term : binary.terms) value = apply(term.op, value,
///     evaluate(*term.right));
///
/// So a sum of a million terms is a loop. `**` binds to the right and always has one term. The
/// partial result up to a term spans `{expr.span.begin, term.end}`.
struct Binary {
  const Expr* first;
  std::span<const BinaryTerm> terms;
};

/// `a and b and c`: two operands or more.
struct BoolOp {
  bool is_and;
  Exprs operands;
};

enum class CompareOp : std::uint8_t {
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Is,
  IsNot,
  In,
  NotIn
};
struct CompareTerm {
  CompareOp op;
  const Expr* right;
};
/// `first op right op right …`, true if each neighbouring pair is.
struct Compare {
  const Expr* first;
  std::span<const CompareTerm> terms;
};

struct Conditional {
  const Expr* test;
  const Expr* body;
  const Expr* orelse;
};

enum class SequenceKind : std::uint8_t { Tuple, List, Set };
struct Sequence {
  SequenceKind kind;
  Exprs items;
};
struct DictItem {
  const Expr* key;  ///< Null for `**value`.
  const Expr* value;
};
struct Dict {
  std::span<const DictItem> items;
};

enum class ComprehensionKind : std::uint8_t { List, Set, Dict, Generator };
struct ComprehensionClause {
  const Expr* target;
  const Expr* iterable;
  Exprs conditions;
  bool is_async;
};
struct Comprehension {
  ComprehensionKind kind;
  const Expr* element;  ///< The key of a dict comprehension.
  const Expr* value;    ///< Only of a dict comprehension.
  std::span<const ComprehensionClause> clauses;
};

/// `Ordinary` parameters take a position or a keyword; `Star` is `*args`, `DoubleStar` `**kwargs`.
enum class ParameterKind : std::uint8_t { PositionalOnly, Ordinary, Star, KeywordOnly, DoubleStar };
struct Parameter {
  ParameterKind kind;
  Identifier name;
  const Expr* annotation = nullptr;
  const Expr* default_value = nullptr;
};
using Parameters = std::span<const Parameter>;

struct Lambda {
  Parameters parameters;
  const Expr* body;
  bool is_generator;
};
struct Await {
  const Expr* value;
};
struct Yield {
  const Expr* value;  ///< Null for a bare `yield`.
};
struct YieldFrom {
  const Expr* value;
};
struct Starred {
  const Expr* value;
};
struct NamedExpr {
  const Expr* target;  ///< A `Name`.
  const Expr* value;
};

struct Expr {
  Span span;  ///< Without surrounding parentheses, except those of a tuple or generator.
  std::uint32_t height = 1;
  std::variant<Name, Constant, FString, Attribute, Subscript, Slice, Call, Unary, Binary, BoolOp,
               Compare, Conditional, Sequence, Dict, Comprehension, Lambda, Await, Yield, YieldFrom,
               Starred, NamedExpr>
      node;

  /// The node as a `T`, or null.
  template <class T>
  const T* as() const {
    return std::get_if<T>(&node);
  }
};

// ---- patterns of `match`

/// A literal or a dotted name, compared with `==`.
struct MatchValue {
  const Expr* value;
};
/// `None`, `True`, `False`, compared with `is`.
struct MatchSingleton {
  Singleton value;
};
struct MatchSequence {
  std::span<const Pattern* const> items;  ///< At most one `MatchStar`.
};
struct MatchMappingItem {
  const Expr* key;
  const Pattern* pattern;
};
struct MatchMapping {
  std::span<const MatchMappingItem> items;
  Identifier rest;  ///< Of `**rest`; empty if none.
};
struct MatchKeyword {
  Identifier name;
  const Pattern* pattern;
};
struct MatchClass {
  const Expr* cls;
  std::span<const Pattern* const> positional;
  std::span<const MatchKeyword> keywords;
};
/// `*name` in a sequence; the name is empty for `*_`.
struct MatchStar {
  Identifier name;
};
/// `pattern as name`, a capturing `name` (no pattern) or the wildcard `_` (neither).
struct MatchAs {
  const Pattern* pattern;
  Identifier name;
};
struct MatchOr {
  std::span<const Pattern* const> alternatives;
};
struct Pattern {
  Span span;
  std::variant<MatchValue, MatchSingleton, MatchSequence, MatchMapping, MatchClass, MatchStar,
               MatchAs, MatchOr>
      node;
};

// ---- statements

struct ExprStmt {
  const Expr* value;
};
/// `a = b, c = value`: each target gets the value, from left to right.
struct Assign {
  Exprs targets;
  const Expr* value;
};
struct AugAssign {
  const Expr* target;
  BinaryOp op;
  const Expr* value;
};
struct AnnAssign {
  const Expr* target;
  const Expr* annotation;
  const Expr* value;  ///< Null in a bare `name: type`.
};
/// `if` and its `elif`s.
struct IfClause {
  Span span;  ///< From the keyword to the end of the whole statement, as a nested `if` would have.
  const Expr* test;
  Block body;
};
struct If {
  std::span<const IfClause> clauses;
  Block orelse;
};
struct For {
  const Expr* target;
  const Expr* iterable;
  Block body, orelse;
  bool is_async;
};
struct While {
  const Expr* test;
  Block body, orelse;
};
struct WithItem {
  const Expr* context;
  const Expr* target;  ///< After `as`, or null.
};
struct With {
  std::span<const WithItem> items;
  Block body;
  bool is_async;
};

enum class TypeParameterKind : std::uint8_t { Ordinary, Star, DoubleStar };
struct TypeParameter {
  TypeParameterKind kind;
  Identifier name;
  const Expr* bound = nullptr;
  const Expr* default_value = nullptr;
};
using TypeParameters = std::span<const TypeParameter>;

struct Def {
  Identifier name;
  Parameters parameters;
  const Expr* returns;  ///< Annotation, or null.
  Block body;
  Exprs decorators;
  TypeParameters type_parameters;
  bool is_async;
  bool is_generator;  ///< Its own body holds a `yield`.
};
struct ClassDef {
  Identifier name;
  std::span<const Argument> arguments;  ///< Bases and keywords.
  Block body;
  Exprs decorators;
  TypeParameters type_parameters;
};
struct Return {
  const Expr* value;  ///< Or null.
};

struct Alias {
  Identifier name;     ///< Dotted in `import`; `*` in `from m import *`.
  Identifier as_name;  ///< Empty if none.
};
struct Import {
  std::span<const Alias> names;
};
struct ImportFrom {
  Identifier module;    ///< Empty in `from . import x`.
  std::uint32_t level;  ///< Leading dots.
  std::span<const Alias> names;
};
struct Raise {
  const Expr* exception;  ///< Null in a bare `raise`.
  const Expr* cause;
};
struct Handler {
  Span span;
  const Expr* type;  ///< Null in a bare `except:`.
  Identifier name;   ///< Empty if none.
  Block body;
};
struct Try {
  Block body;
  std::span<const Handler> handlers;
  Block orelse, finally;
  bool is_star;  ///< `except*`.
};
struct Pass {};
struct Jump {
  bool is_break;  ///< Else `continue`.
};
struct ScopeStmt {
  bool is_global;  ///< Else `nonlocal`.
  std::span<const Identifier> names;
};
struct Delete {
  Exprs targets;
};
struct Assert {
  const Expr* test;
  const Expr* message;  ///< Or null.
};
struct MatchCase {
  const Pattern* pattern;
  const Expr* guard;  ///< Or null.
  Block body;
};
struct Match {
  const Expr* subject;
  std::span<const MatchCase> cases;
};
struct TypeAlias {
  Identifier name;
  TypeParameters type_parameters;
  const Expr* value;
};

struct Stmt {
  Span span;  ///< Of a decorated definition: from `def` or `class`, as in CPython.
  std::variant<ExprStmt, Assign, AugAssign, AnnAssign, If, For, While, With, Def, ClassDef, Return,
               Import, ImportFrom, Raise, Try, Pass, Jump, ScopeStmt, Delete, Assert, Match,
               TypeAlias>
      node;

  template <class T>
  const T* as() const {
    return std::get_if<T>(&node);
  }
};

struct Module {
  SourceId source{};
  Block body;                       ///< The docstring's statement included.
  const Expr* docstring = nullptr;  ///< A string constant, or null.

  /// Text of the docstring as written (3.13 and later dedent `__doc__`), or empty.
  std::string_view doc() const {
    const Constant* constant = docstring ? docstring->as<Constant>() : nullptr;
    const String* text = constant ? std::get_if<String>(&constant->value) : nullptr;
    return text ? text->text : std::string_view{};
  }
};

static_assert(std::is_trivially_copyable_v<Expr> && std::is_trivially_destructible_v<Expr>);
static_assert(std::is_trivially_copyable_v<Stmt> && std::is_trivially_destructible_v<Stmt>);
static_assert(std::is_trivially_copyable_v<Pattern> && std::is_trivially_destructible_v<Pattern>);

}  // namespace migc::python::ast
