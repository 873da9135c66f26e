// `sa.inspect(bind)` and `bind.dialect.has_table(…)`: questions about the schema, answered from the
// replay.
#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/database/reflect.h"
#include "compiler/library/native_class.h"
#include "compiler/library/sqlalchemy/engine.h"
#include "compiler/library/world.h"

namespace migc::library {
namespace {

using python::Builtin;
using python::Call;
using python::Class;
using python::Site;
using python::Value;

Value text_or_none(const std::string& text) {
  return text.empty() ? Value::none() : Value::text(text);
}
Value texts(const std::vector<std::string>& items) {
  Value list = Value::list();
  for (const std::string& item : items) list.as<python::List>()->items.push_back(Value::text(item));
  return list;
}
Value dict_of(std::initializer_list<std::pair<std::string_view, Value>> items) {
  Value dict = Value::dict();
  for (const auto& [key, value] : items) dict.as<python::Dict>()->set(key, value);
  return dict;
}
Value not_known(const Site& site) { return site.unknown("a fact that the database holds"); }

/// What a question is about: `(connection,) name, schema=None, **kw`.
struct Question {
  std::string name, schema;
  std::optional<std::string> second;
  const ir::Schema* state = nullptr;

  /// `parameters`: how many names stand before the schema. False: reported or raised.
  bool read(const Call& call, int parameters, std::string_view first = "table_name",
            std::string_view other = "index_name") {
    std::optional<Value> schema_value, connection;
    std::optional<std::string> one;
    python::Options more;
    Call own = call;
    // The dialect's methods take the connection first.
    if (!own.positional.empty() && is_bind(own.positional.front().value)) {
      own.positional.erase(own.positional.begin());
    }
    std::erase_if(own.keywords, [](const auto& k) { return k.name == "connection"; });
    bool fine = false;
    if (parameters == 0) {
      fine = own.bind({{"schema", schema_value}, {"kw", more}});
    } else if (parameters == 1) {
      fine = own.bind({{first, name}, {"schema", schema_value}, {"kw", more}});
    } else {
      fine = own.bind({{first, name}, {other, second}, {"schema", schema_value}, {"kw", more}});
    }
    if (!fine) return false;
    if (schema_value && schema_value->text()) schema = *schema_value->text();
    if (schema_value && schema_value->is_unknown()) return false;
    state = World::of(call).state(call, fmt::format("`{}()`", call.callee));
    return state != nullptr;
  }
  ir::TableName table() const { return {schema, name}; }
};

/// The table, or null: then the value to return is in `answer`.
const ir::Table* table_in_question(const Call& call, Question& question) {
  if (!question.read(call, 1)) return nullptr;
  return known_table(question.table(), *question.state, call);
}

Value presence_value(ir::Presence presence, std::string_view what, const std::string& name,
                     const Call& call) {
  World& world = World::of(call);
  if (presence == ir::Presence::Unknown) {
    return world.refuse(
        call, fmt::format("whether {} `{}` exists is not known", what, name),
        fmt::format("say it with `--assume-present {0}` or `--assume-absent {0}`", name));
  }
  const bool there = presence == ir::Presence::Present;
  world.assume(fmt::format("{} `{}` {}", what, name, there ? "exists" : "does not exist"));
  return Value::boolean(there, call.span);
}

// has_table(table_name, schema=None)
Value has_table(const Call& call) {
  Question question;
  if (!question.read(call, 1)) return not_known(call);
  ir::Presence presence =
      table_presence(question.table(), *question.state, World::of(call).outside());
  if (presence == ir::Presence::Absent) presence = question.state->view(question.table());
  return presence_value(presence, "table", fmt::format("{}", question.table()), call);
}

// has_index(table_name, index_name, schema=None)
Value has_index(const Call& call) {
  Question question;
  if (!question.read(call, 2)) return not_known(call);
  if (question.state->table(question.table()) == ir::Presence::Absent) {
    return presence_value(ir::Presence::Absent, "table", question.name, call);
  }
  const ir::Table* table = known_table(question.table(), *question.state, call);
  if (table == nullptr) return not_known(call);
  const std::vector<ReflectedIndex> all = reflected_indexes(*table, World::of(call).outside());
  return Value::boolean(
      std::ranges::find(all, question.second.value_or(""), &ReflectedIndex::name) != all.end(),
      call.span);
}

// has_sequence(sequence_name, schema=None)
Value has_sequence(const Call& call) {
  Question question;
  if (!question.read(call, 1, "sequence_name")) return not_known(call);
  return presence_value(question.state->sequence(question.table()), "sequence", question.name,
                        call);
}

// PGDialect.has_type(connection, type_name, schema=None)
Value has_type(const Call& call) {
  Question question;
  if (!question.read(call, 1, "type_name")) return not_known(call);
  return presence_value(question.state->type(question.table()), "type", question.name, call);
}

// has_schema(schema_name), get_schema_names()
std::optional<std::vector<std::string>> schema_names(const Question& question) {
  if (question.state->is_open()) return std::nullopt;
  std::vector<std::string> names{std::string(question.state->naming().default_schema)};
  bool known = true;
  question.state->for_each_namespace([&](const std::string& name, const ir::NamespaceState& state) {
    if (state.presence == ir::Presence::Unknown) known = false;
    if (state.presence == ir::Presence::Present && !name.empty()) names.push_back(name);
  });
  if (!known) return std::nullopt;
  names.emplace_back("information_schema");
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}
Value has_schema(const Call& call) {
  Question question;
  if (!question.read(call, 1, "schema_name")) return not_known(call);
  const auto names = schema_names(question);
  if (!names) return presence_value(ir::Presence::Unknown, "schema", question.name, call);
  const bool there = std::ranges::find(*names, question.name) != names->end();
  return presence_value(there ? ir::Presence::Present : ir::Presence::Absent, "schema",
                        question.name, call);
}
Value get_schema_names(const Call& call) {
  Question question;
  if (!question.read(call, 0)) return not_known(call);
  const auto names = schema_names(question);
  if (!names) {
    return World::of(call).refuse(call, "which schemas the database holds is not known");
  }
  return texts(*names);
}

/// A list of names in which it can be asked for one, even when not all of them are known.
class Names final : public python::Native {
 public:
  explicit Names(std::string schema) : schema_(std::move(schema)) {}
  std::string_view type_name() const override { return "list"; }

