#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/match.h"
#include "compiler/python/builtins.h"
#include "compiler/python/generator.h"
#include "compiler/python/machine.h"

namespace migc::python {
namespace {

bool holds_yield(const ast::Expr& expr) {
  if (expr.as<ast::Yield>() || expr.as<ast::YieldFrom>()) return true;
  if (const auto* await = expr.as<ast::Await>()) return holds_yield(*await->value);
  if (const auto* call = expr.as<ast::Call>()) {
    return holds_yield(*call->callee) ||
           std::any_of(call->arguments.begin(), call->arguments.end(),
                       [](const ast::Argument& a) { return holds_yield(*a.value); });
  }
  if (const auto* binary = expr.as<ast::Binary>()) {
    return holds_yield(*binary->first) ||
           std::any_of(binary->terms.begin(), binary->terms.end(),
                       [](const ast::BinaryTerm& t) { return holds_yield(*t.right); });
  }
  if (const auto* compare = expr.as<ast::Compare>()) {
    return holds_yield(*compare->first) ||
           std::any_of(compare->terms.begin(), compare->terms.end(),
                       [](const ast::CompareTerm& t) { return holds_yield(*t.right); });
  }
  if (const auto* logic = expr.as<ast::BoolOp>()) {
    return std::any_of(logic->operands.begin(), logic->operands.end(),
                       [](const ast::Expr* e) { return holds_yield(*e); });
  }
  if (const auto* sequence = expr.as<ast::Sequence>()) {
    return std::any_of(sequence->items.begin(), sequence->items.end(),
                       [](const ast::Expr* e) { return holds_yield(*e); });
  }
  if (const auto* unary = expr.as<ast::Unary>()) return holds_yield(*unary->operand);
  if (const auto* member = expr.as<ast::Attribute>()) return holds_yield(*member->object);
  if (const auto* item = expr.as<ast::Subscript>()) {
    return holds_yield(*item->object) || holds_yield(*item->index);
  }
  if (const auto* choice = expr.as<ast::Conditional>()) {
    return holds_yield(*choice->test) || holds_yield(*choice->body) || holds_yield(*choice->orelse);
  }
  if (const auto* named = expr.as<ast::NamedExpr>()) return holds_yield(*named->value);
  return false;
}

bool holds_yield(ast::Block block);

bool holds_yield(const ast::Stmt& statement) {
  using namespace ast;
  return match(
      statement.node, [](const ExprStmt& node) { return holds_yield(*node.value); },
      [](const Assign& node) { return holds_yield(*node.value); },
      [](const AugAssign& node) { return holds_yield(*node.value); },
      [](const AnnAssign& node) { return node.value && holds_yield(*node.value); },
      [](const If& node) {
        return holds_yield(node.orelse) ||
               std::any_of(node.clauses.begin(), node.clauses.end(), [](const IfClause& clause) {
                 return holds_yield(*clause.test) || holds_yield(clause.body);
               });
      },
      [](const For& node) {
        return holds_yield(*node.iterable) || holds_yield(node.body) || holds_yield(node.orelse);
      },
      [](const While& node) {
        return holds_yield(*node.test) || holds_yield(node.body) || holds_yield(node.orelse);
      },
      [](const With& node) {
        return holds_yield(node.body) ||
               std::any_of(node.items.begin(), node.items.end(),
                           [](const WithItem& item) { return holds_yield(*item.context); });
      },
      [](const Def&) { return false; }, [](const ClassDef&) { return false; },
      [](const Return& node) { return node.value && holds_yield(*node.value); },
      [](const Import&) { return false; }, [](const ImportFrom&) { return false; },
      [](const Raise& node) { return node.exception && holds_yield(*node.exception); },
      [](const Try& node) {
        return holds_yield(node.body) || holds_yield(node.orelse) || holds_yield(node.finally) ||
               std::any_of(node.handlers.begin(), node.handlers.end(),
                           [](const Handler& handler) { return holds_yield(handler.body); });
      },
      [](const Pass&) { return false; }, [](const Jump&) { return false; },
      [](const ScopeStmt&) { return false; }, [](const Delete&) { return false; },
      [](const Assert& node) { return holds_yield(*node.test); },
      [](const Match& node) {
        return holds_yield(*node.subject) ||
               std::any_of(node.cases.begin(), node.cases.end(),
                           [](const MatchCase& each) { return holds_yield(each.body); });
      },
      [](const TypeAlias&) { return false; });
}

bool holds_yield(ast::Block block) {
  return std::any_of(block.begin(), block.end(),
                     [](const ast::Stmt* statement) { return holds_yield(*statement); });
}

}  // namespace

using Flow = Evaluator::Machine::Flow;

struct Generator::Level {
  enum class Kind { Block, For, While, Try, Else, Handler, Finally, With };
  Kind kind = Kind::Block;
  ast::Block block;
  std::size_t at = 0;
  const ast::Stmt* statement = nullptr;
  std::shared_ptr<Iterator> iterator = nullptr;  // of For
  Value context = {};                            // of With
  Span span = {};
  // What goes on after Finally, and what was handled before Handler.
  Flow flow = Flow::Normal;
  std::shared_ptr<Instance> exception = nullptr, handled = nullptr;
  const ast::Handler* handler = nullptr;
};

struct Generator::State {
  Evaluator::Machine::Frame frame;
  std::vector<Level> levels;
  std::shared_ptr<Function> function;
  bool started = false, running = false, done = false;
  // What the `yield` that it waits at does with what is sent.
  ast::Exprs targets;
  bool returns = false;
  std::shared_ptr<Iterator> delegate;
  Value result;
};

Generator::Generator(std::shared_ptr<Function> function, std::shared_ptr<Scope> scope)
    : state_(std::make_unique<State>()) {
  state_->frame.module = function->module;
  state_->frame.function = function.get();
  state_->frame.scope = std::move(scope);
  state_->function = std::move(function);
}

Generator::~Generator() = default;

void Generator::forget() {
  if (state_->running) return;
  const std::unique_ptr<State> dying = std::exchange(state_, std::make_unique<State>());
  state_->done = true;
}

bool Generator::done() const { return state_->done; }
const Value& Generator::result() const { return state_->result; }

std::optional<Value> Generator::next(const Site& site) {
  return resume(site, Value::none(site.span), nullptr);
}

std::optional<Value> Generator::resume(const Site& site, Value sent,
                                       std::shared_ptr<Instance> thrown) {
  Evaluator::Machine& machine = site.evaluator.machine();
  State& state = *state_;
  if (state.running) {
    site.raise("ValueError", "generator already executing");
    return std::nullopt;
  }
  if (state.done) {
    if (thrown) machine.raise_again(std::move(thrown));
    return std::nullopt;
  }
  if (machine.deep(site.span)) return std::nullopt;
  state.running = true;
  state.frame.caller = machine.frame_;
  state.frame.call_site = site.span;
  machine.frame_ = &state.frame;
  std::optional<Value> yielded = run(machine, site, std::move(sent), std::move(thrown));
  machine.frame_ = state.frame.caller;
  state.frame.caller = nullptr;
  state.running = false;
  if (!yielded) {
    state.done = true;
    state.levels.clear();
    state.delegate.reset();
  }
  return yielded;
}

std::optional<Value> Generator::run(Evaluator::Machine& machine, const Site& site, Value sent,
                                    std::shared_ptr<Instance> thrown) {
  State& state = *state_;
  Flow flow = Flow::Normal;
  const auto give_up = [&](Span span, std::string why) {
    uncertain = std::make_shared<const Unknown>(Unknown{span, std::move(why)});
    return std::nullopt;
  };
  const auto receive = [&](const Value& value) {
    for (const ast::Expr* target : state.targets) {
      if (!machine.assign(*target, value)) return Flow::Raise;
    }
    if (!state.returns) return Flow::Normal;
    state.frame.result = value;
    return Flow::Return;
  };

  if (!state.started) {
    state.started = true;
    if (!state.function->def) return give_up(site.span, "a generator made by `lambda`");
    state.levels.push_back({.block = state.function->def->body});
    if (thrown) {
      machine.raise_again(std::move(thrown));
      return std::nullopt;
    }
  } else if (thrown) {
    state.delegate.reset();
    machine.raise_again(std::move(thrown));
    flow = Flow::Raise;
  } else if (!state.delegate) {
    flow = receive(sent);
  }

  while (true) {
    if (machine.owner_.stopped()) return std::nullopt;
    if (state.delegate) {
      std::optional<Value> item = state.delegate->next(site);
      if (item) return item;
      if (state.delegate->uncertain) {
        uncertain = state.delegate->uncertain;
        return std::nullopt;
      }
      const auto* inner = dynamic_cast<const Generator*>(state.delegate.get());
      const Value result = inner ? inner->result() : Value::none(site.span);
      state.delegate.reset();
      flow = machine.failed() ? Flow::Raise : receive(result);
    }
    if (flow != Flow::Normal) {
      flow = unwind(machine, flow);
      if (state.levels.empty()) {
        if (flow == Flow::Return) state.result = state.frame.result;
        return std::nullopt;
      }
      continue;
    }
    if (state.levels.empty()) return std::nullopt;
    if (state.levels.back().at == state.levels.back().block.size()) {
      flow = finish(machine);
      if (uncertain) return std::nullopt;
      continue;
    }
    Level& top = state.levels.back();
    const ast::Stmt& statement = *top.block[top.at++];
    if (!holds_yield(statement)) {
      flow = machine.execute(statement);
      continue;
    }
    if (!machine.step(statement.span)) return std::nullopt;

    // The statements that may wait at a `yield`.
    const ast::Expr* value = nullptr;
    state.targets = {};
    state.returns = false;
    if (const auto* node = statement.as<ast::ExprStmt>()) value = node->value;
    if (const auto* node = statement.as<ast::Assign>()) {
      value = node->value;
      state.targets = node->targets;
    }
    if (const auto* node = statement.as<ast::AnnAssign>()) {
      value = node->value;
      state.targets = {&node->target, 1};
    }
    if (const auto* node = statement.as<ast::Return>()) {
      value = node->value;
      state.returns = true;
    }
    if (value) {
      if (const auto* await = value->as<ast::Await>()) value = await->value;
      if (const auto* yield = value->as<ast::Yield>()) {
        Value result = yield->value ? machine.evaluate(*yield->value) : Value::none(value->span);
        if (machine.failed()) {
          flow = Flow::Raise;
          continue;
        }
        return result;
      }
      if (const auto* from = value->as<ast::YieldFrom>()) {
        const Value iterable = machine.evaluate(*from->value);
        if (!machine.failed()) state.delegate = machine.iterate(iterable, from->value->span);
        if (machine.failed()) {
          flow = Flow::Raise;
        } else if (!state.delegate) {
          return give_up(from->value->span, "what this iterates over");
        }
        continue;
      }
      return give_up(statement.span, "`yield` within an expression is not modelled");
    }
    flow = enter(machine, statement);
    if (uncertain) return std::nullopt;
  }
}

Flow Generator::enter(Evaluator::Machine& machine, const ast::Stmt& statement) {
  using Decision = Evaluator::Machine::Decision;
  State& state = *state_;
  const auto give_up = [&](Span span, std::string why) {
    uncertain = std::make_shared<const Unknown>(Unknown{span, std::move(why)});
    return Flow::Normal;
  };
  if (const auto* node = statement.as<ast::If>()) {
    for (const ast::IfClause& clause : node->clauses) {
      const Value test = machine.evaluate(*clause.test);
      if (machine.failed()) return Flow::Raise;
      switch (machine.decide(test, clause.test->span)) {
        case Decision::True:
          state.levels.push_back({.block = clause.body});
          return Flow::Normal;
        case Decision::False:
          continue;
        case Decision::Failed:
          return Flow::Raise;
        case Decision::Undecided:
          uncertain = machine.undecided(test, clause.test->span).share<const Unknown>();
          return Flow::Normal;
      }
    }
    state.levels.push_back({.block = node->orelse});
    return Flow::Normal;
  }
  if (const auto* node = statement.as<ast::For>()) {
    const Value iterable = machine.evaluate(*node->iterable);
    if (machine.failed()) return Flow::Raise;
    std::shared_ptr<Iterator> iterator = machine.iterate(iterable, node->iterable->span);
    if (machine.failed()) return Flow::Raise;
    if (!iterator) return give_up(node->iterable->span, "what this iterates over");
    state.levels.push_back({.kind = Level::Kind::For,
                            .block = {},
                            .statement = &statement,
                            .iterator = std::move(iterator)});
    return Flow::Normal;
  }
  if (statement.as<ast::While>()) {
    state.levels.push_back({.kind = Level::Kind::While, .block = {}, .statement = &statement});
    return Flow::Normal;
  }
  if (const auto* node = statement.as<ast::Try>()) {
    state.levels.push_back(
        {.kind = Level::Kind::Try, .block = node->body, .statement = &statement});
    return Flow::Normal;
  }
  if (const auto* node = statement.as<ast::With>()) {
    for (std::size_t i = 0; i < node->items.size(); ++i) {
      const ast::WithItem& item = node->items[i];
      Value context = machine.evaluate(*item.context);
      if (machine.failed()) return Flow::Raise;
      Value target = machine.enter_context(context, item.context->span);
      if (machine.failed()) return Flow::Raise;
      const bool last = i + 1 == node->items.size();
      state.levels.push_back({.kind = Level::Kind::With,
                              .block = last ? node->body : ast::Block{},
                              .statement = &statement,
                              .context = std::move(context),
                              .span = item.context->span});
      if (item.target && !machine.assign(*item.target, std::move(target))) return Flow::Raise;
    }
    return Flow::Normal;
  }
  if (const auto* node = statement.as<ast::Match>()) {
    const Value subject = machine.evaluate(*node->subject);
    if (machine.failed()) return Flow::Raise;
    for (const ast::MatchCase& each : node->cases) {
      Evaluator::Machine::Captures captures;
      Decision decision = machine.match_pattern(*each.pattern, subject, captures);
      if (decision == Decision::True) {
        for (auto& [name, value] : captures)
          machine.store(name, std::move(value), each.pattern->span);
        if (each.guard) {
          const Value guard = machine.evaluate(*each.guard);
          if (machine.failed()) return Flow::Raise;
          decision = machine.decide(guard, each.guard->span);
        }
      }
      if (machine.failed()) return Flow::Raise;
      if (decision == Decision::Undecided) return give_up(each.pattern->span, "which case matches");
      if (decision != Decision::True) continue;
      state.levels.push_back({.block = each.body});
      return Flow::Normal;
    }
    return Flow::Normal;
  }
  return give_up(statement.span, "`yield` here is not modelled");
}

/// The innermost block has run to its end.
Flow Generator::finish(Evaluator::Machine& machine) {
  using Decision = Evaluator::Machine::Decision;
  State& state = *state_;
  Level& top = state.levels.back();
  switch (top.kind) {
    case Level::Kind::Block:
      state.levels.pop_back();
      return Flow::Normal;
    case Level::Kind::For: {
      const ast::For& node = *top.statement->as<ast::For>();
      const std::shared_ptr<Iterator> iterator = top.iterator;
      std::optional<Value> item = iterator->next(machine.site(node.iterable->span));
      if (machine.failed() || !machine.step(node.iterable->span)) return Flow::Raise;
      if (item) {
        Level& again = state.levels.back();
        again.block = node.body;
        again.at = 0;
        return machine.assign(*node.target, machine.settled(*item)) ? Flow::Normal : Flow::Raise;
      }
      if (iterator->uncertain) {
        uncertain = iterator->uncertain;
        return Flow::Normal;
      }
      state.levels.pop_back();
      state.levels.push_back({.block = node.orelse});
      return Flow::Normal;
    }
    case Level::Kind::While: {
      const ast::While& node = *top.statement->as<ast::While>();
      const Value test = machine.evaluate(*node.test);
      if (machine.failed() || !machine.step(node.test->span)) return Flow::Raise;
      switch (machine.decide(test, node.test->span)) {
        case Decision::True:
          state.levels.back().block = node.body;
          state.levels.back().at = 0;
          return Flow::Normal;
        case Decision::False:
          state.levels.pop_back();
          state.levels.push_back({.block = node.orelse});
          return Flow::Normal;
        case Decision::Failed:
          return Flow::Raise;
        case Decision::Undecided:
          uncertain = machine.undecided(test, node.test->span).share<const Unknown>();
          return Flow::Normal;
      }
      return Flow::Normal;
    }
    case Level::Kind::Try:
      top.kind = Level::Kind::Else;
      top.block = top.statement->as<ast::Try>()->orelse;
      top.at = 0;
      return Flow::Normal;
    case Level::Kind::Else:
    case Level::Kind::Handler:
      leave_handler(top);
      return to_finally(machine, Flow::Normal);
    case Level::Kind::Finally: {
      const Flow flow = top.flow;
      const std::shared_ptr<Instance> exception = top.exception;
      state.levels.pop_back();
      if (exception) machine.raise_again(exception);
      return flow;
    }
    case Level::Kind::With: {
      const Value context = top.context;
      const Span span = top.span;
      state.levels.pop_back();
      machine.leave_context(context, nullptr, span);
      return machine.failed() ? Flow::Raise : Flow::Normal;
    }
  }
  return Flow::Normal;
}

void Generator::leave_handler(Level& level) {
  if (level.kind != Level::Kind::Handler) return;
  state_->frame.handled = level.handled;
  if (level.handler && !level.handler->name.text.empty()) {
    state_->frame.variables().erase(level.handler->name.text);
  }
}

/// Turns the innermost `try` into its `finally`, after which `flow` goes on.
Flow Generator::to_finally(Evaluator::Machine& machine, Flow flow) {
  Level& top = state_->levels.back();
  const ast::Try& node = *top.statement->as<ast::Try>();
  if (node.finally.empty()) {
    state_->levels.pop_back();
    return flow;
  }
  top.kind = Level::Kind::Finally;
  top.flow = flow;
  top.exception = machine.take_pending();
  top.block = node.finally;
  top.at = 0;
  return Flow::Normal;
}

/// Leaves blocks until one takes the jump, return or exception.
Flow Generator::unwind(Evaluator::Machine& machine, Flow flow) {
  State& state = *state_;
  while (!state.levels.empty() && flow != Flow::Normal) {
    if (machine.owner_.stopped()) {
      state.levels.clear();
      return Flow::Raise;
    }
    Level& top = state.levels.back();
    switch (top.kind) {
      case Level::Kind::Block:
      case Level::Kind::Finally:
        state.levels.pop_back();
        break;
      case Level::Kind::For:
      case Level::Kind::While:
        if (flow == Flow::Continue) {
          top.at = top.block.size();
          return Flow::Normal;
        }
        state.levels.pop_back();
        if (flow == Flow::Break) return Flow::Normal;
        break;
      case Level::Kind::Try: {
        if (flow == Flow::Raise) {
          const std::shared_ptr<Instance> exception = machine.take_pending();
          const ast::Handler* chosen = nullptr;
          for (const ast::Handler& handler : top.statement->as<ast::Try>()->handlers) {
            bool matches = false;
            if (!machine.matches_handler(handler, exception, matches)) break;
            if (!matches) continue;
            chosen = &handler;
            break;
          }
          if (chosen) {
            top.kind = Level::Kind::Handler;
            top.handler = chosen;
            top.handled = std::exchange(state.frame.handled, exception);
            top.block = chosen->body;
            top.at = 0;
            if (!chosen->name.text.empty()) {
              machine.store(chosen->name.text, Value{exception, chosen->span}, chosen->span);
            }
            return Flow::Normal;
          }
          if (!machine.failed()) machine.raise_again(exception);
        }
        flow = to_finally(machine, flow);
        break;
      }
      case Level::Kind::Else:
      case Level::Kind::Handler:
        leave_handler(top);
        flow = to_finally(machine, flow);
        break;
      case Level::Kind::With: {
        const Value context = top.context;
        const Span span = top.span;
        state.levels.pop_back();
        const std::shared_ptr<Instance> raised = machine.take_pending();
        const bool swallowed = machine.leave_context(context, raised, span);
        if (machine.failed()) {
          flow = Flow::Raise;
        } else if (raised && swallowed) {
          flow = Flow::Normal;
        } else if (raised) {
          machine.raise_again(raised);
        }
        break;
      }
    }
  }
  return flow;
}

Value Evaluator::Machine::make_generator(const std::shared_ptr<Function>& function,
                                         std::shared_ptr<Scope> scope, Span span) {
  auto generator = std::make_shared<Generator>(function, std::move(scope));
  // Its variables may hold it.
  track(generator);
  return Value::iterator(std::move(generator), span);
}

// ---- generator expressions

class GeneratorExpression final : public Iterator {
 public:
  GeneratorExpression(const ast::Comprehension& node, const ast::Expr& expr,
                      std::shared_ptr<Iterator> first, const Evaluator::Machine::Frame& around,
                      std::shared_ptr<Scope> scope)
      : node_(node), expr_(expr) {
    frame_.module = around.module;
    frame_.function = around.function;
    frame_.scope = std::move(scope);
    stack_.push_back(std::move(first));
  }
  std::string_view type_name() const override { return "generator"; }
  bool hash_ordered() const override { return !stack_.empty() && stack_.front()->hash_ordered(); }
  void forget() override {
    stack_.clear();
    frame_.scope.reset();
    frame_.module.reset();
  }

