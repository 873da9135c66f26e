#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/python/evaluate.h"
#include "compiler/python/meter.h"

namespace migc::python {

/// The names a function's body binds or declares, which decides where a name is looked up.
struct Names {
  std::vector<std::string_view> bound, globals, nonlocals;
};

/// How evaluation is done. One for each `Evaluator`; private to this folder.
///
/// Python's exceptions are data: `raise` leaves one in `pending_`, and every step that called into
/// Python asks `failed()` before it goes on. A value returned after a failure means nothing.
class Evaluator::Machine {
 public:
  Machine(Evaluator& evaluator, Budget budget);
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  enum class Flow { Normal, Continue, Break, Return, Raise };
  enum class Decision { False, True, Undecided, Failed };

  /// One function, class body or module in execution.
  struct Frame {
    std::shared_ptr<Module> module;
    std::shared_ptr<Scope> scope;  ///< Null in the body of a module.
    const Function* function = nullptr;
    Value result;
    std::shared_ptr<Instance> handled;  ///< What the innermost `except` handles.
    Frame* caller = nullptr;
    Span call_site;
    Span doc;  ///< Where its code stands, for `outermost_call`.
    // Environments of undecided arms that left by `continue`, `break`, `return`.
    std::vector<Namespace> continued, broken;
    std::vector<Value> returned;

    Namespace& variables() { return scope ? scope->variables : module->attributes; }
  };

  // ---- state (machine.cpp)
  Site site(Span span) { return {owner_, span}; }
  Host& host() { return owner_.host_; }
  bool failed() const { return pending_ != nullptr || owner_.stopped_; }
  const std::shared_ptr<Instance>& pending() const { return pending_; }
  std::shared_ptr<Instance> take_pending() { return std::exchange(pending_, nullptr); }
  Value raise(Span span, std::string_view type, std::string message, std::string help = {});
  Value raise(Span span, const Value& exception);
  void raise_again(std::shared_ptr<Instance> exception) { pending_ = std::move(exception); }
  void report_pending(Span span);
  /// Reports that a limit is passed and stops.
  void exceed(Span span, std::string_view what, std::string help = {});
  bool step(Span span, std::uint64_t count = 1) {
    if (count <= steps_left_) {
      steps_left_ -= count;
      return true;
    }
    return out_of_steps(span);
  }
  bool room_for_text(Span span, std::uint64_t bytes);
  bool room_for_items(Span span, std::uint64_t count);
  Value make_text(Span span, std::string text);
  Value make_bytes(Span span, std::string bytes);
  bool deep(Span span);  ///< Our own stack runs out; reported.
  bool may_change(Span span, Mutable& changed);
  void blur(const Value& value, const std::shared_ptr<const Unknown>& because);
  void track(const std::shared_ptr<Mutable>& holder);
  void holds(const std::shared_ptr<Mutable>& holder, const Value& held);
  template <class T>
  std::shared_ptr<T> make() {
    auto made = std::make_shared<T>();
    made->exploring = exploring_;
    return made;
  }
  Value list(Span span, std::vector<Value> items);
  Value tuple(Span span, std::vector<Value> items);
  /// The value, or Unknown when it is a container whose content is not known.
  Value settled(const Value& value) { return blurs_ ? settle(value) : value; }
  Frame& frame() { return *frame_; }
  Frame* frame_or_null() { return frame_; }
  std::uint32_t exploring() const { return exploring_; }

  // ---- names (names.cpp)
  const Value* find_global(std::string_view name) const;
  bool sets_late(std::string_view name, const Value& value);
  std::shared_ptr<const Names> names_of(const void* owner,
                                        std::span<const ast::Parameter> parameters,
                                        ast::Block body);
  Value load(const ast::Name& name, Span span);
  const Value* peek(std::string_view name);  ///< Null when it must be loaded with care.
  void store(std::string_view name, Value value, Span span);
  bool remove(std::string_view name, Span span);
  bool assign(const ast::Expr& target, Value value);
  bool remove(const ast::Expr& target);