  std::optional<Value> contains(const Value& item, const Site& site) const override {
    const auto name = item.text();
    if (!name) return site.unknown("whether this is the name of a table");
    World& world = World::of(site);
    const ir::Schema* state = world.state(site, "the names of tables");
    if (state == nullptr) return not_known(site);
    const ir::TableName table{schema_, std::string(*name)};
    const ir::Presence presence = table_presence(table, *state, world.outside());
    if (presence == ir::Presence::Unknown) {
      return world.refuse(
          site, fmt::format("whether table `{}` exists is not known", *name),
          fmt::format("say it with `--assume-present {0}` or `--assume-absent {0}`", *name));
    }
    const bool there = presence == ir::Presence::Present;
    world.assume(fmt::format("table `{}` {}", *name, there ? "exists" : "does not exist"));
    return Value::boolean(there, site.span);
  }
  std::shared_ptr<python::Iterator> iterate(const Site& site) const override {
    return python::iterate(all(site).value_or(std::vector<Value>{}));
  }
  std::optional<Value> length(const Site& site) const override {
    const auto items = all(site);
    if (!items) return not_known(site);
    return Value::integer(static_cast<std::int64_t>(items->size()), site.span);
  }
  Value truth(const Site& site) const override {
    const auto items = all(site);
    return items ? Value::boolean(!items->empty(), site.span) : not_known(site);
  }
  std::optional<Value> item(const Value& index, const Site& site) const override {
    const auto items = all(site);
    if (!items) return not_known(site);
    return site.item(Value::list(*items), index);
  }
  std::optional<Value> binary(python::ast::BinaryOp op, const Value& other, bool reflected,
                              const Site& site) const override {
    const auto items = all(site);
    if (!items) return not_known(site);
    const Value list = Value::list(*items, site.span);
    return reflected ? site.binary(op, other, list) : site.binary(op, list, other);
  }

 private:
  std::optional<std::vector<Value>> all(const Site& site) const {
    const ir::Schema* state = World::of(site).state(site, "the names of tables");
    if (state == nullptr) return std::nullopt;
    const auto names = table_names(schema_, *state, site);
    if (!names) return std::nullopt;
    std::vector<Value> values;
    for (const std::string& name : *names) values.push_back(Value::text(name));
    return values;
  }

