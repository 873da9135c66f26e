#include "compiler/library/alembic/registered.h"

#include <array>
#include <functional>

#include "compiler/library/alembic/directives.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/native_class.h"

namespace migc::library {

using python::Builtin;
using python::Call;
using python::Class;
using python::Site;
using python::Value;

namespace {

constexpr std::string_view implementation_attribute = "__implementation__";

/// A function that remembers values: what decorators return.
class Remembering final : public python::Native {
 public:
  Remembering(std::string name, std::function<Value(const Call&)> function)
      : name_(std::move(name)), function_(std::move(function)) {}
  std::string_view type_name() const override { return "function"; }
  bool callable() const override { return true; }
  Value call(const Call& call) override { return function_(call); }
  void forget() override { function_ = nullptr; }

 private:
  std::string name_;
  std::function<Value(const Call&)> function_;
};

Value remembering(std::string name, std::function<Value(const Call&)> function, const Site& site) {
  return Value::object(std::make_shared<Remembering>(std::move(name), std::move(function)),
                       site.span);
}

/// `op.<name>(…)`: calls the class method that makes and invokes the operation.
Value directive_for(std::string name, Value cls, std::string method, const Site& site) {
  return remembering(
      std::move(name),
      [cls = std::move(cls), method = std::move(method)](const Call& call) {
        const Value function = call.attribute(cls, method);
        if (call.failed()) return Value::none();
        std::vector<Value> arguments{operations_value(call)};
        for (const python::Argument& argument : call.positional) {
          arguments.push_back(argument.value);
        }
        std::vector<std::pair<std::string_view, Value>> keywords;
        for (const python::KeywordArgument& keyword : call.keywords) {
          keywords.emplace_back(keyword.name, keyword.value);
        }
        return call.call(function, std::move(arguments), std::move(keywords));
      },
      site);
}

// Operations.register_operation(name, sourcename=None)(cls)
Value register_operation(const Call& call) {
  std::string name;
  std::optional<std::string> sourcename;
  if (!call.bind({{"name", name}, {"sourcename", sourcename}})) return Value::none();
  const std::string method = sourcename.value_or(name);
  return remembering(
      "register",
      [name, method](const Call& decorate) {
        Value cls;
        if (!decorate.bind({{"op_cls", cls}})) return Value::none();
        World::of(decorate).registered.emplace_back(name,
                                                    directive_for(name, cls, method, decorate));
        if (const std::shared_ptr<python::Module> op = World::of(decorate).own_op) {
          op->attributes.set_owned(name, World::of(decorate).registered.back().second);
        }
        return cls;
      },
      call);
}

// Operations.implementation_for(op_cls, replace=False)(fn)
Value implementation_for(const Call& call) {
  Value cls;
  std::optional<Value> replace;
  if (!call.bind({{"op_cls", cls}, {"replace", replace}})) return Value::none();
  return remembering(
      "decorate",
      [cls](const Call& decorate) {
        Value function;
        if (!decorate.bind({{"fn", function}})) return Value::none();
        if (Class* target = cls.as<Class>(); target && target->user) {
          target->attributes.set(implementation_attribute, function);
        }
        return function;
      },
      call);
}

constexpr Builtin operations_methods[] = {{"register_operation", register_operation},
                                          {"implementation_for", implementation_for}};

const SpecClass operations_spec{
    "Operations", "alembic.operations.base",
    [](const std::shared_ptr<Class>&, const Call& call) { return operations_value(call); }};
const SpecClass batch_operations_spec{"BatchOperations", "alembic.operations.base",
                                      [](const std::shared_ptr<Class>&, const Call& call) {
                                        return call.unknown("a batch made by hand");
                                      }};

// Operations.context(migration_context): a block in which `op` is this context's.
class ContextBlock final : public python::Native {
 public:
  std::string_view type_name() const override { return "context"; }
  std::optional<Value> enter(const Site& site) override { return operations_value(site); }
};
Value operations_context(const Call& call) {
  return Value::object(std::make_shared<ContextBlock>(), call.span);
}
constexpr Builtin context_method{"context", operations_context};

// ---- alembic.operations.ops

/// An operation that was made but not yet invoked: `ops.DropTableOp("t")`.
class PendingOperation final : public python::Native {
 public:
  std::string_view type_name() const override { return "MigrateOperation"; }
  void forget() override {
    positional.clear();
    keywords.clear();
  }