  // ---- statements (statements.cpp)
  Flow execute(ast::Block block);
  Flow execute(const ast::Stmt& statement);
  /// As for a module that is known to work: where a statement fails here, what it would have bound
  /// is not known, and the next one follows.
  Flow execute_leniently(ast::Block block, Module& module);
  Flow execute_each(ast::Block block, Module& module);
  bool strict_ = false;   ///< The module that runs next is judged, not only used.
  bool lenient_ = false;  ///< One that is only used is running.
  /// Runs both arms, as far as the host wants that, and joins what they did.
  Flow explore(Span span, const Value& condition, const std::function<Flow()>& arm,
               const std::function<Flow()>& other);
  Value evaluate_annotation(const ast::Expr& annotation);
  Flow explore_loop(Span span, const Value& why, const std::function<Flow()>& body);
  Flow loop_end(Frame& frame, Flow flow, bool leaving);
  bool matches_handler(const ast::Handler& handler, const std::shared_ptr<Instance>& exception,
                       bool& matches);
  Flow run_handler(const ast::Handler& handler, const std::shared_ptr<Instance>& exception);
  using Captures = std::vector<std::pair<std::string_view, Value>>;
  Decision match_pattern(const ast::Pattern& pattern, const Value& subject, Captures& captures);
  Value import(std::string_view name, Span span);
  Flow finish_try(const ast::Try& statement, Flow flow, std::size_t dropped_before);
  Value enter_context(const Value& context, Span span);
  /// True: the exception is swallowed.
  bool leave_context(const Value& context, const std::shared_ptr<Instance>& exception, Span span);

  // ---- expressions (expressions.cpp)
  Value evaluate(const ast::Expr& expr);
  Decision decide(const Value& value, Span span);
  Value undecided(const Value& condition, Span span);
  bool explore_expression(const Value& condition, Span span, const std::function<void()>& arms);
  Value fstring(const ast::FString& fstring, Span span);
  std::string fstring_text(std::span<const ast::FStringPiece> pieces, Value& unknown);
  Value comprehension(const ast::Comprehension& comprehension, const ast::Expr& expr);

  // ---- operators (operators.cpp)
  Value binary(ast::BinaryOp op, const Value& left, const Value& right, Span span,
               bool in_place = false);
  Value unary(ast::UnaryOp op, const Value& operand, Span span);
  Value compare(ast::CompareOp op, const Value& left, const Value& right, Span span);
  Value contains(const Value& container, const Value& item, Span span);
  /// `a == b` with user code; nothing when unknown or failed.
  std::optional<bool> equals(const Value& a, const Value& b, Span span);
  Value item(const Value& of, const Value& index, Span span);
  bool set_item(const Value& of, const Value& index, Value value, Span span);
  bool delete_item(const Value& of, const Value& index, Span span);
  Value length(const Value& of, Span span);
  Value slice_of(const Value& of, const Slice& slice, Span span);
  std::shared_ptr<Iterator> iterate(const Value& iterable, Span span);
  /// Nothing: not known (`why`) or failed.
  std::optional<std::vector<Value>> items(const Value& iterable, Span span, Value* why = nullptr,
                                          bool* hash_ordered = nullptr);
  Value str(const Value& value, Span span);
  Value repr(const Value& value, Span span);
  /// A dict key that can be one; raises TypeError for an unhashable one. False: failed or unknown.
  bool hashable(const Value& key, Span span, Value* unknown);

  // ---- attributes and calls (attributes.cpp, calls.cpp)
  Value attribute(const Value& of, std::string_view name, Span span);
  /// Nothing when there is none; what is not known is Unknown.
  std::optional<Value> find_attribute(const Value& of, std::string_view name, Span span);
  bool set_attribute(const Value& of, std::string_view name, Value value, Span span);
  bool delete_attribute(const Value& of, std::string_view name, Span span);
  Value bind_attribute(const Value& found, const Value& self, const std::shared_ptr<Class>& cls,
                       Span span);
  Value call_expression(const ast::Call& call, const ast::Expr& expr, bool discarded);
  bool arguments(const ast::Call& call, python::Call& out);
  bool has_method(const Value& self, const Builtin& method) const;
  /// The dict of this name when only the items of some keys are in doubt; else null.
  std::shared_ptr<Dict> partly_known(const ast::Expr& expr);
  void possible_keywords(const Dict& dict, Span span, python::Call& out);
  Value call(const Value& callee, python::Call& call, bool discarded = false);
  Value call(const Value& callee, std::vector<Value> arguments, Span span);
  Value call_function(const std::shared_ptr<Function>& function, python::Call& call);
  bool bind_parameters(const Function& function, python::Call& call, Scope& scope);
  Value run_body(const std::shared_ptr<Function>& function, std::shared_ptr<Scope> scope,
                 Span span);
  Value make_function(const ast::Expr& lambda);
  Value make_function(const ast::Def& def, Span span);
  bool defaults(std::span<const ast::Parameter> parameters, Function& function);

