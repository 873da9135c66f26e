#include "compiler/python/machine.h"

#include <algorithm>

#include <fmt/format.h>

#include "compiler/python/builtins.h"

namespace migc::python {
namespace {

std::uintptr_t stack_pointer() {
  return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
}

}  // namespace

Evaluator::Machine::Machine(Evaluator& evaluator, Budget budget)
    : owner_(evaluator),
      steps_left_(budget.steps),
      depth_left_(budget.depth),
      text_limit_(budget.text_bytes),
      stack_bytes_(budget.stack_bytes) {}

Evaluator::Machine::~Machine() {
  pending_.reset();
  dropped_.clear();
  // Letting go can be the end of others in the list, so each is asked for anew. What is frozen
  // outlives the evaluation: modules that several revisions import, and what they hold.
  for (const std::weak_ptr<Mutable>& weak : tracked_) {
    const std::shared_ptr<Mutable> alive = weak.lock();
    if (alive && !alive->frozen) alive->forget();
  }
}

Evaluator::Machine::Entry::Entry(Machine& machine)
    : machine_(machine), before_(machine.stack_limit_) {
  if (before_ != 0) return;
  const std::uintptr_t here = stack_pointer();
  machine.stack_limit_ = here > machine.stack_bytes_ ? here - machine.stack_bytes_ : 1;
}

Evaluator::Machine::Entry::~Entry() { machine_.stack_limit_ = before_; }

// ---- errors

Value Evaluator::Machine::raise(Span span, std::string_view type, std::string message,
                                std::string help) {
  if (failed()) return Value::none(span);
  std::shared_ptr<Class> cls = exception_class(type);
  if (const std::size_t dot = type.rfind('.'); !cls && dot != std::string_view::npos) {
    // Of a library: the class that `except` names.
    const Value module = import(type.substr(0, dot), span);
    const Module* found = module.as<Module>();
    const Value* named = found ? found->attributes.find(type.substr(dot + 1)) : nullptr;
    if (named) cls = named->share<Class>();
  }
  if (!cls) cls = types().exception;
  auto exception = make<Instance>();
  exception->cls = std::move(cls);
  exception->args.push_back(Value::text(std::move(message), span));
  exception->help = std::move(help);
  return raise(span, Value{std::move(exception), span});
}

Value Evaluator::Machine::raise(Span span, const Value& exception) {
  if (failed()) return Value::none(span);
  pending_ = exception.share<Instance>();
  if (pending_ && pending_->raised_at == Span{}) pending_->raised_at = span;
  if (pending_ && frame_ && frame_->handled && !pending_->context && frame_->handled != pending_) {
    pending_->context = frame_->handled;
    track(pending_);
  }
  return Value::none(span);
}

void Evaluator::Machine::report_pending(Span span) {
  if (owner_.stopped_) {
    pending_.reset();
    return;
  }
  const std::shared_ptr<Instance> exception = take_pending();
  if (!exception) return;
  const Value value{exception, exception->raised_at};
  const Span at = exception->raised_at == Span{} ? span : exception->raised_at;
  const Value text = str(value, at);
  pending_.reset();
  const std::string message(text.text().value_or(""));
  Diagnostic& diagnostic =
      message.empty() ? owner_.diagnostics_.error("uncaught-exception", at, "uncaught `{}`",
                                                  exception->cls->name)
                      : owner_.diagnostics_.error("uncaught-exception", at, "uncaught `{}`: {}",
                                                  exception->cls->name, message);
  if (span.source != at.source && span != Span{}) diagnostic.label(span, "called from here");
  if (exception->cause) {
    diagnostic.label(exception->cause->raised_at,
                     fmt::format("caused by this `{}`", exception->cause->cls->name));
  }
  if (!exception->help.empty()) diagnostic.help(exception->help);
}

void Evaluator::Machine::exceed(Span span, std::string_view what, std::string help) {
  if (owner_.stopped_) return;
  Diagnostic& diagnostic =
      owner_.diagnostics_.error("evaluation-limit", span, "evaluation stopped: {}", what);
  if (!help.empty()) diagnostic.help(std::move(help));
  owner_.stopped_ = true;
}

bool Evaluator::Machine::out_of_steps(Span span) {
  steps_left_ = 0;
  exceed(span, "it takes too many steps", "is there a loop that never ends?");
  return false;
}

bool Evaluator::Machine::room_for_text(Span span, std::uint64_t bytes) {
  if (meter_->alive() + bytes > text_limit_) {
    exceed(span, fmt::format("its strings pass {} MiB", text_limit_ >> 20));
    return false;
  }
  return step(span, bytes / 256);
}

bool Evaluator::Machine::room_for_items(Span span, std::uint64_t count) {
  if (count > steps_left_) {
    exceed(span, "a value has too many items");
    return false;
  }
  return step(span, count);
}

Value Evaluator::Machine::make_text(Span span, std::string text) {
  constexpr std::size_t unmetered = 64;
  if (text.size() <= unmetered) return {Str(std::move(text)), span};
  if (!room_for_text(span, text.size())) return Value::unknown(span, "too large");
  return {Str(std::move(text), meter_), span};
}

Value Evaluator::Machine::make_bytes(Span span, std::string bytes) {
  if (!room_for_text(span, bytes.size())) return Value::unknown(span, "too large");
  return {Bytes(std::move(bytes), meter_), span};
}

bool Evaluator::Machine::deep(Span span) {
  if (stack_pointer() > stack_limit_) return false;
  exceed(span, "calls and expressions nest too deeply");
  return true;
}

Value Evaluator::Machine::list(Span span, std::vector<Value> items) {
  auto list = make<List>();
  list->items = std::move(items);
  return {std::move(list), span};
}

Value Evaluator::Machine::tuple(Span span, std::vector<Value> items) {
  auto tuple = make<Tuple>();
  tuple->items = std::move(items);
  return {std::move(tuple), span};
}

// ---- shared values

bool Evaluator::Machine::may_change(Span span, Mutable& changed) {
  if (failed()) return false;
  if (changed.frozen && lenient_) {
    raise(span, "RuntimeError", "a value that all revisions share is changed here");
    return false;
  }
  if (changed.frozen) {
    owner_.diagnostics_
        .error("shared-state", span, "a value that all revisions share is changed here")
        .help("make a new value in the revision instead");
    owner_.stopped_ = true;
    return false;
  }
  if (changed.exploring < exploring_) {
    if (host().tries() && dynamic_cast<const Native*>(&changed) != nullptr) {
      // An object of a library does not say what of it became unknown.
      host().cannot_try(site(span));
      return false;
    }
    changed.blurred = owner_.possible_;
    changed.only_keys_blurred = false;
    blurs_ = true;
    return false;
  }
  if (changed.blurred) changed.only_keys_blurred = false;
  return !changed.blurred;
}

void Evaluator::Machine::blur(const Value& value, const std::shared_ptr<const Unknown>& because) {
  Mutable* changed = nullptr;
  if (List* list = value.as<List>()) changed = list;
  if (Dict* dict = value.as<Dict>()) changed = dict;
  if (Set* set = value.as<Set>(); set && !set->is_frozenset) changed = set;
  if (Instance* instance = value.as<Instance>()) changed = instance;
  if (!changed || changed->frozen) return;
  changed->blurred = because;
  changed->only_keys_blurred = false;
  blurs_ = true;
}

Value Evaluator::Machine::settle(const Value& value) {
  Mutable* held = nullptr;
  if (List* list = value.as<List>())
    held = list;
  else if (Dict* dict = value.as<Dict>())
    held = dict;
  else if (Set* set = value.as<Set>())
    held = set;
  else if (Instance* instance = value.as<Instance>())
    held = instance;
  if (!held || !held->blurred) return value;
  // Whoever has the unknown value may change the dict through it.
  if (!held->frozen) held->only_keys_blurred = false;
  return {held->blurred, value.span};
}

std::shared_ptr<Dict> Evaluator::Machine::partly_known(const ast::Expr& expr) {
  const ast::Name* name = expr.as<ast::Name>();
  const Value* held = name ? peek(name->text) : nullptr;
  std::shared_ptr<Dict> dict = held ? held->share<Dict>() : nullptr;
  return dict && dict->only_keys_blurred ? dict : nullptr;
}

void Evaluator::Machine::track(const std::shared_ptr<Mutable>& holder) {
  if (holder->tracked || holder->frozen) return;
  holder->tracked = true;
  tracked_.push_back(holder);
}

void Evaluator::Machine::holds(const std::shared_ptr<Mutable>& holder, const Value& held) {
  if (holder->tracked) return;
  constexpr std::size_t first_shared = 6;
  static_assert(std::is_same_v<std::variant_alternative_t<first_shared, Value::Data::variant>,
                               std::shared_ptr<List>>);
  if (held.data.index() < first_shared || held.as<const Builtin*>()) return;
  track(holder);
}

// ---- modules that are only used

Evaluator::Machine::Flow Evaluator::Machine::execute_leniently(ast::Block block, Module& module) {
  const bool outer = std::exchange(lenient_, true);
  const Flow flow = execute_each(block, module);
  lenient_ = outer;
  return flow;
}

Evaluator::Machine::Flow Evaluator::Machine::execute_each(ast::Block block, Module& module) {
  for (const ast::Stmt*& statement : std::vector<const ast::Stmt*>(block.begin(), block.end())) {
    const std::shared_ptr<const Unknown> possible = owner_.possible_;
    const std::uint32_t exploring = exploring_;
    const Flow flow = execute(*statement);
    if (flow == Flow::Normal) continue;
    if (flow != Flow::Raise || statement->as<ast::Raise>()) return flow;
    if (owner_.stopped_ && steps_left_ == 0) return flow;
    owner_.stopped_ = false;  // Of a module that is only used the rest is of use as well.
    owner_.possible_ = possible;
    exploring_ = exploring;
    take_pending();
    module.complete = false;
    const auto bound = names_of(statement, {}, ast::Block(&statement, 1));
    for (const std::string_view name : bound->bound) {
      module.attributes.set(name, Value::unknown(statement->span, "a statement that failed here"));
    }
  }
  return Flow::Normal;
}

// ---- the evaluator's face

Evaluator::Evaluator(Host& host, Diagnostics& diagnostics, Budget budget)
    : host_(host), diagnostics_(diagnostics), machine_(std::make_unique<Machine>(*this, budget)) {}

Evaluator::~Evaluator() = default;

std::shared_ptr<Module> Evaluator::run(const ast::Module& tree, std::string name,
                                       std::string package, std::string file) {
  auto module = std::make_shared<Module>();
  module->name = std::move(name);
  module->package = std::move(package);
  module->file = std::move(file);
  machine_->strict_ = true;
  run(tree, module);
  return module;
}

bool Evaluator::run(const ast::Module& tree, const std::shared_ptr<Module>& module) {
  Machine& machine = *machine_;
  const bool strict = std::exchange(machine.strict_, false);
  const Machine::Entry entry(machine);
  machine.track(module);
  module->attributes.set("__name__", Value::text(module->name));
  if (!module->file.empty()) module->attributes.set("__file__", Value::text(module->file));
  module->attributes.set("__doc__", tree.docstring ? Value::borrowed(tree.doc()) : Value::none());
  module->attributes.set("__package__", Value::text(module->package));
  Machine::Frame frame;
  frame.module = module;
  frame.caller = machine.frame_;
  frame.doc = tree.body.empty() ? Span{tree.source} : tree.body.front()->span;
  machine.frame_ = &frame;
  const Machine::Flow flow =
      strict ? machine.execute(tree.body) : machine.execute_leniently(tree.body, *module);
  machine.frame_ = frame.caller;
  if (!frame.caller) possible_.reset();
  if (flow != Machine::Flow::Raise) return true;
  // An import within an evaluation: the exception goes to whoever imports.
  if (frame.caller) return false;
  machine.report_pending(frame.doc);
  return false;
}

void Evaluator::forgive() {
  if (machine_->pending()) machine_->take_pending();
}

std::optional<Value> Evaluator::call(const Module& module, std::string_view function,
                                     std::vector<Value> arguments) {
  const Value* callee = module.attributes.find(function);
  if (!callee) {
    diagnostics_.error("missing-function", {}, "module `{}` has no `{}`", module.name, function);
    return std::nullopt;
  }
  const Value held = *callee;
  return call(held, held.span, std::move(arguments));
}

std::optional<Value> Evaluator::call(const Value& callee, Span span, std::vector<Value> arguments,
                                     std::vector<std::pair<std::string_view, Value>> keywords) {
  if (stopped_) return std::nullopt;
  Machine& machine = *machine_;
  const Machine::Entry entry(machine);
  python::Call call{{*this, span}};
  for (Value& argument : arguments) {
    const Span at = argument.span;
    call.positional.push_back({std::move(argument), at});
  }
  for (auto& [name, value] : keywords) call.keywords.push_back({name, std::move(value), span});
  Value result = machine.call(callee, call);
  if (!machine.failed()) return result;
  if (!machine.frame_) machine.report_pending(span);
  return std::nullopt;
}

bool Evaluator::may_catch() const { return machine_->trying_ > 0; }

Span Evaluator::outermost_call() const {
  Span span;
  for (const Machine::Frame* frame = machine_->frame_; frame; frame = frame->caller) {
    if (frame->caller && frame->call_site != Span{}) span = frame->call_site;
  }
  return span;
}

}  // namespace migc::python