  Value (*directive)(const Call&) = nullptr;
  std::vector<python::Argument> positional;
  std::vector<python::KeywordArgument> keywords;
};

/// What a user's operation derives from; its instances carry nothing of ours.
class UserOperation final : public python::Native {
 public:
  std::string_view type_name() const override { return "MigrateOperation"; }
};

template <Value (*directive)(const Call&)>
Value make_pending(const std::shared_ptr<Class>&, const Call& call) {
  auto pending = std::make_shared<PendingOperation>();
  pending->directive = directive;
  pending->positional = call.positional;
  pending->keywords = call.keywords;
  return Value::object(std::move(pending), call.span);
}

// CreateTableOp(table_name, columns, *, schema=None, if_not_exists=None, …, **kw): a list where
// op.create_table takes arguments.
Value make_create_table_op(const std::shared_ptr<Class>&, const Call& call) {
  auto pending = std::make_shared<PendingOperation>();
  pending->directive = create_table;
  if (call.positional.empty()) return call.unknown("an operation whose arguments are not known");
  pending->positional.push_back(call.positional.front());
  Value columns = call.positional.size() > 1 ? call.positional[1].value : Value::none();
  for (const python::KeywordArgument& keyword : call.keywords) {
    if (keyword.name == "columns") {
      columns = keyword.value;
    } else {
      pending->keywords.push_back(keyword);
    }
  }
  const std::optional<std::vector<Value>> items = call.items(columns);
  if (!items) return call.unknown("an operation whose arguments are not known");
  for (const Value& item : *items) pending->positional.push_back({item, item.span});
  return Value::object(std::move(pending), call.span);
}

const SpecClass operation_specs[] = {
    {"AddColumnOp", "alembic.operations.ops", make_pending<add_column>},
    {"DropColumnOp", "alembic.operations.ops", make_pending<drop_column>},
    {"AlterColumnOp", "alembic.operations.ops", make_pending<alter_column>},
    {"CreateTableOp", "alembic.operations.ops", make_create_table_op},
    {"DropTableOp", "alembic.operations.ops", make_pending<drop_table>},
    {"RenameTableOp", "alembic.operations.ops", make_pending<rename_table>},
    {"CreateIndexOp", "alembic.operations.ops", make_pending<create_index>},
    {"DropIndexOp", "alembic.operations.ops", make_pending<drop_index>},
    {"CreatePrimaryKeyOp", "alembic.operations.ops", make_pending<create_primary_key>},
    {"CreateUniqueConstraintOp", "alembic.operations.ops", make_pending<create_unique_constraint>},
    {"CreateForeignKeyOp", "alembic.operations.ops", make_pending<create_foreign_key>},
    {"CreateCheckConstraintOp", "alembic.operations.ops", make_pending<create_check_constraint>},
    {"DropConstraintOp", "alembic.operations.ops", make_pending<drop_constraint>},
    {"CreateTableCommentOp", "alembic.operations.ops", make_pending<create_table_comment>},
    {"DropTableCommentOp", "alembic.operations.ops", make_pending<drop_table_comment>},
    {"BulkInsertOp", "alembic.operations.ops", make_pending<bulk_insert>},
    {"ExecuteSQLOp", "alembic.operations.ops", make_pending<execute>},
};
const SpecClass migrate_operation_spec{"MigrateOperation", "alembic.operations.ops",
                                       [](const std::shared_ptr<Class>&, const Call& call) {
                                         return Value::object(std::make_shared<UserOperation>(),
                                                              call.span);
                                       }};

std::shared_ptr<Class> migrate_operation_class() {
  static const auto cls = define_class(migrate_operation_spec);
  return cls;
}

void define_operations(python::Module& module) {
  static const auto operations = [] {
    auto cls = define_class(operations_spec, {}, operations_methods);
    cls->attributes.set(context_method.name, Value::builtin(context_method));
    return cls;
  }();
  static const auto batch = define_class(batch_operations_spec, {}, operations_methods);
  module.type(operations);
  module.type(batch);
  module.type(migrate_operation_class());
}
void define_ops(python::Module& module) {
  static const auto classes = [] {
    std::vector<std::shared_ptr<Class>> all;
    for (const SpecClass& spec : operation_specs) {
      all.push_back(define_class(spec, {migrate_operation_class()}));
    }
    return all;
  }();
  for (const std::shared_ptr<Class>& cls : classes) module.type(cls);
  module.type(migrate_operation_class());
}

constexpr python::ModelledModule modules[] = {
    {"alembic.operations", define_operations},
    {"alembic.operations.base", define_operations},
    {"alembic.operations.ops", define_ops},
};

}  // namespace

extern const Part alembic_registered{modules};

std::optional<Value> registered_directive(std::string_view name, const Site& site) {
  for (const auto& [registered, directive] : World::of(site).registered) {
    if (registered == name) return directive;
  }
  return std::nullopt;
}

// op.invoke(operation)
Value invoke(const Call& call) {
  Value operation;
  if (!call.bind({{"operation", operation}})) return Value::none();
  if (const python::Instance* instance = operation.as<python::Instance>()) {
    const Value* function = instance->cls->find(implementation_attribute);
    if (function) return call.call(*function, {operations_value(call), operation});
  }
  if (const PendingOperation* pending = operation.object<PendingOperation>()) {
    Call again{call};
    again.positional = pending->positional;
    again.keywords = pending->keywords;
    return pending->directive(again);
  }
  if (const python::Unknown* unknown = operation.unknown()) {
    python::Binding{call, "operation", operation.span}.unknown(*unknown);
    return Value::none();
  }
  World::of(call).refuse(call, "what this operation does is not known");
  return call.unknown("an operation that is not known");
}

Value own_module(std::string_view name, const Site& site) {
  World& world = World::of(site);
  if (!world.own_op) {
    const auto copy = [](std::string_view of) {
      auto module = std::make_shared<python::Module>(*modelled_modules().find(of));
      module->frozen = false;
      module->tracked = false;
      return module;
    };
    world.own_op = copy("alembic.op");
    for (const auto& [directive, made] : world.registered) {
      world.own_op->attributes.set_owned(directive, made);
    }
    world.own_alembic = copy("alembic");
    world.own_alembic->attributes.set("op", Value::module(world.own_op));
  }
  return Value::module(name == "alembic" ? world.own_alembic : world.own_op, site.span);
}

}  // namespace migc::library