  std::optional<Value> next(const Site& site) override {
    Evaluator::Machine& machine = site.evaluator.machine();
    if (stack_.empty() || running_ || machine.deep(site.span)) return std::nullopt;
    running_ = true;
    frame_.caller = machine.frame_;
    frame_.call_site = site.span;
    machine.frame_ = &frame_;
    std::optional<Value> item = step(machine);
    machine.frame_ = frame_.caller;
    running_ = false;
    if (!item) stack_.clear();
    return item;
  }

 private:
  std::optional<Value> step(Evaluator::Machine& machine) {
    using Decision = Evaluator::Machine::Decision;
    while (!stack_.empty()) {
      const ast::ComprehensionClause& clause = node_.clauses[stack_.size() - 1];
      const std::shared_ptr<Iterator> iterator = stack_.back();
      std::optional<Value> item = iterator->next(machine.site(clause.iterable->span));
      if (machine.failed() || !machine.step(expr_.span)) return std::nullopt;
      if (!item) {
        if (iterator->uncertain) {
          uncertain = iterator->uncertain;
          return std::nullopt;
        }
        stack_.pop_back();
        continue;
      }
      if (!machine.assign(*clause.target, machine.settled(*item))) return std::nullopt;
      bool wanted = true;
      for (const ast::Expr* condition : clause.conditions) {
        const Value test = machine.evaluate(*condition);
        if (machine.failed()) return std::nullopt;
        const Decision decision = machine.decide(test, condition->span);
        if (decision == Decision::Failed) return std::nullopt;
        if (decision == Decision::Undecided) {
          uncertain = machine.undecided(test, condition->span).share<const Unknown>();
          return std::nullopt;
        }
        wanted = decision == Decision::True;
        if (!wanted) break;
      }
      if (!wanted) continue;
      if (stack_.size() == node_.clauses.size()) {
        Value value = machine.evaluate(*node_.element);
        if (machine.failed()) return std::nullopt;
        return value;
      }
      const ast::Expr& inner = *node_.clauses[stack_.size()].iterable;
      const Value iterable = machine.evaluate(inner);
      if (machine.failed()) return std::nullopt;
      std::shared_ptr<Iterator> nested = machine.iterate(iterable, inner.span);
      if (machine.failed()) return std::nullopt;
      if (!nested) {
        uncertain =
            iterable.is_unknown()
                ? iterable.share<const Unknown>()
                : std::make_shared<const Unknown>(Unknown{inner.span, "what this iterates over"});
        return std::nullopt;
      }
      stack_.push_back(std::move(nested));
    }
    return std::nullopt;
  }

