#pragma once

#include <memory>
#include <optional>

#include "compiler/python/machine.h"

namespace migc::python {

/// A function with `yield`, run on demand.
///
/// Its blocks that hold a `yield` are kept as a list of levels rather than on our stack, so that it
/// can wait in the midst of loops, `try` and `with`; all other statements run as anywhere else. A
/// `yield` may stand alone, be assigned or returned; within a larger expression it is not modelled.
class Generator final : public Iterator {
 public:
  Generator(std::shared_ptr<Function> function, std::shared_ptr<Scope> scope);
  ~Generator() override;

  std::optional<Value> next(const Site& site) override;
  /// Goes on with what the `yield` gives, or with an exception raised there.
  std::optional<Value> resume(const Site& site, Value sent, std::shared_ptr<Instance> thrown);
  std::string_view type_name() const override { return "generator"; }
  bool done() const;
  const Value& result() const;  ///< What it returned in the end.
  void forget() override;

 private:
  using Flow = Evaluator::Machine::Flow;
  struct Level;
  struct State;

  std::optional<Value> run(Evaluator::Machine& machine, const Site& site, Value sent,
                           std::shared_ptr<Instance> thrown);
  Flow enter(Evaluator::Machine& machine, const ast::Stmt& statement);
  Flow finish(Evaluator::Machine& machine);
  Flow unwind(Evaluator::Machine& machine, Flow flow);
  Flow to_finally(Evaluator::Machine& machine, Flow flow);
  void leave_handler(Level& level);

  std::unique_ptr<State> state_;
};

}  // namespace migc::python
