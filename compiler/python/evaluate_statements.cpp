#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/python/builtins.h"
#include "compiler/python/machine.h"

namespace migc::python {

using Flow = Evaluator::Machine::Flow;

namespace {

/// The block only raises, perhaps after talking about it.
bool only_raises(ast::Block block) {
  if (block.empty() || !block.back()->as<ast::Raise>()) return false;
  for (const ast::Stmt* statement : block.first(block.size() - 1)) {
    const ast::ExprStmt* expression = statement->as<ast::ExprStmt>();
    if (!expression) return false;
    if (const ast::Call* call = expression->value->as<ast::Call>()) {
      const ast::Name* name = call->callee->as<ast::Name>();
      if (!name || name->text != "print") return false;
    } else if (!expression->value->as<ast::Constant>()) {
      return false;
    }
  }
  return true;
}

}  // namespace

Flow Evaluator::Machine::execute(ast::Block block) {
  for (const ast::Stmt* statement : block) {
    const Flow flow = execute(*statement);
    if (flow != Flow::Normal) return flow;
  }
  return Flow::Normal;
}

Flow Evaluator::Machine::execute(const ast::Stmt& statement) {
  using namespace ast;
  if (!step(statement.span) || deep(statement.span)) return Flow::Raise;
  return match(
      statement.node,
      [&](const ExprStmt& node) {
        if (const ast::Call* call = node.value->as<ast::Call>()) {
          call_expression(*call, *node.value, true);
        } else {
          evaluate(*node.value);
        }
        return normal_or_raise();
      },
      [&](const Assign& node) {
        Value value = evaluate(*node.value);
        if (failed()) return Flow::Raise;
        for (std::size_t i = 0; i + 1 < node.targets.size(); ++i) {
          if (!assign(*node.targets[i], value)) return Flow::Raise;
        }
        return assign(*node.targets.back(), std::move(value)) ? Flow::Normal : Flow::Raise;
      },
      [&](const AugAssign& node) { return execute_aug(node, statement); },
      [&](const AnnAssign& node) {
        if (frame_->scope && frame_->scope->kind == Scope::Kind::Class) {
          if (const Name* name = node.target->as<Name>()) {
            // Fields of a dataclass are found by their annotations.
            Namespace& variables = frame_->scope->variables;
            if (!variables.find("__annotations__")) {
              variables.set("__annotations__", {make<python::Dict>(), statement.span});
            }
            if (python::Dict* dict = variables.find("__annotations__")->as<python::Dict>()) {
              const std::size_t before = dict->size();
              const Value annotation = node.annotation->as<Name>() ||
                                               node.annotation->as<ast::Subscript>() ||
                                               node.annotation->as<ast::Attribute>() ||
                                               node.annotation->as<ast::Constant>()
                                           ? evaluate_annotation(*node.annotation)
                                           : Value::unknown(node.annotation->span, "an annotation");
              if (failed() && owner_.stopped_) return Flow::Raise;
              // Evaluated late, or never: what it names may stand further below.
              const bool late = failed() && take_pending() != nullptr;
              if (!dict->find(name->text) || before == 0) {
                dict->set(name->text, late ? Value::unknown(node.annotation->span, "an annotation")
                                           : annotation);
              }
            }
          }
        }
        if (!node.value) return Flow::Normal;
        Value value = evaluate(*node.value);
        if (failed()) return Flow::Raise;
        return assign(*node.target, std::move(value)) ? Flow::Normal : Flow::Raise;
      },
      [&](const If& node) { return execute_if(node, 0, statement); },
      [&](const For& node) { return execute_for(node, statement); },
      [&](const While& node) { return execute_while(node, statement); },
      [&](const With& node) { return execute_with(node, 0, statement); },
      [&](const Def& node) {
        Value function = make_function(node, statement.span);
        if (failed()) return Flow::Raise;
        return decorate(node.decorators, std::move(function), node.name.text, statement.span);
      },
      [&](const ClassDef& node) {
        Value cls = make_class(node, statement.span);
        if (failed()) return Flow::Raise;
        return decorate(node.decorators, std::move(cls), node.name.text, statement.span);
      },
      [&](const Return& node) {
        frame_->result = node.value ? evaluate(*node.value) : Value::none(statement.span);
        return failed() ? Flow::Raise : Flow::Return;
      },
      [&](const Import& node) { return execute_import(node, statement); },
      [&](const ImportFrom& node) { return execute_import_from(node, statement); },
      [&](const Raise& node) { return execute_raise(node, statement); },
      [&](const Try& node) { return execute_try(node); }, [](const Pass&) { return Flow::Normal; },
      [](const Jump& node) { return node.is_break ? Flow::Break : Flow::Continue; },
      [](const ScopeStmt&) { return Flow::Normal; },
      [&](const Delete& node) {
        for (const Expr* target : node.targets) {
          if (!remove(*target)) return Flow::Raise;
        }
        return Flow::Normal;
      },
      [&](const Assert& node) {
        const Value test = evaluate(*node.test);
        if (failed()) return Flow::Raise;
        // Only where it holds does the program go on, so that is what an unknown one means.
        switch (decide(test, node.test->span)) {
          case Decision::True:
          case Decision::Undecided:
            return Flow::Normal;
          case Decision::Failed:
            return Flow::Raise;
          case Decision::False:
            break;
        }
        std::string message;
        if (node.message) {
          const Value text = str(evaluate(*node.message), node.message->span);
          if (failed()) return Flow::Raise;
          message = text.text().value_or("");
        }
        raise(statement.span, "AssertionError", std::move(message));
        return Flow::Raise;
      },
      [&](const Match& node) {
        const Value subject = evaluate(*node.subject);
        if (failed()) return Flow::Raise;
        return execute_match(node, 0, subject, statement);
      },
      [&](const TypeAlias& node) {
        store(node.name.text, Value::unknown(statement.span, "a type alias"), statement.span);
        return normal_or_raise();
      });
}

/// Often nobody evaluates it (`from __future__ import annotations`), so its names may be those that
/// only a type checker imports.
Value Evaluator::Machine::evaluate_annotation(const ast::Expr& annotation) {
  Value value = evaluate(annotation);
  if (!pending_ || owner_.stopped_) return value;
  take_pending();
  return Value::unknown(annotation.span, "an annotation");
}

Flow Evaluator::Machine::execute_aug(const ast::AugAssign& node, const ast::Stmt& stmt) {
  if (const ast::Name* name = node.target->as<ast::Name>()) {
    const Value old = load(*name, node.target->span);
    if (failed()) return Flow::Raise;
    const Value right = evaluate(*node.value);
    if (failed()) return Flow::Raise;
    Value result = binary(node.op, old, right, stmt.span, true);
    if (failed()) return Flow::Raise;
    store(name->text, std::move(result), stmt.span);
    return normal_or_raise();
  }
  if (const ast::Attribute* attribute_node = node.target->as<ast::Attribute>()) {
    const Value object = evaluate(*attribute_node->object);
    if (failed()) return Flow::Raise;
    const Value old = attribute(object, attribute_node->name.text, node.target->span);
    if (failed()) return Flow::Raise;
    const Value right = evaluate(*node.value);
    if (failed()) return Flow::Raise;
    Value result = binary(node.op, old, right, stmt.span, true);
    if (failed()) return Flow::Raise;
    set_attribute(object, attribute_node->name.text, std::move(result), stmt.span);
    return normal_or_raise();
  }
  if (const ast::Subscript* subscript = node.target->as<ast::Subscript>()) {
    const Value object = evaluate(*subscript->object);
    if (failed()) return Flow::Raise;
    const Value index = evaluate(*subscript->index);
    if (failed()) return Flow::Raise;
    const Value old = item(object, index, node.target->span);
    if (failed()) return Flow::Raise;
    const Value right = evaluate(*node.value);
    if (failed()) return Flow::Raise;
    Value result = binary(node.op, old, right, stmt.span, true);
    if (failed()) return Flow::Raise;
    set_item(object, index, std::move(result), stmt.span);
    return normal_or_raise();
  }
  raise(stmt.span, "SyntaxError", "illegal expression for augmented assignment");
  return Flow::Raise;
}

Flow Evaluator::Machine::decorate(ast::Exprs decorators, Value made, std::string_view name,
                                  Span span) {
  // All are evaluated from the top down, then applied from the bottom up.
  std::vector<Value> functions;
  for (const ast::Expr* decorator : decorators) {
    functions.push_back(evaluate(*decorator));
    if (failed()) return Flow::Raise;
  }
  for (std::size_t i = functions.size(); i-- > 0;) {
    if (const Unknown* unknown = functions[i].unknown()) {
      made = Value::unknown(
          decorators[i]->span,
          fmt::format("`{}` is decorated by what is not known: {}", name, unknown->why));
      continue;
    }
    made = call(functions[i], {std::move(made)}, decorators[i]->span);
    if (failed()) return Flow::Raise;
  }
  store(name, std::move(made), span);
  return normal_or_raise();
}

// ---- branches

Flow Evaluator::Machine::execute_if(const ast::If& node, std::size_t clause,
                                    const ast::Stmt& stmt) {
  if (clause == node.clauses.size()) return execute(node.orelse);
  const ast::IfClause& arm = node.clauses[clause];
  const Value test = evaluate(*arm.test);
  if (failed()) return Flow::Raise;
  switch (decide(test, arm.test->span)) {
    case Decision::True:
      if (test.native() && only_raises(arm.body) && host().avoids_raise(test)) break;
      return execute(arm.body);
    case Decision::False:
      break;
    case Decision::Failed:
      return Flow::Raise;
    case Decision::Undecided:
      return explore(
          arm.test->span, test, [&] { return execute(arm.body); },
          [&] { return execute_if(node, clause + 1, stmt); });
  }
  return execute_if(node, clause + 1, stmt);
}

Value Evaluator::Machine::joined(const Value& a, const Value& b, const Unknown& because) {
  if (a.is_unknown()) return a;
  if (b.is_unknown()) return b;
  if (identical(a, b) == true) return a;
  // Two equal values of an immutable kind are one; shared ones are one only when they are the same.
  if (a.as<Str>() || a.as<Int>() || a.as<double>() || a.as<Bytes>() || a.as<bool>()) {
    if (a.data.index() == b.data.index() && equal(a, b) == true) return a;
  }
  return Value::unknown(
      because.because, fmt::format("it depends on a condition that is not known: {}", because.why));
}

void Evaluator::Machine::join(Namespace& into, const Namespace& other, const Unknown& because) {
  for (const Namespace::Entry& entry : other.entries()) {
    Value* here = into.find(entry.name);
    if (!here) {
      into.set_owned(entry.name, Value::unknown(because.because,
                                                fmt::format("`{}` is set only under a condition "
                                                            "that is not known",
                                                            entry.name)));
    } else {
      *here = joined(*here, entry.value, because);
    }
  }
  std::vector<std::string> only_here;
  for (const Namespace::Entry& entry : into.entries()) {
    if (!other.find(entry.name)) only_here.emplace_back(entry.name);
  }
  for (const std::string& name : only_here) {
    *into.find(name) = Value::unknown(
        because.because, fmt::format("`{}` is set only under a condition that is not known", name));
  }
}

Flow Evaluator::Machine::explore(Span span, const Value& condition,
                                 const std::function<Flow()>& arm,
                                 const std::function<Flow()>& other) {
  const Unknown* found = condition.unknown();
  const Unknown because = found ? *found : Unknown{span, "whether this is true is not known"};
  const Host::Undecided how = host().undecided(site(span), because);
  const auto give_up = [&] {
    if (!owner_.stopped_) {
      Diagnostic& diagnostic = owner_.diagnostics_.error("undecided-branch", span,
                                                         "condition cannot be decided statically");
      if (because.because != Span{})
        diagnostic.label(because.because, because.why);
      else
        diagnostic.note(because.why);
    }
    owner_.stopped_ = true;
    return Flow::Raise;
  };
  if (how == Host::Undecided::Error) return give_up();

  const std::shared_ptr<const Unknown> before = owner_.possible_;
  const std::uint32_t depth_before = exploring_;
  const auto shared = std::make_shared<const Unknown>(because);
  const Namespace start = frame_->variables();
  const auto run = [&](const std::function<Flow()>& body) {
    owner_.possible_ = shared;
    exploring_ = depth_before + 1;
    return body();
  };

  const Flow first = run(arm);
  if (owner_.stopped_) return Flow::Raise;
  Namespace first_names = std::exchange(frame_->variables(), start);
  Value first_result = std::exchange(frame_->result, Value::none());
  const std::shared_ptr<Instance> first_raised = take_pending();
  const Flow second = run(other);
  if (owner_.stopped_) return Flow::Raise;
  const std::shared_ptr<Instance> second_raised = take_pending();

  const auto back = [&] {
    owner_.possible_ = before;
    exploring_ = depth_before;
  };
  if (first == second) {
    back();
    if (first == Flow::Raise) {
      if (how == Host::Undecided::Try) return give_up();
      pending_ = first_raised;
      dropped_.push_back(second_raised);
      return Flow::Raise;
    }
    if (first == Flow::Return) frame_->result = joined(first_result, frame_->result, because);
    join(frame_->variables(), first_names, because);
    return first;
  }
  // They part: go on with the one that stays longer here, and remember where the other one went.
  const bool keep_first = first < second;
  const Flow left = keep_first ? second : first;
  Namespace left_names = keep_first ? std::exchange(frame_->variables(), std::move(first_names))
                                    : std::move(first_names);
  Value left_result =
      keep_first ? std::exchange(frame_->result, std::move(first_result)) : std::move(first_result);
  switch (left) {
    case Flow::Continue:
      frame_->continued.push_back(std::move(left_names));
      break;
    case Flow::Break:
      frame_->broken.push_back(std::move(left_names));
      break;
    case Flow::Return:
      frame_->returned.push_back(std::move(left_result));
      break;
    case Flow::Raise: {
      // The program ends there; what follows happens whenever it goes on at all.
      const std::shared_ptr<Instance>& raised = keep_first ? second_raised : first_raised;
      if (how == Host::Undecided::Try) {
        // What was not raised by the code itself may be something that is not modelled well.
        if (!raised || raised != said_) return give_up();
        if (!host().passes_raise(site(span), because)) return Flow::Raise;
      }
      dropped_.push_back(raised);
      back();
      break;
    }
    case Flow::Normal:
      break;
  }
  return keep_first ? first : second;
}

// ---- loops

/// Joins the arms that left this pass of a loop by `continue`, and at its end those by `break`.
Flow Evaluator::Machine::loop_end(Frame& frame, Flow flow, bool leaving) {
  const auto join_all = [&](std::vector<Namespace>& list) {
    const Unknown because =
        owner_.possible_ ? *owner_.possible_ : Unknown{{}, "a condition that is not known"};
    for (const Namespace& names : list) join(frame.variables(), names, because);
    list.clear();
  };
  join_all(frame.continued);
  if (leaving) join_all(frame.broken);
  return flow;
}

/// Passes of a loop of which it is not known whether they happen. One shows what there is to see;
/// what a later one may do depends on what the earlier ones changed.
Flow Evaluator::Machine::explore_loop(Span span, const Value& why,
                                      const std::function<Flow()>& body) {
  const auto pass = [&] {
    return explore(
        span, why,
        [&] {
          const Flow flow = body();
          return flow == Flow::Break || flow == Flow::Continue ? Flow::Normal : flow;
        },
        [] { return Flow::Normal; });
  };
  constexpr int passes = 4;
  Flow flow = pass();
  for (int i = 1; i < passes && flow == Flow::Normal && host().tries(); ++i) flow = pass();
  return flow;
}

Flow Evaluator::Machine::execute_for(const ast::For& node, const ast::Stmt& stmt) {
  const Value iterable = evaluate(*node.iterable);
  if (failed()) return Flow::Raise;
  const auto once_or_never = [&](const Value& why) {
    // Those of the loop around this one stay its own.
    std::vector<Namespace> continued_outside = std::exchange(frame_->continued, {});
    std::vector<Namespace> broken_outside = std::exchange(frame_->broken, {});
    const Flow flow = explore_loop(node.iterable->span, why, [&] {
      if (!assign(*node.target, why)) return Flow::Raise;
      return execute(node.body);
    });
    loop_end(*frame_, flow, true);
    frame_->continued = std::move(continued_outside);
    frame_->broken = std::move(broken_outside);
    return flow == Flow::Break || flow == Flow::Continue ? Flow::Normal : flow;
  };
  if (iterable.is_unknown()) return once_or_never(iterable);
  const std::shared_ptr<Iterator> iterator = iterate(iterable, node.iterable->span);
  if (failed()) return Flow::Raise;
  if (!iterator) {
    return once_or_never(Value::unknown(node.iterable->span, "what this iterates over"));
  }
  if (iterator->hash_ordered()) host().hash_order(site(node.iterable->span));

  const std::shared_ptr<const Unknown> possible_before = owner_.possible_;
  const std::uint32_t exploring_before = exploring_;
  const std::vector<Namespace> continued = std::exchange(frame_->continued, {});
  const std::vector<Namespace> broken = std::exchange(frame_->broken, {});
  const auto restore = [&] {
    owner_.possible_ = possible_before;
    exploring_ = exploring_before;
    frame_->continued = continued;
    frame_->broken = broken;
  };
  Flow flow = Flow::Normal;
  bool ended = false;
  while (true) {
    std::optional<Value> next = iterator->next(site(node.iterable->span));
    if (failed()) {
      flow = Flow::Raise;
      break;
    }
    if (!next) {
      if (iterator->uncertain) {
        flow = once_or_never({iterator->uncertain, node.iterable->span});
      }
      ended = flow == Flow::Normal;
      break;
    }
    if (!step(stmt.span)) return Flow::Raise;
    if (!assign(*node.target, settled(*next))) {
      flow = Flow::Raise;
      break;
    }
    flow = execute(node.body);
    if (owner_.stopped_) return Flow::Raise;
    loop_end(*frame_, flow, false);
    if (frame_->broken.empty() && frame_->returned.empty()) {
      owner_.possible_ = possible_before;
      exploring_ = exploring_before;
    }
    if (flow == Flow::Normal || flow == Flow::Continue) continue;
    break;
  }
  if (ended && !node.orelse.empty()) flow = execute(node.orelse);
  if (owner_.stopped_) return Flow::Raise;
  loop_end(*frame_, flow, true);
  if (frame_->returned.empty()) {
    restore();
  } else {
    frame_->continued = continued;
    frame_->broken = broken;
  }
  if (flow == Flow::Return || flow == Flow::Raise) return flow;
  // `break` and `continue` of the `else` block belong to the loop around.
  return ended ? flow : Flow::Normal;
}

Flow Evaluator::Machine::execute_while(const ast::While& node, const ast::Stmt& stmt) {
  const std::shared_ptr<const Unknown> possible_before = owner_.possible_;
  const std::uint32_t exploring_before = exploring_;
  const std::vector<Namespace> continued = std::exchange(frame_->continued, {});
  const std::vector<Namespace> broken = std::exchange(frame_->broken, {});
  Flow flow = Flow::Normal;
  bool ended = false;
  int undecided_passes = 0;
  while (true) {
    if (!step(stmt.span)) return Flow::Raise;
    const Value test = evaluate(*node.test);
    if (failed()) {
      flow = Flow::Raise;
      break;
    }
    const Decision decision = decide(test, node.test->span);
    if (decision == Decision::Failed) {
      flow = Flow::Raise;
      break;
    }
    if (decision == Decision::False) {
      ended = true;
      break;
    }
    if (decision == Decision::Undecided) {
      flow = explore_loop(node.test->span, test, [&] { return execute(node.body); });
      ended = flow == Flow::Normal;
      break;
    }
    flow = execute(node.body);
    if (owner_.stopped_) return Flow::Raise;
    loop_end(*frame_, flow, false);
    if (frame_->broken.empty() && frame_->returned.empty()) {
      owner_.possible_ = possible_before;
      exploring_ = exploring_before;
    }
    if (flow != Flow::Normal && flow != Flow::Continue) break;
    // Whether it was left cannot be decided: a few passes show what there is to see.
    const bool perhaps_left = !frame_->broken.empty() || !frame_->returned.empty();
    if (perhaps_left && ++undecided_passes == 3) break;
  }
  if (ended && !node.orelse.empty()) flow = execute(node.orelse);
  if (owner_.stopped_) return Flow::Raise;
  loop_end(*frame_, flow, true);
  if (frame_->returned.empty()) {
    owner_.possible_ = possible_before;
    exploring_ = exploring_before;
  }
  frame_->continued = continued;
  frame_->broken = broken;
  if (flow == Flow::Return || flow == Flow::Raise) return flow;
  return ended ? flow : Flow::Normal;
}

// ---- exceptions

Flow Evaluator::Machine::execute_raise(const ast::Raise& node, const ast::Stmt& stmt) {
  if (!node.exception) {
    if (!frame_->handled) {
      raise(stmt.span, "RuntimeError", "No active exception to reraise");
    } else {
      pending_ = frame_->handled;
    }
    return Flow::Raise;
  }
  Value exception = evaluate(*node.exception);
  if (failed()) return Flow::Raise;
  if (exception.as<Class>()) {
    exception = call(exception, {}, stmt.span);
    if (failed()) return Flow::Raise;
  }
  if (const Unknown* unknown = exception.unknown()) {
    // Something is raised; of which class is not known, and no handler can be chosen.
    exception = {make<Instance>(), stmt.span};
    Instance& instance = *exception.as<Instance>();
    instance.cls = types().exception;
    instance.args.push_back(Value::unknown(*unknown));
    instance.blurred = std::make_shared<const Unknown>(*unknown);
  }
  Instance* instance = exception.as<Instance>();
  if (!instance || !instance->cls->derives_from(*types().base_exception)) {
    if (!instance || !instance->cls->open) {
      raise(stmt.span, "TypeError", "exceptions must derive from BaseException");
      return Flow::Raise;
    }
  }
  instance->raised_at = stmt.span;
  if (node.cause) {
    const Value cause = evaluate(*node.cause);
    if (failed()) return Flow::Raise;
    if (const std::shared_ptr<Instance> held = cause.share<Instance>()) {
      instance->cause = held;
      track(exception.share<Instance>());
    }
  }
  said_ = exception.share<Instance>();
  raise(stmt.span, exception);
  return Flow::Raise;
}

bool Evaluator::Machine::matches_handler(const ast::Handler& handler,
                                         const std::shared_ptr<Instance>& exception,
                                         bool& matches) {
  matches = true;
  if (!handler.type) return true;
  const Value type = evaluate(*handler.type);
  if (failed()) return false;
  matches = false;
  std::vector<Value> classes{type};
  if (const Tuple* tuple = type.as<Tuple>()) classes = tuple->items;
  for (const Value& each : classes) {
    const Class* cls = each.as<Class>();
    const bool undecided = each.is_unknown() ||
                           (cls && !exception->cls->derives_from(*cls) && exception->cls->open) ||
                           (exception->blurred && cls != types().exception.get() &&
                            cls != types().base_exception.get());
    if (undecided) {
      const Unknown because =
          each.is_unknown() ? *each.unknown()
                            : Unknown{exception->raised_at, "what is raised here is not known"};
      if (host().undecided(site(handler.type->span), because) != Host::Undecided::Explore) {
        owner_.diagnostics_
            .error("undecided-branch", handler.type->span,
                   "whether this handler catches cannot be decided statically")
            .label(because.because, because.why);
        owner_.stopped_ = true;
        return false;
      }
      matches = true;
      return true;
    }
    if (!cls) {
      raise(handler.type->span, "TypeError",
            "catching classes that do not inherit from BaseException is not allowed");
      return false;
    }
    if (exception->cls->derives_from(*cls)) {
      matches = true;
      return true;
    }
  }
  return true;
}

Flow Evaluator::Machine::run_handler(const ast::Handler& handler,
                                     const std::shared_ptr<Instance>& exception) {
  const std::shared_ptr<Instance> handled = std::exchange(frame_->handled, exception);
  if (!handler.name.text.empty()) {
    store(handler.name.text, Value{exception, handler.span}, handler.span);
  }
  const Flow flow = execute(handler.body);
  if (!handler.name.text.empty()) frame_->variables().erase(handler.name.text);
  frame_->handled = handled;
  return flow;
}

Flow Evaluator::Machine::finish_try(const ast::Try& node, Flow flow, std::size_t dropped_before) {
  if (owner_.stopped_) return Flow::Raise;
  if (flow == Flow::Raise) {
    const std::shared_ptr<Instance> exception = take_pending();
    for (const ast::Handler& handler : node.handlers) {
      bool matches = false;
      if (!matches_handler(handler, exception, matches)) {
        flow = Flow::Raise;
        break;
      }
      if (!matches) continue;
      flow = run_handler(handler, exception);
      return flow;
    }
    if (!pending_ && !owner_.stopped_) pending_ = exception;
    return Flow::Raise;
  }
  if (flow == Flow::Normal && !node.orelse.empty()) flow = execute(node.orelse);
  // What one arm of an undecided branch raised may have been caught here. What the handlers raise
  // in their turn is for the `try` around this one.
  std::vector<std::shared_ptr<Instance>> dropped;
  if (dropped_.size() > dropped_before) {
    dropped.assign(dropped_.begin() + static_cast<std::ptrdiff_t>(dropped_before), dropped_.end());
    dropped_.resize(dropped_before);
  }
  for (; !dropped.empty() && !owner_.stopped_ && flow != Flow::Raise; dropped.pop_back()) {
    const std::shared_ptr<Instance> exception = dropped.back();
    if (!exception) continue;
    bool caught = false;
    for (const ast::Handler& handler : node.handlers) {
      if (!matches_handler(handler, exception, caught)) return Flow::Raise;
      if (!caught) continue;
      const Flow reached = flow;
      flow = explore(
          handler.span, Value::unknown(exception->raised_at, "whether this is raised"),
          [&] { return run_handler(handler, exception); }, [&] { return reached; });
      break;
    }
    if (!caught) dropped_.push_back(exception);
  }
  dropped_.insert(dropped_.end(), dropped.begin(), dropped.end());
  return flow;
}

Flow Evaluator::Machine::execute_try(const ast::Try& node) {
  const std::size_t dropped_before = dropped_.size();
  const int outside = std::exchange(trying_, trying_ + (node.handlers.empty() ? 0 : 1));
  const Flow body = execute(node.body);
  trying_ = outside;
  Flow flow = finish_try(node, body, dropped_before);
  if (node.finally.empty() || owner_.stopped_) return owner_.stopped_ ? Flow::Raise : flow;
  const std::shared_ptr<Instance> raised = take_pending();
  const std::shared_ptr<Instance> handled =
      raised ? std::exchange(frame_->handled, raised) : frame_->handled;
  Value result = frame_->result;
  const Flow last = execute(node.finally);
  frame_->handled = handled;
  if (last != Flow::Normal) return last;
  frame_->result = std::move(result);
  if (raised && !failed()) pending_ = raised;
  return flow;
}

// ---- with

Value Evaluator::Machine::enter_context(const Value& context, Span span) {
  if (context.is_unknown()) return context;
  if (Native* native = context.as<Instance>() ? nullptr : context.native()) {
    if (std::optional<Value> entered = native->enter(site(span))) return *entered;
    if (failed()) return Value::none();
  }
  for (const std::string_view name : {"__enter__", "__aenter__"}) {
    std::optional<Value> enter = find_attribute(context, name, span);
    if (failed()) return Value::none();
    if (enter) return call(*enter, {}, span);
  }
  return raise(
      span, "TypeError",
      fmt::format("'{}' object does not support the context manager protocol", type_name(context)));
}

bool Evaluator::Machine::leave_context(const Value& context,
                                       const std::shared_ptr<Instance>& exception, Span span) {
  if (context.is_unknown()) return false;
  const Value value = exception ? Value{exception, span} : Value::none(span);
  if (Native* native = context.as<Instance>() ? nullptr : context.native()) {
    return native->leave(value, site(span));
  }
  for (const std::string_view name : {"__exit__", "__aexit__"}) {
    std::optional<Value> leave = find_attribute(context, name, span);
    if (failed()) return false;
    if (!leave) continue;
    const Value type = exception ? Value::type(exception->cls, span) : Value::none(span);
    const Value swallowed = call(*leave, {type, value, Value::none(span)}, span);
    if (failed()) return false;
    return exception && decide(swallowed, span) == Decision::True;
  }
  return false;
}

Flow Evaluator::Machine::execute_with(const ast::With& node, std::size_t index,
                                      const ast::Stmt& stmt) {
  if (index == node.items.size()) return execute(node.body);
  const ast::WithItem& item = node.items[index];
  const Value context = evaluate(*item.context);
  if (failed()) return Flow::Raise;
  Value target = enter_context(context, item.context->span);
  if (failed()) return Flow::Raise;
  Flow flow = Flow::Normal;
  if (item.target && !assign(*item.target, std::move(target))) flow = Flow::Raise;
  if (flow == Flow::Normal) flow = execute_with(node, index + 1, stmt);
  if (owner_.stopped_) return Flow::Raise;
  const std::shared_ptr<Instance> raised = take_pending();
  const bool swallowed = leave_context(context, raised, item.context->span);
  if (failed()) return Flow::Raise;
  if (!raised) return flow;
  if (swallowed) return Flow::Normal;
  pending_ = raised;
  return Flow::Raise;
}

// ---- imports

Value Evaluator::Machine::import(std::string_view name, Span span) {
  return host().import_module(name, site(span));
}

Flow Evaluator::Machine::execute_import(const ast::Import& node, const ast::Stmt&) {
  for (const ast::Alias& alias : node.names) {
    const std::string_view name = alias.name.text;
    Value module = import(name, alias.name.span);
    if (failed()) return Flow::Raise;
    if (!alias.as_name.text.empty()) {
      store(alias.as_name.text, std::move(module), alias.as_name.span);
    } else {
      const std::string_view top = name.substr(0, name.find('.'));
      if (top.size() != name.size()) module = import(top, alias.name.span);
      if (failed()) return Flow::Raise;
      store(top, std::move(module), alias.name.span);
    }
    if (failed()) return Flow::Raise;
  }
  return Flow::Normal;
}

Flow Evaluator::Machine::execute_import_from(const ast::ImportFrom& node, const ast::Stmt& stmt) {
  std::string name(node.module.text);
  const Span at = node.module.text.empty() ? stmt.span : node.module.span;
  if (node.level > 0) {
    std::string_view package = frame_->module->package;
    for (std::uint32_t i = 1; i < node.level && !package.empty(); ++i) {
      const std::size_t dot = package.rfind('.');
      package = dot == std::string_view::npos ? std::string_view{} : package.substr(0, dot);
    }
    if (package.empty()) {
      raise(at, "ImportError", "attempted relative import with no known parent package");
      return Flow::Raise;
    }
    name = name.empty() ? std::string(package) : fmt::format("{}.{}", package, name);
  }
  if (name == "__future__") return Flow::Normal;
  const Value found = import(name, at);
  if (failed()) return Flow::Raise;
  const Module* module = found.as<Module>();
  for (const ast::Alias& alias : node.names) {
    const std::string_view wanted = alias.name.text;
    if (wanted == "*") {
      if (!module) {
        // Any name may have come from there.
        frame_->module->complete = false;
        continue;
      }
      if (!module->complete) frame_->module->complete = false;
      const Value* all = module->attributes.find("__all__");
      const std::vector<Value>* names = all ? all->items() : nullptr;
      if (names) {
        for (const Value& each : *names) {
          const std::optional<std::string_view> text = each.text();
          if (!text) continue;
          Value value = attribute(found, *text, alias.name.span);
          if (failed()) return Flow::Raise;
          frame_->variables().set_owned(*text, std::move(value));
        }
        continue;
      }
      for (const Namespace::Entry& entry : module->attributes.entries()) {
        if (!entry.name.starts_with('_')) frame_->variables().set_owned(entry.name, entry.value);
      }
      continue;
    }
    const ast::Identifier& as = alias.as_name.text.empty() ? alias.name : alias.as_name;
    if (!module) {
      Value value = found.is_unknown()
                        ? found
                        : find_attribute(found, wanted, alias.name.span).value_or(Value::none());
      if (value.is_unknown()) {
        value = Value::unknown(alias.name.span,
                               fmt::format("`{}` is imported from `{}`", wanted, name));
      }
      store(as.text, std::move(value), as.span);
      continue;
    }
    if (const Value* value = module->attributes.find(wanted)) {
      Value held = settled(*value);
      store(as.text, std::move(held), as.span);
      continue;
    }
    // Perhaps a submodule that nobody imported yet.
    Value submodule = import(fmt::format("{}.{}", name, wanted), alias.name.span);
    if (failed()) {
      const std::shared_ptr<Instance> exception = take_pending();
      if (owner_.stopped_ || !exception->cls->derives_from(*exception_class("ImportError")) ||
          exception->cls->name != "ModuleNotFoundError") {
        pending_ = exception;
        return Flow::Raise;
      }
      if (module->complete) {
        const std::optional<std::string> closest = closest_name(wanted, module->attributes.names());
        raise(alias.name.span, "ImportError",
              fmt::format("cannot import name '{}' from '{}'", wanted, name),
              closest ? fmt::format("did you mean `{}`?", *closest) : "");
        return Flow::Raise;
      }
      submodule =
          Value::unknown(alias.name.span, fmt::format("`{}` is imported from `{}`", wanted, name));
    }
    store(as.text, std::move(submodule), as.span);
    if (failed()) return Flow::Raise;
  }
  return normal_or_raise();
}

}  // namespace migc::python