  std::string schema_;
};

// get_table_names(schema=None)
Value get_table_names(const Call& call) {
  Question question;
  if (!question.read(call, 0)) return not_known(call);
  if (!question.state->is_open()) {
    const auto names = [&]() -> std::optional<std::vector<std::string>> {
      bool known = true;
      question.state->for_each_table([&](const ir::TableState& table) {
        if (table.presence == ir::Presence::Unknown) known = false;
      });
      if (!known) return std::nullopt;
      return table_names(question.schema, *question.state, call);
    }();
    if (names) return texts(*names);
  }
  return Value::object(std::make_shared<Names>(question.schema), call.span);
}

// get_view_names(schema=None), get_materialized_view_names(schema=None)
Value view_names(const Call& call, bool materialized) {
  Question question;
  if (!question.read(call, 0)) return not_known(call);
  bool known = !question.state->is_open();
  std::vector<std::string> names;
  question.state->for_each_view([&](const ir::ViewState& view) {
    if (view.presence == ir::Presence::Unknown) known = false;
    if (view.presence != ir::Presence::Present || view.view.materialized != materialized) return;
    if (view.view.name.schema == question.schema) names.push_back(view.view.name.name);
  });
  if (!known) return World::of(call).refuse(call, "which views the database holds is not known");
  return texts(names);
}
Value get_view_names(const Call& call) { return view_names(call, false); }
Value get_materialized_view_names(const Call& call) { return view_names(call, true); }

// get_columns(table_name, schema=None)
Value get_columns(const Call& call) {
  Question question;
  const ir::Table* table = table_in_question(call, question);
  if (table == nullptr) return not_known(call);
  const ir::Column* counting = ir::autoincrement_column(*table);
  const bool sqlite = World::of(call).outside().dialect == "sqlite";
  Value list = Value::list({}, call.span);
  for (const ir::Column& column : table->columns) {
    const bool counts = counting == &column && !sqlite;
    list.as<python::List>()->items.push_back(dict_of(
        {{"name", Value::text(column.name)},
         {"type", reflected_type(column.type, call)},
         {"nullable", Value::boolean(column.nullable)},
         {"default", column.has_server_default() || counts ? not_known(call) : Value::none()},
         {"autoincrement", counts ? Value::boolean(true) : not_known(call)},
         {"comment", column.comment ? Value::text(*column.comment) : Value::none()},
         {"primary_key", not_known(call)}}));
  }
  return list;
}

/// The name of a key: as said, or as the server makes it.
Value key_name(const ir::ObjectName& name, const Call& call) {
  if (!name.empty()) return Value::text(name.text);
  const std::string& dialect = World::of(call).outside().dialect;
  return dialect == "sqlite" ? Value::none() : not_known(call);
}

// get_foreign_keys(table_name, schema=None)
Value get_foreign_keys(const Call& call) {
  Question question;
  const ir::Table* table = table_in_question(call, question);
  if (table == nullptr) return not_known(call);
  std::vector<const ir::ForeignKey*> keys;
  for (const ir::Constraint& constraint : table->constraints) {
    if (const auto* key = std::get_if<ir::ForeignKey>(&constraint)) keys.push_back(key);
  }
  if (World::of(call).outside().dialect == "postgresql") {
    std::ranges::stable_sort(keys, {}, [](const auto* key) { return key->name.text; });
  }
  Value list = Value::list({}, call.span);
  for (const ir::ForeignKey* key : keys) {
    Value options = Value::dict();
    if (!key->on_delete.empty()) {
      options.as<python::Dict>()->set("ondelete", Value::text(key->on_delete));
    }
    if (!key->on_update.empty()) {
      options.as<python::Dict>()->set("onupdate", Value::text(key->on_update));
    }
    list.as<python::List>()->items.push_back(
        dict_of({{"name", key_name(key->name, call)},
                 {"constrained_columns", texts(key->columns)},
                 {"referred_schema", text_or_none(key->referred.schema)},
                 {"referred_table", Value::text(key->referred.name)},
                 {"referred_columns", texts(key->referred_columns)},
                 {"options", options},
                 {"comment", Value::none()}}));
  }
  return list;
}

// get_unique_constraints(table_name, schema=None)
Value get_unique_constraints(const Call& call) {
  Question question;
  const ir::Table* table = table_in_question(call, question);
  if (table == nullptr) return not_known(call);
  const std::string& dialect = World::of(call).outside().dialect;
  Value list = Value::list({}, call.span);
  const auto add = [&](const ir::ObjectName& name, const std::vector<std::string>& columns) {
    list.as<python::List>()->items.push_back(dict_of({{"name", key_name(name, call)},
                                                      {"column_names", texts(columns)},
                                                      {"comment", Value::none()}}));
  };
  for (const ir::Constraint& constraint : table->constraints) {
    if (const auto* key = std::get_if<ir::Unique>(&constraint)) add(key->name, key->columns);
  }
  if (dialect == "mysql" || dialect == "mariadb") {  // There a unique index is one.
    for (const ir::Index& index : table->indexes) {
      if (!index.unique) continue;
      std::vector<std::string> columns;
      for (const ir::IndexElement& element : index.elements) {
        if (const auto* column = std::get_if<ir::ColumnRef>(&element.expression.node)) {
          columns.push_back(column->column);
        }
      }
      add(index.name, columns);
    }
  }
  return list;
}

// get_pk_constraint(table_name, schema=None)
Value get_pk_constraint(const Call& call) {
  Question question;
  const ir::Table* table = table_in_question(call, question);
  if (table == nullptr) return not_known(call);
  const ir::PrimaryKey* key = table->primary_key();
  const std::string& dialect = World::of(call).outside().dialect;
  const bool unnamed = dialect == "mysql" || dialect == "mariadb";
  Value result =
      dict_of({{"constrained_columns", texts(key ? key->columns : std::vector<std::string>{})},
               {"name", key && !unnamed ? key_name(key->name, call) : Value::none()},
               {"comment", Value::none()}});
  return result;
}

// get_check_constraints(table_name, schema=None)
Value get_check_constraints(const Call& call) {
  Question question;
  const ir::Table* table = table_in_question(call, question);
  if (table == nullptr) return not_known(call);
  Value list = Value::list({}, call.span);
  for (const ir::Constraint& constraint : table->constraints) {
    const auto* check = std::get_if<ir::Check>(&constraint);
    if (!check) continue;
    list.as<python::List>()->items.push_back(dict_of({{"name", key_name(check->name, call)},
                                                      {"sqltext", not_known(call)},
                                                      {"comment", Value::none()}}));
  }
  return list;
}

// get_indexes(table_name, schema=None)
Value get_indexes(const Call& call) {
  Question question;
  const ir::Table* table = table_in_question(call, question);
  if (table == nullptr) return not_known(call);
  Value list = Value::list({}, call.span);
  for (const ReflectedIndex& index : reflected_indexes(*table, World::of(call).outside())) {
    Value columns = Value::list();
    for (const std::optional<std::string>& column : index.columns) {
      columns.as<python::List>()->items.push_back(column ? Value::text(*column) : Value::none());
    }
    Value item = dict_of({{"name", index.name.empty() ? not_known(call) : Value::text(index.name)},
                          {"column_names", columns},
                          {"unique", Value::boolean(index.unique)},
                          {"dialect_options", not_known(call)}});
    if (index.of_constraint && World::of(call).outside().dialect == "postgresql") {
      item.as<python::Dict>()->set("duplicates_constraint", Value::text(index.name));
    }
    list.as<python::List>()->items.push_back(std::move(item));
  }
  return list;
}

// PGInspector.get_enums(schema=None)
Value get_enums(const Call& call) {
  Question question;
  if (!question.read(call, 0)) return not_known(call);
  bool known = !question.state->is_open();
  Value list = Value::list({}, call.span);
  question.state->for_each_type([&](const ir::TypeState& state) {
    const auto* enumeration = std::get_if<ir::Enum>(&state.type.kind);
    if (state.presence == ir::Presence::Unknown) known = false;
    if (!enumeration || state.presence != ir::Presence::Present) return;
    const bool home = enumeration->schema.empty() ||
                      enumeration->schema == question.state->naming().default_schema;
    if (question.schema.empty() ? !home : enumeration->schema != question.schema) return;
    list.as<python::List>()->items.push_back(
        dict_of({{"name", Value::text(enumeration->name.text)},
                 {"schema", home ? Value::text(std::string(question.state->naming().default_schema))
                                 : Value::text(enumeration->schema)},
                 {"visible", Value::boolean(home)},
                 {"labels", texts(enumeration->values)}}));
  });
  if (!known) return World::of(call).refuse(call, "which enums the database holds is not known");
  World::of(call).assume("the database holds the enums that the revisions before made");
  return list;
}

// get_sequence_names(schema=None)
Value get_sequence_names(const Call& call) {
  Question question;
  if (!question.read(call, 0)) return not_known(call);
  return World::of(call).refuse(call, "the names of all sequences are only known to the database");
}

// get_table_comment(table_name, schema=None)
Value get_table_comment(const Call& call) {
  Question question;
  const ir::Table* table = table_in_question(call, question);
  if (table == nullptr) return not_known(call);
  return dict_of({{"text", table->comment ? Value::text(*table->comment) : Value::none()}});
}

Value nothing(const Call& call) { return Value::none(call.span); }

constexpr std::array questions{
    Builtin{"get_check_constraints", get_check_constraints},
    Builtin{"get_columns", get_columns},
    Builtin{"get_enums", get_enums},
    Builtin{"get_foreign_keys", get_foreign_keys},
    Builtin{"get_indexes", get_indexes},
    Builtin{"get_materialized_view_names", get_materialized_view_names},
    Builtin{"get_pk_constraint", get_pk_constraint},
    Builtin{"get_schema_names", get_schema_names},
    Builtin{"get_sequence_names", get_sequence_names},
    Builtin{"get_table_comment", get_table_comment},
    Builtin{"get_table_names", get_table_names},
    Builtin{"get_unique_constraints", get_unique_constraints},
    Builtin{"get_view_names", get_view_names},
    Builtin{"has_index", has_index},
    Builtin{"has_schema", has_schema},
    Builtin{"has_sequence", has_sequence},
    Builtin{"has_table", has_table},
    Builtin{"has_type", has_type},
};
constexpr Builtin clear_cache{"clear_cache", nothing};

class Inspector final : public python::Native {
 public:
  std::string_view type_name() const override { return "Inspector"; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    if (name == "has_type") return std::nullopt;
    if (const Builtin* question = dialect_question(name)) {
      return Value::builtin(*question, site.span);
    }
    if (name == "clear_cache") return Value::builtin(clear_cache, site.span);
    if (name == "bind" || name == "engine") return bind_value(site);
    if (name == "dialect") return dialect_value(site);
    if (name == "default_schema_name") return default_schema_name(site);
    if (name == "info_cache") return Value::dict(site.span);
    return std::nullopt;
  }

