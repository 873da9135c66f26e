// What the model of SQLAlchemy's ORM, which is written in Python, asks of the world.
#include <algorithm>
#include <iterator>

#include "compiler/library/catalogue.h"
#include "compiler/library/database/known_rows.h"
#include "compiler/library/database/reflect.h"
#include "compiler/library/sqlalchemy/engine.h"
#include "compiler/library/world.h"
#include "compiler/python/ast.h"

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
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    static constexpr std::string_view writing[] = {"add",    "append",     "clear", "discard",
                                                   "extend", "insert",     "pop",   "remove",
                                                   "set",    "setdefault", "update"};
    auto made = std::make_shared<Inert>();
    made->writes_ = std::ranges::find(writing, name) != std::end(writing);
    return Value::object(std::move(made), site.span);
  }
  bool set_attribute(std::string_view, const Value&, const Site&) override { return true; }
  Value call(const Call& call) override {
    if (writes_) {
      World::of(call).refuse(call, "a collection of related objects of the ORM is changed",
                             "add each object to the session, with the keys it refers to");
    }
    return itself(call);
  }
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

  bool writes_ = false;  ///< A method that changes a collection.
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
  const bool none = state->rows(*name) == ir::Rows::None &&
                    (state->table(*name) == ir::Presence::Present ||
                     (state->find_state(*name) == nullptr && !state->references_to(*name).empty() &&
                      !call.evaluator.may_catch()));
  if (none) world.assume(fmt::format("`{}` has no rows", *name));
  return Value::boolean(none, call.span);
}

// inserted(table, key): of the row that was inserted last
Value inserted(const Call& call) {
  std::shared_ptr<FromClause> table;
  std::string key;
  if (!call.bind({{"table", table}, {"key", key}})) return Value::none();
  const Value unknown = call.unknown("a value that the database makes");
  const ir::FromItem item = table->from_item();
  const auto* reference = std::get_if<ir::TableRef>(&item.node);
  if (!reference) return unknown;
  const std::string name = [&] {
    const auto* model = dynamic_cast<const Table*>(table.get());
    const Column* column = model ? model->find_column(key) : nullptr;
    return column ? column->column.name : key;
  }();
  World& world = World::of(call);
  if (!world.schema || world.loading) return unknown;
  const ir::Schema* state = world.state(call, "what was inserted");
  const ir::TableState* known = state ? state->find_state(reference->table) : nullptr;
  const auto rows = known ? known_rows(*known, *state, world.outside()) : std::nullopt;
  if (!rows || rows->rows.empty() || rows->rows.back().perhaps) return unknown;
  const std::vector<ir::Column>& columns = known->table.columns;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name != name) continue;
    const Value& cell = rows->rows.back().cells[i];
    if (cell.is_unknown()) break;
    world.assume(fmt::format("`{}` holds the rows that the plan put there", reference->table));
    return cell;
  }
  return unknown;
}

// kind_of(value): "column", "class", "instance", "unknown", "inert" or "other"
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

// random_below(n)
Value random_below(const Call& call) {
  std::int64_t limit = 0;
  if (!call.bind({{"n", limit}})) return Value::none();
  if (limit <= 0) return call.raise("ValueError", "empty range for a random number");
  World& world = World::of(call);
  const Span where = call.evaluator.outermost_call();
  world.warn({call.evaluator, where == Span{} ? call.span : where}, "made-up-chance",
             "a random value is made up from the revision and the number of the call");
  std::uint64_t state = 0xcbf29ce484222325;
  for (const char c : fmt::format("{}:{}", world.revision, world.next_random())) {
    state = (state ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  state ^= state >> 31;
  state *= 0x9e3779b97f4a7c15;
  state ^= state >> 29;
  const std::uint64_t below = state % static_cast<std::uint64_t>(limit);
  return Value::integer(static_cast<std::int64_t>(below), call.span);
}

// assume(what)
Value assume(const Call& call) {
  std::string what;
  if (!call.bind({{"what", what}})) return Value::none();
  World::of(call).assume(std::move(what));
  return Value::none(call.span);
}

// import_module(name)
Value import_module(const Call& call) {
  std::string name;
  if (!call.bind({{"name", name}})) return Value::none();
  return World::of(call).import_module(name, call);
}

// parts_of(annotation): of `int | None` both, of anything else nothing
Value parts_of(const Call& call) {
  Value value;
  if (!call.bind({{"annotation", value}})) return Value::none();
  const auto* alias = value.as<python::Wrapper>();
  if (!alias || alias->kind != python::Wrapper::Kind::Alias) return Value::tuple({}, call.span);
  return Value::tuple(std::vector<Value>(alias->values), call.span);
}

// annotates(function): whether it says what it returns
Value annotates(const Call& call) {
  Value value;
  if (!call.bind({{"function", value}})) return Value::none();
  const auto* wrapper = value.as<python::Wrapper>();
  const Value& inner = wrapper && !wrapper->values.empty() ? wrapper->values[0] : value;
  const auto* function = inner.as<python::Function>();
  return Value::boolean(function && function->def && function->def->returns, call.span);
}

constexpr Builtin functions[] = {{"inert", inert},
                                 {"annotates", annotates},
                                 {"parts_of", parts_of},
                                 {"connection", connection},
                                 {"refuse", refuse},
                                 {"has_no_rows", has_no_rows},
                                 {"is_connection", is_connection},
                                 {"writes_objects", writes_objects},
                                 {"kind_of", kind_of},
                                 {"inserted", inserted},
                                 {"random_below", random_below},
                                 {"assume", assume},
                                 {"import_module", import_module}};

constexpr python::ModelledModule modules[] = {
    {"_migc_rows",
     [](python::Module& module) {
       for (const Builtin& function : functions) module.function(function);
     }},
};

}  // namespace

extern const Part database_rows{modules};

}  // namespace migc::library
