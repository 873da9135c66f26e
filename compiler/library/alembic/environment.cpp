#include "compiler/library/alembic/environment.h"

#include "compiler/library/catalogue.h"
#include "compiler/library/sqlalchemy/url.h"
#include "compiler/library/standard/json.h"
#include "compiler/python/signature.h"

namespace migc::library {
namespace {

using python::Call;
using python::Site;
using python::Value;

using Arguments = std::vector<std::pair<std::string, Value>>;

EnvironmentAction action_at(const Site& site, EnvironmentAction::Kind kind) {
  EnvironmentAction action;
  action.kind = kind;
  action.where = site.span;
  action.possible = site.evaluator.possible();
  return action;
}

/// Outside env.py these functions have nobody to answer them.
bool only_in_environment(const Call& call) {
  World& world = World::of(call);
  if (world.environment) return true;
  world.refuse(call, fmt::format("`{}` belongs into env.py", call.callee));
  return false;
}

Arguments keyword_arguments(const python::Options& options) {
  Arguments arguments;
  for (const python::KeywordArgument& argument : options.arguments) {
    arguments.emplace_back(std::string(argument.name), argument.value);
  }
  return arguments;
}

// context.configure(connection=None, url=None, dialect_name=None, …, **kw)
Value configure(const Call& call) {
  if (!only_in_environment(call)) return Value::none();
  python::Options options;
  std::optional<Value> connection, url, dialect_name;
  if (!call.bind({{"connection", connection},
                  {"url", url},
                  {"dialect_name", dialect_name},
                  {"**", options}})) {
    return Value::none();
  }
  EnvironmentAction action = action_at(call, EnvironmentAction::Kind::Configure);
  action.arguments = keyword_arguments(options);
  if (connection) action.arguments.emplace_back("connection", *connection);
  if (url) action.arguments.emplace_back("url", url_text(*url, call));
  if (dialect_name) action.arguments.emplace_back("dialect_name", *dialect_name);
  // The naming convention is read here, where attributes of a modelled MetaData can be asked for.
  if (const Value* metadata = options.find("target_metadata")) {
    const std::vector<Value>* several = metadata->items();
    const Value& first = several != nullptr && !several->empty() ? several->front() : *metadata;
    if (!first.is_none()) {
      action.arguments.emplace_back("naming_convention",
                                    call.attribute(first, "naming_convention"));
    }
  }
  // What the user says stands over what env.py says.
  for (const auto& [name, json] : World::of(call).outside().arguments) {
    std::erase_if(action.arguments, [&](const auto& argument) { return argument.first == name; });
    action.arguments.emplace_back(name, json_value(json, call));
  }
  World::of(call).actions.push_back(std::move(action));
  return Value::none();
}

class Transaction final : public python::Native {
 public:
  std::string_view type_name() const override { return "Transaction"; }
  std::optional<Value> enter(const Site& site) override {
    World::of(site).actions.push_back(action_at(site, EnvironmentAction::Kind::Begin));
    return Value::none(site.span);
  }
  bool leave(const Value& exception, const Site& site) override {
    if (exception.is_none()) {
      World::of(site).actions.push_back(action_at(site, EnvironmentAction::Kind::End));
    }
    return false;
  }
};

// context.begin_transaction()
Value begin_transaction(const Call& call) {
  return Value::object(std::make_shared<Transaction>(), call.span);
}

// context.run_migrations(**kw)
Value run_migrations(const Call& call) {
  if (!only_in_environment(call)) return Value::none();
  python::Options options;
  if (!call.bind({{"**", options}})) return Value::none();
  EnvironmentAction action = action_at(call, EnvironmentAction::Kind::RunMigrations);
  action.arguments = keyword_arguments(options);
  World::of(call).actions.push_back(std::move(action));
  return Value::none();
}

// context.static_output(text)
Value static_output(const Call& call) {
  std::string text;
  if (!call.bind({{"text", text}})) return Value::none();
  World::of(call).emit(call, ir::Note{std::move(text)});
  return Value::none();
}

constexpr python::Builtin functions[] = {
    {"configure", configure},
    {"begin_transaction", begin_transaction},
    {"run_migrations", run_migrations},
    {"static_output", static_output},
};

constexpr python::ModelledModule modules[] = {{"alembic.context", [](python::Module& module) {
                                                 for (const python::Builtin& function : functions) {
                                                   module.function(function);
                                                 }
                                               }}};

Value text_list(const std::vector<std::string>& texts) {
  std::vector<Value> items;
  for (const std::string& text : texts) items.push_back(Value::text(text));
  return Value::tuple(std::move(items));
}

Value first_of(const std::vector<std::string>& texts) {
  return texts.empty() ? Value::none() : Value::text(texts.front());
}

/// `MigrationInfo` as callbacks get it.
class MigrationInfo final : public python::Native {
 public:
  explicit MigrationInfo(const AppliedStep& step) : step_(step) {}
  std::string_view type_name() const override { return "MigrationInfo"; }
  bool complete() const override { return true; }
  std::optional<Value> attribute(std::string_view name, const Site&) const override {
    const auto& up = step_.up_revisions;
    const auto& down = step_.down_revisions;
    if (name == "is_upgrade") return Value::boolean(step_.upgrade);
    if (name == "is_stamp") return Value::boolean(step_.stamp);
    if (name == "is_migration") return Value::boolean(!step_.stamp);
    if (name == "up_revision_id") return first_of(up);
    if (name == "up_revision_ids") return text_list(up);
    if (name == "down_revision_ids") return text_list(down);
    if (name == "source_revision_ids") return text_list(step_.upgrade ? down : up);
    if (name == "destination_revision_ids") return text_list(step_.upgrade ? up : down);
    return std::nullopt;
  }

 private:
  const AppliedStep step_;
};

}  // namespace

extern const Part alembic_environment{modules};

void run_environment(const python::ast::Module& module, std::string_view path, World& world,
                     const std::function<void(python::Evaluator&)>& then) {
  world.environment = true;
  python::Evaluator evaluator(world, world.diagnostics());
  evaluator.run(module, "env", "", std::string(path));
  then(evaluator);
}

std::vector<ir::Operation> call_version_apply(const Value& callback, const AppliedStep& step,
                                              World& world, python::Evaluator& evaluator) {
  const Site site{evaluator, callback.span};
  const Value context =
      modelled_modules().find("alembic.context")
          ? site.attribute(Value::module(modelled_modules().find("alembic.context")), "get_context")
          : Value::none();
  Value heads = Value::set();
  for (const std::string& head : step.heads) {
    heads.as<python::Set>()->members.set(Value::text(head), Value::none());
  }
  world.environment = false;  // What it executes is collected as a revision's operations are.
  evaluator.call(callback, callback.span, {},
                 {{"ctx", site.call(context)},
                  {"step", Value::object(std::make_shared<MigrationInfo>(step))},
                  {"heads", heads},
                  {"run_args", Value::dict()}});
  world.environment = true;
  return world.take_operations();
}

}  // namespace migc::library