 private:
  static Value default_schema_name(const Site& site) {
    const ir::Schema* state = World::of(site).state(site, "the default schema");
    if (state == nullptr) return not_known(site);
    if (state->naming().default_schema.empty()) {
      return site.unknown("the default schema is only known to the database");
    }
    return Value::text(std::string(state->naming().default_schema), site.span);
  }
};

// sqlalchemy.inspect(subject), Inspector.from_engine(bind), Inspector(bind)
Value inspect(const Call& call) {
  Value subject;
  std::optional<Value> raiseerr;
  if (!call.bind({{"subject", subject}, {"raiseerr", raiseerr}})) return Value::none();
  if (is_bind(subject)) return Value::object(std::make_shared<Inspector>(), call.span);
  return call.unknown("inspecting this object is not modelled");
}
constexpr Builtin inspect_function{"inspect", inspect};
constexpr Builtin from_engine{"from_engine", inspect};

const SpecClass inspector_spec{
    "Inspector", "sqlalchemy.engine.reflection",
    [](const std::shared_ptr<Class>&, const Call& call) { return inspect(call); }};

void define_inspector(python::Module& module) {
  static const std::array methods{from_engine};
  static const auto cls = define_class(inspector_spec, {}, methods);
  module.type(cls);
}

constexpr python::ModelledModule modules[] = {
    {"sqlalchemy", [](python::Module& module) { module.function(inspect_function); }},
    {"sqlalchemy.inspection", [](python::Module& module) { module.function(inspect_function); }},
    {"sqlalchemy.engine.reflection", define_inspector},
    {"sqlalchemy.engine", define_inspector},
};

}  // namespace

extern const Part database_inspector{modules};

const Builtin* dialect_question(std::string_view name) {
  const auto found = std::ranges::find(questions, name, &Builtin::name);
  return found == questions.end() ? nullptr : &*found;
}

}  // namespace migc::library