  const ast::Comprehension& node_;
  const ast::Expr& expr_;
  Evaluator::Machine::Frame frame_;
  std::vector<std::shared_ptr<Iterator>> stack_;
  bool running_ = false;
};

Value Evaluator::Machine::make_generator_expression(const ast::Comprehension& node,
                                                    const ast::Expr& expr,
                                                    std::shared_ptr<Iterator> first) {
  auto scope = make<Scope>();
  scope->kind = Scope::Kind::Comprehension;
  scope->outer = frame_->scope;
  if (scope->outer) track(scope->outer);
  auto generator = std::make_shared<GeneratorExpression>(node, expr, std::move(first), *frame_,
                                                         std::move(scope));
  track(generator);
  return Value::iterator(std::move(generator), expr.span);
}

// ---- methods, and `contextlib.contextmanager`

namespace {

Generator* generator_of(const Call& call) {
  return dynamic_cast<Generator*>(call.self->as<Iterator>());
}

Value stop_iteration(const Call& call, const Generator& generator) {
  if (call.failed()) return Value::none();
  if (generator.uncertain) return {generator.uncertain, call.span};
  Value result = call.raise("StopIteration", "");
  Evaluator::Machine& machine = call.evaluator.machine();
  if (machine.pending()) {
    machine.pending()->args.clear();
    if (!generator.result().is_none()) machine.pending()->args.push_back(generator.result());
  }
  return result;
}

Value resumed(const Call& call, Value sent, std::shared_ptr<Instance> thrown) {
  Generator* generator = generator_of(call);
  if (!generator) return call.unknown("a method of this iterator");
  if (std::optional<Value> value = generator->resume(call, std::move(sent), std::move(thrown))) {
    return *value;
  }
  return stop_iteration(call, *generator);
}

Value generator_next(const Call& call) { return resumed(call, Value::none(call.span), nullptr); }

Value generator_send(const Call& call) {
  Value value;
  if (!call.bind({{"value", value}, {"/"}})) return Value::none();
  return resumed(call, std::move(value), nullptr);
}

Value generator_throw(const Call& call) {
  Value value;
  if (!call.bind({{"value", value}, {"/"}})) return Value::none();
  if (value.as<Class>()) value = call.call(value);
  if (call.failed()) return Value::none();
  std::shared_ptr<Instance> exception = value.share<Instance>();
  if (!exception) return call.unknown("what is thrown into the generator");
  return resumed(call, Value::none(call.span), std::move(exception));
}

Value generator_close(const Call& call) {
  Generator* generator = generator_of(call);
  if (!generator || generator->done()) return Value::none(call.span);
  call.raise("GeneratorExit", "");
  Evaluator::Machine& machine = call.evaluator.machine();
  std::shared_ptr<Instance> exit = machine.take_pending();
  if (!exit) return Value::none();
  exit->args.clear();
  const std::shared_ptr<Class> cls = exit->cls;
  generator->resume(call, Value::none(call.span), std::move(exit));
  if (machine.pending() &&
      (machine.pending()->cls == cls || machine.pending()->cls->name == "StopIteration")) {
    machine.take_pending();
  }
  return Value::none(call.span);
}

constexpr Builtin generator_table[] = {
    {"close", generator_close, true},
    {"send", generator_send, true},
    {"throw", generator_throw, true},
    {"__next__", generator_next, true},
};

/// What a function with `@contextmanager` returns: the body of `with` runs while it waits.
class GeneratorContext final : public Native {
 public:
  explicit GeneratorContext(std::shared_ptr<Iterator> generator)
      : generator_(std::move(generator)) {}
  std::string_view type_name() const override { return "_GeneratorContextManager"; }

