// What the model of SQLAlchemy's ORM, which is written in Python, asks of the world.
#include "compiler/library/catalogue.h"
#include "compiler/library/database/reflect.h"
#include "compiler/library/sqlalchemy/engine.h"
#include "compiler/library/world.h"

namespace migc::library {
namespace {

using python::Builtin;
using python::Call;
using python::Site;
using python::Value;

/// Something that can stand anywhere in a query, and of which nothing is known: a relationship, an
/// option of a loader, a subquery.
class Inert final : public python::Native {
 public:
  std::string_view type_name() const override { return "RelationshipProperty"; }
  std::optional<Value> attribute(std::string_view, const Site& site) const override {
    return itself(site);
  }
  bool set_attribute(std::string_view, const Value&, const Site&) override { return true; }
  Value call(const Call& call) override { return itself(call); }
  bool callable() const override { return true; }
  std::optional<Value> binary(python::ast::BinaryOp, const Value&, bool,
                              const Site& site) const override {
    return itself(site);
  }
  std::optional<Value> compare(python::ast::CompareOp, const Value&,
                               const Site& site) const override {
    return itself(site);
  }
  std::optional<Value> unary(python::ast::UnaryOp, const Site& site) const override {
    return itself(site);
  }
  Value truth(const Site& site) const override {
    return site.unknown("what only the objects of the ORM know");
  }
  std::shared_ptr<python::Iterator> iterate(const Site& site) const override {
    World::of(site).refuse(site, "related objects of the ORM are only known to the database");
    return python::iterate({});
  }

 private:
  static Value itself(const Site& site) {
    return Value::object(std::make_shared<Inert>(), site.span);
  }
};

// inert(why=None)
Value inert(const Call& call) {
  if (!call.positional.empty()) {
    return call.unknown(std::string(call.positional.front().value.text().value_or("")));
  }
  return Value::object(std::make_shared<Inert>(), call.span);
}

// connection()
Value connection(const Call& call) { return bind_value(call); }

// refuse(what)
Value refuse(const Call& call) {
  std::string what;
  if (!call.bind({{"what", what}})) return Value::none();
  // Said of the code that came here, not of the model.
  const Site asked{call.evaluator, call.evaluator.outermost_call()};
  return World::of(call).refuse(asked, what + " cannot be told without the database",
                                "write the step as SQL that the database carries out");
}

// writes_objects(): a session writes what was changed of its objects.
Value writes_objects(const Call& call) {
  World& world = World::of(call);
  if (!world.changed_unknown() || world.explore) return Value::none(call.span);
  Diagnostic& diagnostic = world.diagnostics().error(
      "unknown-object", *world.changed_unknown(),
      "an object is changed that is not known, and a session writes its changes");
  diagnostic.label(call.span, "written here");
  call.evaluator.stop();
  return Value::none(call.span);
}

// is_connection(value)
Value is_connection(const Call& call) {
  Value value;
  if (!call.bind({{"value", value}})) return Value::none();
  return Value::boolean(is_bind(value), call.span);
}

// has_no_rows(table)
Value has_no_rows(const Call& call) {
  Value subject;
  if (!call.bind({{"table", subject}})) return Value::none();
  std::optional<ir::TableName> name;
  if (const Column* column = subject.object<Column>(); column && column->table) {
    name = column->table->name;
  } else if (const FromClause* source = subject.object<FromClause>()) {
    const ir::FromItem item = source->from_item();
    if (const auto* table = std::get_if<ir::TableRef>(&item.node)) name = table->table;
  }
  if (!name || name->name.empty()) return Value::boolean(false, call.span);
  World& world = World::of(call);
  const ir::Schema* state = world.state(call, "a query");
  if (state == nullptr) return call.unknown("whether a table has rows");
  const bool none =
      state->table(*name) == ir::Presence::Present && state->rows(*name) == ir::Rows::None;
  if (none) world.assume(fmt::format("`{}` has no rows", *name));
  return Value::boolean(none, call.span);
}

// kind_of(value): "column", "class", "instance", "inert", "unknown" or "other"
Value kind_of(const Call& call) {
  Value value;
  if (!call.bind({{"value", value}})) return Value::none();
  std::string_view kind = "other";
  if (value.is_unknown()) kind = "unknown";
  if (value.as<python::Class>()) kind = "class";
  if (value.as<python::Instance>()) kind = "instance";
  if (value.object<Column>()) kind = "column";
  if (value.object<Inert>()) kind = "inert";
  return Value::text(std::string(kind), call.span);
}

constexpr Builtin functions[] = {{"inert", inert},
                                 {"connection", connection},
                                 {"refuse", refuse},
                                 {"has_no_rows", has_no_rows},
                                 {"is_connection", is_connection},
                                 {"writes_objects", writes_objects},
                                 {"kind_of", kind_of}};

constexpr python::ModelledModule modules[] = {
    {"_migc_rows",
     [](python::Module& module) {
       for (const Builtin& function : functions) module.function(function);
     }},
};

}  // namespace

extern const Part database_rows{modules};

}  // namespace migc::library
