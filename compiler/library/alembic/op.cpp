#include <algorithm>
#include <array>

#include "compiler/library/alembic/directives.h"
#include "compiler/library/alembic/registered.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/sqlalchemy/engine.h"
#include "compiler/library/sqlalchemy/names.h"

namespace migc::library {

using python::Builtin;
using python::Call;
using python::Class;
using python::Site;
using python::Value;

namespace {

/// What `op` and a batch have in common, and what only one of them has.
constexpr std::array shared_directives{
    Builtin{"add_column", add_column},
    Builtin{"alter_column", alter_column},
    Builtin{"create_check_constraint", create_check_constraint},
    Builtin{"create_exclude_constraint", create_exclude_constraint},
    Builtin{"create_foreign_key", create_foreign_key},
    Builtin{"create_index", create_index},
    Builtin{"create_primary_key", create_primary_key},
    Builtin{"create_table_comment", create_table_comment},
    Builtin{"create_unique_constraint", create_unique_constraint},
    Builtin{"drop_column", drop_column},
    Builtin{"drop_constraint", drop_constraint},
    Builtin{"drop_index", drop_index},
    Builtin{"drop_table_comment", drop_table_comment},
    Builtin{"execute", execute},
    Builtin{"f", f},
    Builtin{"get_bind", get_bind},
    Builtin{"get_context", get_context},
    Builtin{"inline_literal", inline_literal},
    Builtin{"invoke", invoke},
    Builtin{"run_async", run_async},
};
constexpr std::array whole_database_directives{
    Builtin{"batch_alter_table", batch_alter_table}, Builtin{"bulk_insert", bulk_insert},
    Builtin{"create_table", create_table},           Builtin{"drop_table", drop_table},
    Builtin{"rename_table", rename_table},
};

const Builtin* directive_of(std::string_view name, bool batch) {
  for (const Builtin& directive : shared_directives) {
    if (directive.name == name) return &directive;
  }
  if (batch) return nullptr;
  for (const Builtin& directive : whole_database_directives) {
    if (directive.name == name) return &directive;
  }
  return nullptr;
}

/// `Operations`, as functions under `implementation_for` get it.
class OperationsObject final : public python::Native {
 public:
  std::string_view type_name() const override { return "Operations"; }
  bool complete() const override { return true; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    if (const Builtin* directive = directive_of(name, false)) {
      return Value::builtin(*directive, site.span);
    }
    if (name == "migration_context") return migration_context_value(site);
    if (name == "impl") {
      return site.attribute(migration_context_value(site), "impl");
    }
    return registered_directive(name, site);
  }
};

// `op.<name>` of a package that env.py imports: its model has the function.
Value package_directive(const Call& call) {
  const Value package = World::of(call).import_module("_migc_directives", call);
  const std::string_view name = call.callee.substr(call.callee.rfind('.') + 1);
  const Value function = call.attribute(package, name);
  if (call.failed()) return Value::none();
  std::vector<Value> arguments{operations_value(call)};
  for (const python::Argument& argument : call.positional) arguments.push_back(argument.value);
  std::vector<std::pair<std::string_view, Value>> keywords;
  for (const python::KeywordArgument& keyword : call.keywords) {
    keywords.emplace_back(keyword.name, keyword.value);
  }
  return call.call(function, std::move(arguments), std::move(keywords));
}
constexpr std::array package_directives{
    Builtin{"add_enum_value", package_directive},   Builtin{"create_entity", package_directive},
    Builtin{"drop_entity", package_directive},      Builtin{"replace_entity", package_directive},
    Builtin{"sync_enum_values", package_directive},
};

void define_op(python::Module& module) {
  for (const Builtin& directive : shared_directives) module.function(directive);
  for (const Builtin& directive : package_directives) module.function(directive);
  for (const Builtin& directive : whole_database_directives) module.function(directive);
}

constexpr python::ModelledModule modules[] = {{"alembic.op", define_op, true}};

}  // namespace

extern const Part alembic_op{modules};

Directive::Directive(const Call& call) : call_(call) {
  if (call.self) batch_ = call.self->object<BatchOperations>();
}

void Directive::emit(ir::Action action) const {
  World& world = World::of(call_);
  if (batch_) {
    batch_->batch.operations.push_back(world.operation(call_, std::move(action)));
  } else {
    world.emit(call_, std::move(action));
  }
}

std::optional<Value> BatchOperations::attribute(std::string_view name, const Site& site) const {
  if (const Builtin* directive = directive_of(name, true)) {
    return Value::bound(Value::object(std::const_pointer_cast<python::Native>(shared_from_this())),
                        *directive, site.span);
  }
  if (name == "migration_context") return migration_context_value(site);
  return std::nullopt;
}

Value operations_value(const Site& site) {
  return Value::object(std::make_shared<OperationsObject>(), site.span);
}

// op.f(name)
Value f(const Call& call) {
  std::string name;
  if (!call.bind({{"name", name}})) return Value::none();
  return conv_value(std::move(name), call);
}

// op.get_bind()
Value get_bind(const Call& call) {
  if (!call.bind({})) return Value::none();
  return bind_value(call);
}

// op.get_context()
Value get_context(const Call& call) {
  if (!call.bind({})) return Value::none();
  return migration_context_value(call);
}

// op.run_async(async_function, *args, **kw_args)
Value run_async(const Call& call) {
  Value function;
  python::Rest args;
  python::Options kw_args;
  if (!call.bind({{"async_function", function}, {"*args", args}, {"**kw_args", kw_args}})) {
    return Value::none();
  }
  // psycopg is both; whoever calls this runs it as the asynchronous one.
  constexpr std::string_view asynchronous[] = {"asyncpg",   "psycopg",       "psycopg_async",
                                               "aiosqlite", "aiomysql",      "asyncmy",
                                               "aioodbc",   "oracledb_async"};
  const std::string& driver = World::of(call).outside().driver;
  if (std::ranges::find(asynchronous, driver) == std::end(asynchronous)) {
    return call.raise("ValueError", "Cannot call run_async with a sync engine");
  }
  std::vector<Value> arguments{bind_value(call)};
  for (const python::Argument& argument : args.arguments) arguments.push_back(argument.value);
  std::vector<std::pair<std::string_view, Value>> keywords;
  for (const python::KeywordArgument& keyword : kw_args.arguments) {
    keywords.emplace_back(keyword.name, keyword.value);
  }
  return call.call(function, std::move(arguments), std::move(keywords));
}

}  // namespace migc::library
