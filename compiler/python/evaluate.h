#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/python/ast.h"
#include "compiler/python/native.h"
#include "compiler/python/signature.h"
#include "compiler/python/value.h"

namespace migc::python {

/// What one evaluation may cost. Beyond it evaluation stops with a diagnostic.
struct Budget {
  std::uint64_t steps = 1'000'000;
  std::uint32_t depth = 100;                    ///< Calls within calls.
  std::uint64_t text_bytes = 64 * 1024 * 1024;  ///< Of strings alive at once.
  std::size_t stack_bytes = 3 * 1024 * 1024;    ///< Of our own stack.
};

/// All an evaluation may know of outside. Implemented where the world is (`library::World`).
class Host {
 public:
  enum class Undecided { Error, Explore, Try };

  virtual ~Host() = default;
  /// The module of this absolute name (`sqlalchemy.dialects.postgresql`), also Unknown, or raised
  /// `ModuleNotFoundError`.
  virtual Value import_module(std::string_view name, const Site& site) = 0;
  /// The text of a file of the project, or Unknown with the reason.
  virtual Value read_file(std::string_view path, const Site& site);
  /// A condition that cannot be decided. Error: it is reported and evaluation stops. Explore: both
  /// arms are run (`Evaluator::possible()` is true there) and what differs after them is Unknown.
  /// Try: the same, in the hope that the arms do nothing but change variables; whoever can tell
  /// that they do more (the host, when something is emitted) ends the evaluation.
  virtual Undecided undecided(const Site& site, const Unknown& condition);
  /// An arm that is tried ends in a `raise` of the code, so what follows is only reached by the
  /// other one. False: that may not be taken for granted; the host has ended the evaluation.
  virtual bool passes_raise(const Site& site, const Unknown& condition);
  /// An attribute or item of something unknown is set, which may be more than a change of memory:
  /// an object of an ORM becomes a row.
  virtual void changes_unknown(const Site&) {}
  /// Whether arms are tried rather than explored.
  virtual bool tries() const { return false; }
  /// The arm that runs does more than can be tried: reports the condition, ends the evaluation.
  virtual void cannot_try(const Site&) {}
  /// Something unknown is called, so what it does is unknown, operations included. `discarded`: as
  /// a statement. Not reported if not overridden: the result is Unknown anyway.
  virtual void unknown_call(const Call& call, const Unknown& callee, bool discarded);
  /// A modelled function got an argument that is not known. Reports `unknown-argument`.
  virtual void unknown_argument(const Binding& binding, const Unknown& cause);
  /// `print()` is called.
  virtual void printed(const Site&) {}
  /// Code depends on the order of a set, which CPython leaves to hashing.
  virtual void hash_order(const Site& site);
  /// `if condition:` holds, and its arm does nothing but raise (`if context.is_offline_mode():
  /// raise`). True: the other arm is taken; the host records that. Asked for objects of libraries
  /// only.
  virtual bool avoids_raise(const Value& condition);
};

/// Evaluates one module and what it calls. One thread; cheap to make; values it made die with it,
/// unless `freeze`d.
///
///     Evaluator evaluator(host, diagnostics);
///     std::shared_ptr<Module> module = evaluator.run(tree, "3f2a_add_users", "");
///     if (module) evaluator.call(*module, "upgrade");
class Evaluator {
 public:
  Evaluator(Host& host, Diagnostics& diagnostics, Budget budget = {});
  ~Evaluator();
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  /// Runs the body of a module. The tree outlives the evaluator and the module. An uncaught
  /// exception is reported; the module then has what was defined before.
  std::shared_ptr<Module> run(const ast::Module& tree, std::string name, std::string package,
                              std::string file = {});
  /// The same into a module that stands already (for import cycles, it can be seen half made).
  bool run(const ast::Module& tree, const std::shared_ptr<Module>& module);
  /// Drops an exception that is on its way: a module that cannot be run whole is known in part.
  void forgive();

  /// Calls a function of the module, as the program's outermost call: what goes wrong is reported.
  /// Nothing when it was. A name the module lacks is reported too: ask `module.attributes` before.
  std::optional<Value> call(const Module& module, std::string_view function,
                            std::vector<Value> arguments = {});
  std::optional<Value> call(const Value& callee, Span span, std::vector<Value> arguments = {},
                            std::vector<std::pair<std::string_view, Value>> keywords = {});

  Host& host() { return host_; }
  Diagnostics& diagnostics() { return diagnostics_; }

  /// Whether this runs in an arm of an undecided branch, and the condition that made it so.
  bool possible() const { return possible_ != nullptr; }
  const Unknown* possible_because() const { return possible_.get(); }
  /// Whether this runs within a `try` that has handlers.
  bool may_catch() const;
  /// The call in the outermost module that led here (`Origin::in_revision`).
  Span outermost_call() const;
  /// Ends the evaluation (a budget is spent, a branch is undecided): no `except` catches this.
  void stop() { stopped_ = true; }
  bool stopped() const { return stopped_; }

  class Machine;  ///< How it is done: `machine.h`.
  Machine& machine() { return *machine_; }

 private:
  friend class Machine;
  Host& host_;
  Diagnostics& diagnostics_;
  std::shared_ptr<const Unknown> possible_;
  bool stopped_ = false;
  std::unique_ptr<Machine> machine_;
};

}  // namespace migc::python