  std::optional<Value> enter(const Site& site) override {
    std::optional<Value> value = generator_->next(site);
    if (value || site.failed()) return value.value_or(Value::none(site.span));
    if (generator_->uncertain) {
      site.evaluator.diagnostics()
          .error("undecided-branch", site.span,
                 "what this context does cannot be decided statically")
          .label(generator_->uncertain->because, generator_->uncertain->why);
      site.evaluator.stop();
      return Value::none(site.span);
    }
    return site.raise("RuntimeError", "generator didn't yield");
  }

  bool leave(const Value& exception, const Site& site) override {
    Evaluator::Machine& machine = site.evaluator.machine();
    auto* generator = dynamic_cast<Generator*>(generator_.get());
    if (!generator) return false;
    const std::shared_ptr<Instance> thrown = exception.share<Instance>();
    const std::optional<Value> more = generator->resume(site, Value::none(site.span), thrown);
    if (generator->uncertain && !machine.failed()) {
      site.evaluator.diagnostics()
          .error("undecided-branch", site.span,
                 "what this context does cannot be decided statically")
          .label(generator->uncertain->because, generator->uncertain->why);
      site.evaluator.stop();
      return false;
    }
    if (machine.failed()) {
      // The exception came back: it is not swallowed, and whoever called knows it already.
      if (thrown && machine.pending() == thrown) machine.take_pending();
      return false;
    }
    if (more) {
      site.raise("RuntimeError",
                 thrown ? "generator didn't stop after throw()" : "generator didn't stop");
      return false;
    }
    return thrown != nullptr;
  }
  void forget() override { generator_->forget(); }

 private:
  std::shared_ptr<Iterator> generator_;
};

}  // namespace

std::span<const Builtin> generator_methods() { return generator_table; }

Value Evaluator::Machine::make_context_manager(const Value& generator, Span span) {
  std::shared_ptr<Iterator> iterator = generator.share<Iterator>();
  if (!iterator) {
    return raise(span, "TypeError",
                 fmt::format("'{}' object is not an iterator", type_name(generator)));
  }
  return Value::object(std::make_shared<GeneratorContext>(std::move(iterator)), span);
}

}  // namespace migc::python
