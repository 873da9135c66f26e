#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "compiler/base/arena.h"
#include "compiler/base/diagnostic.h"
#include "compiler/base/source.h"
#include "compiler/python/ast.h"
#include "compiler/python/lexer.h"
#include "compiler/python/literals.h"

namespace migc::python {

using namespace ast;  // This header is the parser's own.
using K = TokenKind;

/// The recursive descent behind `parse`; one function a rule of the grammar, spread over
/// `parser.cpp` (statements), `expressions.cpp`, `atoms.cpp` and `patterns.cpp`.
///
/// A fault reports once and moves the parser to a stream that has already ended: every loop then
/// stops and every rule returns something harmless, so that no rule checks another's result. The
/// statement loop notices, drops the statement and goes on at the next one.
class Parser {
 public:
  Parser(const Source& source, std::span<const Token> tokens, Arena& arena,
         Diagnostics& diagnostics)
      : source_(source),
        text_(source.text),
        arena_(arena),
        diagnostics_(diagnostics),
        t_(tokens.data()) {}

  Module module();

 private:
  /// What `return`, `yield`, `break` may refer to.
  struct Context {
    bool function = false, generator = false, async = false;
    int loops = 0;
  };
  /// Children being gathered; they stand in one stack a type and move to the arena when complete.
  template <class T>
  class List {
   public:
    explicit List(Parser& parser)
        : stack_(std::get<std::vector<T>>(parser.scratch_)),
          arena_(parser.arena_),
          mark_(stack_.size()) {}
    List(const List&) = delete;
    List& operator=(const List&) = delete;
    ~List() { stack_.erase(stack_.begin() + static_cast<std::ptrdiff_t>(mark_), stack_.end()); }

    void push(const T& element) { stack_.push_back(element); }
    std::size_t size() const { return stack_.size() - mark_; }
    std::span<const T> view() const { return std::span<const T>(stack_).subspan(mark_); }
    std::span<T> items() { return std::span<T>(stack_).subspan(mark_); }
    T& back() { return stack_.back(); }
    std::span<const T> finish() { return arena_.copy(view()); }

   private:
    std::vector<T>& stack_;
    Arena& arena_;
    std::size_t mark_;
  };
  /// Guards recursion; false when the limit is passed, which is then reported.
  class Depth {
   public:
    explicit Depth(Parser& parser) : parser_(parser) { ++parser_.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    ~Depth() { --parser_.depth_; }
    bool good() const {
      if (parser_.depth_ <= max_depth) return true;
      parser_.too_deep();
      return false;
    }

   private:
    Parser& parser_;
  };
  static constexpr int max_depth = 200;
  static constexpr int max_faults = 50;

  // -- tokens
  TokenKind kind() const { return t_->kind; }
  TokenKind kind(int ahead) const { return t_[ahead].kind; }
  bool is(TokenKind wanted) const { return t_->kind == wanted; }
  bool accept(TokenKind wanted) {
    if (t_->kind != wanted) return false;
    ++t_;
    return true;
  }
  void expect(TokenKind wanted) {
    if (!accept(wanted)) unexpected(describe(wanted));
  }
  std::string_view text(const Token& token) const {
    return text_.substr(token.begin, token.end - token.begin);
  }
  bool is_word(std::string_view word) const { return is(TokenKind::Name) && text(*t_) == word; }
  std::uint32_t begin() const { return t_->begin; }
  std::uint32_t last_end() const { return t_[-1].end; }
  Span span_of(const Token& token) const { return {source_.id, token.begin, token.end}; }
  Span span_from(std::uint32_t from) const { return {source_.id, from, last_end()}; }

  // -- faults
  /// Null when the fault only follows from one already reported.
  template <class... Args>
  Diagnostic* fail(Span span, fmt::format_string<Args...> format, Args&&... args) {
    if (!stop()) return nullptr;
    return &diagnostics_.error("syntax-error", span, format, std::forward<Args>(args)...);
  }
  bool stop();
  void unexpected(std::string_view wanted);
  void too_deep();

  // -- nodes
  template <class Node>
  const Expr* make(std::uint32_t from, std::uint32_t height, Node node) {
    if (height > max_expr_height) too_deep();
    return arena_.make<Expr>(span_from(from), height, node);
  }
  template <class Node>
  const Stmt* make_stmt(std::uint32_t from, Node node) {
    return arena_.make<Stmt>(Span{source_.id, from, last_code_end()}, node);
  }
  std::uint32_t last_code_end() const;
  static std::uint32_t height(const Expr* expr) { return expr ? expr->height : 0; }
  static std::uint32_t height(Exprs exprs) {
    std::uint32_t most = 0;
    for (const Expr* expr : exprs) most = std::max(most, expr->height);
    return most;
  }
  static std::uint32_t height(std::span<const Argument> arguments);
  static std::uint32_t height(Parameters parameters);

