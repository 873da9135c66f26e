#include "compiler/library/world.h"

#include <algorithm>

#include "compiler/library/alembic/context.h"
#include "compiler/library/alembic/registered.h"
#include "compiler/library/bystanders.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/definitions.h"
#include "compiler/library/raw_sql.h"
#include "compiler/library/sqlalchemy/engine.h"

namespace migc::library {

using python::Site;
using python::Value;

const python::ModelledModules& modelled_modules() {
  static const python::ModelledModules modules = [] {
    std::vector<const python::ModelledModule*> all;
    for (const Part* part : catalogue()) {
      for (const python::ModelledModule& module : part->modules) all.push_back(&module);
    }
    return python::ModelledModules(all);
  }();
  return modules;
}

World::World(const Outside& outside, Diagnostics& diagnostics)
    : registered(outside.registered), outside_(outside), diagnostics_(diagnostics) {}

World::~World() = default;

void World::take_registered(const std::vector<std::pair<std::string, python::Value>>& directives) {
  for (const auto& [name, directive] : directives) {
    if (std::ranges::find(registered, name, [](const auto& known) { return known.first; }) !=
        registered.end()) {
      continue;
    }
    registered.emplace_back(name, directive);
    if (own_op) own_op->attributes.set_owned(name, directive);
  }
}

ir::Operation World::operation(const Site& site, ir::Action action) {
  if (site.evaluator.possible() && tries()) cannot_try(site);
  ir::Operation operation;
  operation.origin = {site.span, site.evaluator.outermost_call()};
  operation.action = std::move(action);
  operation.possible = site.evaluator.possible();
  operation.assumptions = assumptions_;
  return operation;
}

void World::emit(const Site& site, ir::Action action) {
  append(operation(site, std::move(action)));
}

void World::emit_from(const Origin& origin, const Site& site, ir::Action action) {
  ir::Operation made = operation(site, std::move(action));
  made.origin = origin;
  append(std::move(made));
}

void World::append(ir::Operation operation) {
  if (environment && frames_.size() == 1) {
    EnvironmentAction executed;
    executed.kind = EnvironmentAction::Kind::Execute;
    executed.where = operation.origin.where;
    executed.possible = operation.possible;
    executed.operations.push_back(std::move(operation));
    actions.push_back(std::move(executed));
    return;
  }
  frames_.back().operations.push_back(std::move(operation));
  frames_.back().serials.push_back(++serial_);
}

void World::open_frame() { frames_.emplace_back(); }

std::vector<ir::Operation> World::close_frame() {
  std::vector<ir::Operation> result = std::move(frames_.back().operations);
  frames_.pop_back();
  if (frames_.empty()) frames_.emplace_back();
  return result;
}

void World::assume(std::string what) {
  if (std::ranges::find(assumptions_, what) == assumptions_.end()) {
    assumptions_.push_back(std::move(what));
  }
}

Value World::needs_schema(const Site& site, std::string_view what) {
  asked_schema_ = true;
  return refuse(site, fmt::format("{} needs the database, which is not there offline", what));
}

const ir::Schema* World::start(const Site& site, std::string_view what) {
  const ir::Schema* known = loading ? schema_at_load : schema;
  if (known == nullptr) {
    needs_schema(site, what);
    // The revision is evaluated again; what it does from here on is of no account.
    if (!explore && importing == nullptr && !environment) site.evaluator.stop();
    return nullptr;
  }
  if (!doubt.empty()) assume(doubt);
  return known;
}

const ir::Operation* World::last_operation() const {
  return frames_.back().operations.empty() ? nullptr : &frames_.back().operations.back();
}

void World::take_out_last() {
  std::vector<ir::Operation>& operations = frames_.back().operations;
  if (operations.empty()) return;
  ir::Operation inner = std::move(operations.back());
  const Origin origin = inner.origin;
  operations.back() = {.origin = origin, .action = ir::Autocommit{{std::move(inner)}}};
}

std::optional<ir::Schema> World::state_before(std::uint64_t serial, const Site& site,
                                              std::string_view what) {
  const ir::Schema* from = start(site, what);
  if (from == nullptr) return std::nullopt;
  const auto before = [&](const Frame& frame) {
    return static_cast<std::size_t>(std::ranges::lower_bound(frame.serials, serial) -
                                    frame.serials.begin());
  };
  const std::size_t count = before(frames_.front());
  if (!working_) working_ = std::make_unique<ir::Schema>(*from);
  ir::Schema result = *from;
  if (applied_ <= count) {
    for (; applied_ < count; ++applied_) {
      apply_to(frames_.front().operations[applied_], *working_);
    }
    result = *working_;
  } else {
    for (std::size_t i = 0; i < count; ++i) apply_to(frames_.front().operations[i], result);
  }
  for (std::size_t i = 1; i < frames_.size(); ++i) {
    for (std::size_t k = 0; k < before(frames_[i]); ++k) apply_to(frames_[i].operations[k], result);
  }
  return result;
}

const ir::Schema* World::state(const Site& site, std::string_view what) {
  const ir::Schema* from = start(site, what);
  if (from == nullptr) return nullptr;
  if (loading) return from;
  if (!working_) working_ = std::make_unique<ir::Schema>(*from);
  for (const std::vector<ir::Operation>& outermost = frames_.front().operations;
       applied_ < outermost.size(); ++applied_) {
    apply_to(outermost[applied_], *working_);
  }
  if (frames_.size() == 1) return working_.get();
  inner_ = std::make_unique<ir::Schema>(*working_);
  for (std::size_t i = 1; i < frames_.size(); ++i) {
    for (const ir::Operation& operation : frames_[i].operations) apply_to(operation, *inner_);
  }
  return inner_.get();
}

void World::apply_to(const ir::Operation& operation, ir::Schema& to) const {
  std::vector<ir::Operation> read{operation};
  Diagnostics unheard;
  read_raw_sql(read, outside_.dialect, unheard);
  ir::apply(read, to, unheard);
}

void World::retract(std::uint64_t serial) {
  for (std::size_t i = 0; i < frames_.size(); ++i) {
    Frame& frame = frames_[i];
    const auto found = std::ranges::find(frame.serials, serial);
    if (found == frame.serials.end()) continue;
    const auto at = found - frame.serials.begin();
    if (i == 0 && static_cast<std::size_t>(at) < applied_) --applied_;
    frame.operations.erase(frame.operations.begin() + at);
    frame.serials.erase(found);
    return;
  }
}

Value World::refuse(const Site& site, std::string reason, std::string help) {
  if (std::ranges::find(refused_, site.span) == refused_.end()) {
    refused_.push_back(site.span);
    Diagnostic& diagnostic = diagnostics_.error("unsupported", site.span, "{}", reason);
    const Span call = site.evaluator.outermost_call();
    if (call != Span{} && call.source != site.span.source) {
      diagnostic.label(call, "called from here");
    }
    if (!help.empty()) diagnostic.help(std::move(help));
  }
  return Value::unknown(site.span, std::move(reason));
}

Value World::raise(const Site& site, std::string_view type, std::string message) {
  return site.raise(type, std::move(message));
}

Diagnostic& World::warn(const Site& site, std::string_view code, std::string message) {
  return diagnostics_.warning(code, site.span, "{}", message);
}

std::vector<ir::Operation> World::take_operations() {
  while (frames_.size() > 1) {  // A frame left open by an error belongs to the one around it.
    std::vector<ir::Operation> inner = close_frame();
    std::ranges::move(inner, std::back_inserter(frames_.back().operations));
  }
  std::vector<ir::Operation> result = std::move(frames_.front().operations);
  frames_.clear();
  frames_.emplace_back();
  return result;
}

Value World::import_module(std::string_view name, const Site& site) {
  if (name == "alembic" || name == "alembic.op") return own_module(name, site);
  std::shared_ptr<python::Module> found = modelled_modules().find(name);
  if (!found && outside_.import_module) {
    if (const std::optional<Value> module = outside_.import_module(name, site)) {
      if (module->is_unknown()) return *module;
      found = module->share<python::Module>();
    }
  }
  if (!outside_.definitions.empty()) {
    if (auto defined = defined_module(name, found, site)) found = std::move(defined);
  }
  if (found) return Value::module(std::move(found), site.span);
  return Value::unknown(site.span, fmt::format("imported from `{}`", name));
}

Value World::read_file(std::string_view path, const Site& site) {
  if (outside_.read_file) {
    if (std::optional<std::string> text = outside_.read_file(path)) return site.text(*text);
  }
  return Value::unknown(site.span, fmt::format("`{}` cannot be read", path));
}

python::Host::Undecided World::undecided(const Site& site, const python::Unknown& condition) {
  if (explore) return Undecided::Explore;
  if (diagnostics_.has_errors()) return Undecided::Error;  // It is refused already.
  tried_.emplace_back(condition, site.span);
  return Undecided::Try;
}

void World::cannot_try(const Site& site) {
  const python::Unknown* because = site.evaluator.possible_because();
  if (because == nullptr || site.evaluator.stopped()) return;
  Span where = site.span;
  for (auto tried = tried_.rbegin(); tried != tried_.rend(); ++tried) {
    if (tried->first.because != because->because || tried->first.why != because->why) continue;
    where = tried->second;
    break;
  }
  Diagnostic& diagnostic =
      diagnostics_.error("undecided-branch", where, "condition cannot be decided statically");
  if (because->because != Span{}) {
    diagnostic.label(because->because, because->why);
  } else {
    diagnostic.note(because->why);
  }
  site.evaluator.stop();
}

void World::changes_unknown(const Site& site) {
  if (explore) return;
  changed_unknown_ = site.span;
  if (site.evaluator.possible()) cannot_try(site);
}

bool World::passes_raise(const Site& site, const python::Unknown& condition) {
  if (leans_on_facts_) {  // A guard over the data, which the script would not have.
    Diagnostic& diagnostic =
        diagnostics_.error("undecided-branch", site.span, "condition cannot be decided statically");
    if (condition.because != Span{}) diagnostic.label(condition.because, condition.why);
    site.evaluator.stop();
    return false;
  }
  assume(fmt::format("a `raise` is not reached, though its condition is not known: {}",
                     condition.why));
  return true;
}

Value World::unknown_fact(const Site& site, std::string reason) {
  leans_on_facts_ = true;
  return Value::unknown(site.span, std::move(reason));
}

void World::unknown_call(const python::Call& call, const python::Unknown& callee, bool discarded) {
  // What an unknown function does may be operations: only where its result is all that matters
  // can it be let pass.
  if (explore) return;
  // … nor where it is handed what makes operations.
  const bool handed =
      std::ranges::any_of(call.positional,
                          [](const auto& argument) { return is_bind(argument.value); }) ||
      std::ranges::any_of(call.keywords,
                          [](const auto& argument) { return is_bind(argument.value); });
  if (!discarded && !handed) return;
  if (!handed && is_bystander(callee)) return;
  // What a module does while it is loaded, it does for every listing of revisions too, where there
  // are no operations.
  if (loading && !handed) return;
  Diagnostic& diagnostic = diagnostics_.error(
      "unknown-call", call.span, "what `{}` does cannot be known statically", call.callee);
  diagnostic.label(callee.because, callee.why);
}

void World::unknown_argument(const python::Binding& binding, const python::Unknown& cause) {
  // One unknown thing makes many arguments unknown; it is said once.
  if (cause.because != Span{}) {
    if (std::ranges::find(unknown_causes_, cause.because) != unknown_causes_.end()) {
      if (diagnostics_.has_errors()) return;
    }
    unknown_causes_.push_back(cause.because);
  }
  Host::unknown_argument(binding, cause);
}

bool World::avoids_raise(const Value& condition) {
  if (!is_offline_mode_value(condition)) return false;
  assume("`context.is_offline_mode()` only raises, so the other arm is taken");
  return true;
}

void World::printed(const Site& site) {
  if (environment || explore || importing != nullptr || printed_) return;
  printed_ = true;
  warn(site, "print-in-migration", "what a migration prints stands in Alembic's script; left out")
      .help("log it, or write a comment into the code");
}

void World::hash_order(const Site& site) {
  warn(site, "hash-order",
       "the order of this set changes from run to run; the order written is used");
}

}  // namespace migc::library