  // ---- classes (classes.cpp, enumeration.cpp)
  Value make_class(const ast::ClassDef& def, Span span);
  /// `type(name, bases, dict)`
  Value make_class(std::string name, const std::vector<Value>& bases, const Dict& attributes,
                   Span span);
  static void add_base(Class& cls, const Value& base, Span span);
  /// The order of look-up that follows from the bases. False: there is none, which is raised.
  bool order_bases(const std::shared_ptr<Class>& cls, Span span);
  /// What becomes of a class whose attributes stand. False: something was raised.
  bool complete_class(const std::shared_ptr<Class>& cls, std::vector<KeywordArgument> keywords,
                      Span span);
  void finish_class(const std::shared_ptr<Class>& cls, Span span);
  Value instantiate(const std::shared_ptr<Class>& cls, python::Call& call);
  Value initialize(const Value& made, python::Call& call);
  Value make_enumeration(const std::shared_ptr<Class>& base, python::Call& call);
  std::shared_ptr<Instance> make_auto(Span span);
  Value find_super(const Wrapper& super, std::string_view name, Span span);
  void make_members(const std::shared_ptr<Class>& cls, Span span);
  Value find_member(const std::shared_ptr<Class>& cls, const Value& wanted, Span span);

  // ---- generators (generators.cpp)
  Value make_generator(const std::shared_ptr<Function>& function, std::shared_ptr<Scope> scope,
                       Span span);
  /// What a function with `@contextmanager` returns.
  Value make_context_manager(const Value& generator, Span span);
  Value make_generator_expression(const ast::Comprehension& comprehension, const ast::Expr& expr,
                                  std::shared_ptr<Iterator> first);

  Evaluator& owner_;
  std::shared_ptr<Meter> meter_ = std::make_shared<Meter>();

 private:
  friend class Evaluator;
  friend class Generator;
  friend class GeneratorExpression;
  bool out_of_steps(Span span);
  Value settle(const Value& value);
  void join(Namespace& into, const Namespace& other, const Unknown& because);
  Value joined(const Value& a, const Value& b, const Unknown& because);
  Scope* scope_of(std::string_view name, const Scope* from);
  bool unpack(ast::Exprs targets, const Value& value, Span span);
  Flow execute_if(const ast::If& statement, std::size_t clause, const ast::Stmt& stmt);
  Flow execute_for(const ast::For& statement, const ast::Stmt& stmt);
  Flow execute_while(const ast::While& statement, const ast::Stmt& stmt);
  Flow execute_with(const ast::With& statement, std::size_t item, const ast::Stmt& stmt);
  Flow execute_try(const ast::Try& statement);
  Flow execute_import(const ast::Import& statement, const ast::Stmt& stmt);
  Flow execute_import_from(const ast::ImportFrom& statement, const ast::Stmt& stmt);
  Flow execute_raise(const ast::Raise& statement, const ast::Stmt& stmt);
  Flow execute_match(const ast::Match& statement, std::size_t first, const Value& subject,
                     const ast::Stmt& stmt);
  Flow execute_aug(const ast::AugAssign& statement, const ast::Stmt& stmt);
  Flow decorate(ast::Exprs decorators, Value made, std::string_view name, Span span);
  Flow normal_or_raise() const { return failed() ? Flow::Raise : Flow::Normal; }
  bool comprehend(const ast::Comprehension& comprehension, std::size_t clause,
                  const std::shared_ptr<Iterator>& first, const std::function<bool()>& emit);

  Frame* frame_ = nullptr;
  std::shared_ptr<Instance> pending_;
  std::uint64_t steps_left_;
  std::uint32_t depth_left_;
  std::uint64_t text_limit_;
  std::uintptr_t stack_limit_ = 0;
  std::size_t stack_bytes_;
  std::uint32_t exploring_ = 0;
  bool blurs_ = false;
  std::vector<std::shared_ptr<Instance>> dropped_;  ///< Raised in one arm of an undecided branch.
  int trying_ = 0;                  ///< In the bodies of so many `try`s with handlers.
  std::shared_ptr<Instance> said_;  ///< What a `raise` of the code raised last.
  std::vector<std::weak_ptr<Mutable>> tracked_;
  /// What this evaluation sets in modules that all share: names of a library, and by `global` what
  /// was None or False, as it is made when it is first asked for. Every evaluation asks anew.
  std::map<std::pair<const Module*, std::string>, Value> set_late_;
  std::unordered_map<const void*, std::shared_ptr<const Names>> names_;

 public:
  /// Our stack is measured from where the evaluator was entered.
  class Entry {
   public:
    explicit Entry(Machine& machine);
    ~Entry();
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

   private:
    Machine& machine_;
    std::uintptr_t before_;
  };
};

/// Evaluating it does nothing but give a value.
bool only_gives_a_value(const ast::Expr& expr);

}  // namespace migc::python