  // -- statements
  void block(List<const Stmt*>& out);
  Block suite();
  void statement(List<const Stmt*>& out);
  void simple_statements(List<const Stmt*>& out);
  const Stmt* simple_statement();
  const Stmt* expression_statement();
  const Stmt* compound_statement();
  void recover(const Token* start);
  void skip_block(int depth);
  const Stmt* if_statement();
  const Stmt* for_statement(std::uint32_t from, bool is_async);
  const Stmt* while_statement();
  const Stmt* with_statement(std::uint32_t from, bool is_async);
  bool parenthesised_with() const;
  const Stmt* try_statement();
  const Stmt* decorated();
  const Stmt* async_statement(Exprs decorators);
  const Stmt* def_statement(std::uint32_t from, Exprs decorators, bool is_async);
  const Stmt* class_statement(Exprs decorators);
  const Stmt* import_statement();
  const Stmt* from_statement();
  void check_future(const ImportFrom& import, Span span);
  const Stmt* delete_statement();
  const Stmt* scope_statement();
  const Stmt* type_statement();
  Block loop_body();
  Block else_block();
  TypeParameters type_parameters();
  Identifier identifier(std::string_view wanted);
  Identifier dotted_name();
  bool check_target(const Expr& target, std::string_view verb, bool in_sequence = false);
  std::string_view name_of(const Expr& expr) const;

  // -- patterns
  bool at_match() const;
  const Stmt* match_statement();
  const Pattern* open_pattern();
  const Pattern* pattern();
  const Pattern* or_pattern();
  const Pattern* closed_pattern();
  const Pattern* star_pattern();
  const Pattern* group_or_sequence_pattern(TokenKind close);
  const Pattern* mapping_pattern();
  const Pattern* class_pattern(const Expr* cls, std::uint32_t from);
  const Expr* pattern_number();
  const Expr* pattern_name();
  template <class Node>
  const Pattern* make_pattern(std::uint32_t from, Node node) {
    return arena_.make<Pattern>(span_from(from), node);
  }

  // -- expressions
  const Expr* expression();
  const Expr* named_expression();
  const Expr* expression_list();
  const Expr* list_rest(const Expr* first, std::uint32_t from);
  const Expr* list_item();
  const Expr* yield_or_list();
  const Expr* yield_expression();
  const Expr* star_targets();
  const Expr* lambda();
  const Expr* binary(int lowest);
  const Expr* bit_or();
  const Expr* unary(UnaryOp op, int operand_rank);
  const Expr* power();
  const Expr* primary(const Expr* atom, std::uint32_t from);
  const Expr* call(const Expr* callee, std::uint32_t from);
  std::span<const Argument> arguments(bool allow_generator);
  void check_keywords(std::span<const Argument> arguments);
  const Expr* subscript(const Expr* object, std::uint32_t from);
  const Expr* slice();
  std::span<const ComprehensionClause> comprehension_clauses(std::uint32_t& height);
  const Expr* comprehension(ComprehensionKind kind, const Expr* element, const Expr* value,
                            std::uint32_t from);
  bool at_comprehension() const {
    return is(TokenKind::For) || (is(TokenKind::Async) && kind(1) == TokenKind::For);
  }
  Parameters parameters(TokenKind close, bool annotations);

  // -- atoms
  const Expr* atom();
  const Expr* group();
  const Expr* list_display();
  const Expr* brace_display();
  const Expr* dict_rest(const Expr* key, std::uint32_t from);
  const Expr* number();
  const Expr* strings();
  const Expr* fstrings(std::uint32_t from);
  void fstring(List<FStringPiece>& pieces, std::uint32_t& height);
  void fstring_text(List<FStringPiece>& pieces);
  void field(List<FStringPiece>& pieces, std::uint32_t& height);
  String literal(const Token& token);
  std::string_view body(const Token& token) const;
  void literal_fault(const LiteralFault& fault, std::uint32_t body_begin);
  const Expr* constant(std::uint32_t from, Constant value) { return make(from, 1, value); }

  const Source& source_;
  std::string_view text_;
  Arena& arena_;
  Diagnostics& diagnostics_;
  const Token* t_;
  const Token* resume_ = nullptr;  ///< Where a fault happened; set while failing.
  int depth_ = 0;
  int faults_ = 0;
  bool future_allowed_ = true;
  std::optional<Span> stray_await_;  ///< Outside an async function and not yet in a generator.
  Context context_;
  std::string buffer_;
  std::tuple<std::vector<const Expr*>, std::vector<const Stmt*>, std::vector<const Pattern*>,
             std::vector<BinaryTerm>, std::vector<CompareTerm>, std::vector<Argument>,
             std::vector<Parameter>, std::vector<DictItem>, std::vector<ComprehensionClause>,
             std::vector<FStringPiece>, std::vector<IfClause>, std::vector<WithItem>,
             std::vector<TypeParameter>, std::vector<Alias>, std::vector<Handler>,
             std::vector<Identifier>, std::vector<MatchCase>, std::vector<MatchMappingItem>,
             std::vector<MatchKeyword>>
      scratch_;
};

}  // namespace migc::python
