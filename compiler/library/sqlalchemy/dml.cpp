// insert(), update(), delete().
#include "compiler/library/sqlalchemy/dml.h"

#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/sqlalchemy/clause_objects.h"
#include "compiler/library/sqlalchemy/resolve.h"
#include "compiler/library/world.h"

namespace migc::library {

using clause::ColumnSpec;
using clause::NodePtr;
using clause::Operator;
using clause::QueryPtr;
using clause::SourcePtr;
using python::Call;
using python::Site;
using python::Value;

namespace {

using Kind = Dml::Kind;

Value unknown_statement(const Call& call) { return call.unknown("a statement that is not known"); }

Value dml_value(std::shared_ptr<Dml> dml, const Site& site) {
  return Value::object(std::make_shared<DmlObject>(std::move(dml)), site.span);
}
std::shared_ptr<Dml> copy_of(const Call& call) {
  return std::make_shared<Dml>(*call.receiver<DmlObject>().dml());
}

/// The statement with something in it that is not known: what it changes may still be.
Value blurred(std::shared_ptr<Dml> dml, const python::Unknown& unknown, const Site& site) {
  if (!dml->unknown) dml->unknown = unknown;
  return dml_value(std::move(dml), site);
}

Value raise_argument(const Call& call, std::string message) {
  return World::of(call).raise(call, "sqlalchemy.exc.ArgumentError", std::move(message));
}

Value make_dml(const Call& call, Kind kind, std::string dialect, const SourcePtr& source,
               const Value* entity = nullptr) {
  if (!source)
    return raise_argument(call, "subject table for an INSERT, UPDATE or DELETE expected");
  auto dml = std::make_shared<Dml>();
  dml->kind = kind;
  dml->dialect = std::move(dialect);
  dml->table = source;
  if (const auto* model = entity ? entity->as<python::Class>() : nullptr) {
    const Value* unknown = model->find("_migc_unknown");
    if (unknown && unknown->text() && kind == Kind::Insert) {
      World::of(call).refuse(
          call, fmt::format("the table of `{}` is not known: {}", model->name, *unknown->text()));
      return unknown_statement(call);
    }
    if (const Value* attributes = model->find("_migc_attributes")) dml->attributes = *attributes;
  }
  return dml_value(std::move(dml), call);
}

// insert(table), update(table), delete(table)
template <Kind kind>
Value make_statement(const Call& call) {
  Value table;
  if (!call.bind({{"table", table}})) return unknown_statement(call);
  if (const python::Unknown* unknown = table.unknown()) return Value::unknown(*unknown);
  return make_dml(call, kind, "", source_of(table), &table);
}
constexpr char postgresql_name[] = "postgresql", sqlite_name[] = "sqlite", mysql_name[] = "mysql";
template <const char* dialect>
Value make_dialect_insert(const Call& call) {
  Value table;
  if (!call.bind({{"table", table}})) return unknown_statement(call);
  if (const python::Unknown* unknown = table.unknown()) return Value::unknown(*unknown);
  return make_dml(call, Kind::Insert, dialect, source_of(table), &table);
}

bool add_values(std::vector<DmlValue>& row, const Value& given, const Dml& dml, const Call& call);

// table.insert(values=None, …), table.update(…), table.delete(…)
template <Kind kind>
Value table_method(const Call& call) {
  std::optional<Value> first, second;
  python::Options options;
  if (kind == Kind::Insert) {
    if (!call.bind({{"values", second}, {"kw", options}})) return unknown_statement(call);
  } else if (!call.bind({{"whereclause", first}, {"values", second}, {"kw", options}})) {
    return unknown_statement(call);
  }
  const SourcePtr& source = call.self->object<FromClause>()->source();
  const Value statement = make_dml(call, kind, "", source);
  if ((!first && !second) || call.failed()) return statement;
  warn_old_form(call, "conditions and values are given by methods of the statement");
  auto dml = std::make_shared<Dml>(*statement.object<DmlObject>()->dml());
  if (first && !first->is_none()) {
    if (const python::Unknown* unknown = first->unknown()) return Value::unknown(*unknown);
    NodePtr where = condition(*first, call);
    if (!where) return Value::none();
    dml->where.push_back(std::move(where));
  }
  if (second && !second->is_none()) {
    if (const python::Unknown* unknown = second->unknown()) return Value::unknown(*unknown);
    dml->has_values = true;
    dml->rows.assign(1, {});
    if (!add_values(dml->rows.front(), *second, *dml, call)) return Value::none();
  }
  return dml_value(std::move(dml), call);
}

// ---- values

/// The key of a column that a value is for: a name, or a column.
std::optional<std::string> key_of(const Value& key) {
  if (const auto text = key.text()) return std::string(*text);
  const NodePtr node = node_of(key);
  const auto* column = node ? node->as<clause::ColumnNode>() : nullptr;
  if (column) return column->key;
  return std::nullopt;
}

void set_value(std::vector<DmlValue>& row, DmlValue value) {
  const auto found = std::ranges::find(row, value.key, &DmlValue::key);
  if (found == row.end()) {
    row.push_back(std::move(value));
  } else {
    *found = std::move(value);
  }
}

bool add_values(std::vector<DmlValue>& row, const Value& given, const Dml& dml, const Call& call) {
  if (const python::Dict* dict = given.dictionary()) {
    bool good = true;
    dict->each([&](const Value& key, const Value& value) {
      std::optional<std::string> name = key_of(key);
      if (!name) {
        good = false;
        return;
      }
      set_value(row, {column_key(dml, *name), value});
    });
    if (!good) raise_argument(call, "SQL expression for column names expected as keys of values()");
    return good;
  }
  if (const std::vector<Value>* items = given.items()) {
    if (items->size() > dml.table->columns.size()) {
      raise_argument(call, "more values than the table has columns");
      return false;
    }
    for (std::size_t i = 0; i < items->size(); ++i) {
      set_value(row, {dml.table->columns[i].key, (*items)[i]});
    }
    return true;
  }
  raise_argument(call, "values() takes dictionaries, tuples, or lists of them");
  return false;
}

// values(*args, **kwargs)
Value values_method(const Call& call) {
  python::Rest arguments;
  python::Options keywords;
  if (!call.bind({{"args", arguments}, {"kwargs", keywords}})) return unknown_statement(call);
  auto dml = copy_of(call);
  if (const python::Unknown* unknown = first_unknown(arguments.arguments)) {
    return blurred(std::move(dml), *unknown, call);
  }
  dml->has_values = true;
  if (dml->rows.empty()) dml->rows.emplace_back();
  if (arguments.arguments.size() > 1) {
    return raise_argument(call,
                          "Only a single dictionary/tuple or list of dictionaries/tuples is "
                          "accepted positionally.");
  }
  if (!arguments.arguments.empty()) {
    const Value& given = arguments.arguments.front().value;
    const std::vector<Value>* items = given.items();
    const bool list = items && !items->empty() &&
                      ((*items)[0].dictionary() || (*items)[0].items()) && given.as<python::List>();
    if (list) {
      dml->multiple = true;
      dml->rows.clear();
      for (const Value& item : *items) {
        if (const python::Unknown* unknown = item.unknown()) return Value::unknown(*unknown);
        dml->rows.emplace_back();
        if (!add_values(dml->rows.back(), item, *dml, call)) return Value::none();
      }
    } else if (!add_values(dml->rows.front(), given, *dml, call)) {
      return Value::none();
    }
  }
  for (const python::KeywordArgument& argument : keywords.arguments) {
    set_value(dml->rows.front(), {column_key(*dml, argument.name), argument.value});
  }
  return dml_value(std::move(dml), call);
}

// ordered_values(*args)
Value ordered_values(const Call& call) {
  python::Rest pairs;
  if (!call.bind({{"args", pairs}})) return unknown_statement(call);
  auto dml = copy_of(call);
  dml->has_values = true;
  dml->ordered = true;
  dml->rows.assign(1, {});
  for (const python::Argument& argument : pairs.arguments) {
    const std::vector<Value>* pair = argument.value.items();
    std::optional<std::string> key;
    if (pair && pair->size() == 2) key = key_of(pair->front());
    if (!key) return raise_argument(call, "ordered_values() takes pairs of a column and a value");
    set_value(dml->rows.front(), {column_key(*dml, *key), (*pair)[1]});
  }
  return dml_value(std::move(dml), call);
}

// from_select(names, select, include_defaults=True)
Value from_select(const Call& call) {
  std::vector<Value> names;
  Value select;
  std::optional<bool> include_defaults;
  if (!call.bind({{"names", names}, {"select", select}, {"include_defaults", include_defaults}})) {
    return unknown_statement(call);
  }
  if (const python::Unknown* unknown = select.unknown()) return Value::unknown(*unknown);
  auto dml = copy_of(call);
  dml->select = query_of(select);
  if (!dml->select) {
    // A table stands for a select of all its columns; text() for itself.
    auto query = std::make_shared<clause::Query>();
    const NodePtr node = node_of(select);
    if (node && node->as<clause::TextNode>()) {
      query->text = node;
    } else if (const SourcePtr source = source_of(select)) {
      query->columns = clause::columns_of(source);
      query->column_sources = {source};
    } else {
      return raise_argument(call, "SELECT construct expected for INSERT … FROM SELECT");
    }
    dml->select = std::move(query);
  }
  dml->include_defaults = include_defaults.value_or(true);
  dml->names.clear();
  for (const Value& name : names) {
    std::optional<std::string> key = key_of(name);
    if (!key) return raise_argument(call, "names of columns expected for INSERT … FROM SELECT");
    dml->names.push_back(column_key(*dml, *key));
  }
  return dml_value(std::move(dml), call);
}

// ---- the other clauses

Value where_method(const Call& call) {
  python::Rest criteria;
  if (!call.bind({{"whereclause", criteria}})) return unknown_statement(call);
  auto dml = copy_of(call);
  if (const python::Unknown* unknown = first_unknown(criteria.arguments)) {
    return blurred(std::move(dml), *unknown, call);
  }
  for (const python::Argument& argument : criteria.arguments) {
    NodePtr node = condition(argument.value, call);
    if (!node) return Value::none();
    dml->where.push_back(std::move(node));
  }
  return dml_value(std::move(dml), call);
}

// filter_by(**kwargs)
Value filter_by(const Call& call) {
  python::Options criteria;
  if (!call.bind({{"kwargs", criteria}})) return unknown_statement(call);
  auto dml = copy_of(call);
  for (const python::KeywordArgument& argument : criteria.arguments) {
    const NodePtr column = clause::column_of(dml->table, column_key(*dml, argument.name));
    if (!column) {
      return World::of(call).raise(
          call, "sqlalchemy.exc.InvalidRequestError",
          fmt::format("Entity namespace has no property \"{}\"", argument.name));
    }
    const Value made =
        call.compare(python::ast::CompareOp::Equal, clause_value(column, call), argument.value);
    if (const python::Unknown* unknown = made.unknown()) {
      return blurred(std::move(dml), *unknown, call);
    }
    if (NodePtr node = node_of(made)) dml->where.push_back(std::move(node));
  }
  return dml_value(std::move(dml), call);
}

// returning(*cols, sort_by_parameter_order=False)
Value returning_method(const Call& call) {
  python::Rest columns;
  std::optional<bool> sort;
  if (!call.bind({{"cols", columns}, {"sort_by_parameter_order", sort}})) {
    return unknown_statement(call);
  }
  if (const python::Unknown* unknown = first_unknown(columns.arguments)) {
    return Value::unknown(*unknown);
  }
  auto dml = copy_of(call);
  for (const python::Argument& argument : columns.arguments) {
    if (NodePtr node = node_of(argument.value)) {
      dml->returning.push_back(std::move(node));
    } else if (const SourcePtr source = source_of(argument.value)) {
      for (NodePtr& column : clause::columns_of(source)) {
        dml->returning.push_back(std::move(column));
      }
    } else {
      return raise_argument(call, "columns are expected for RETURNING");
    }
  }
  return dml_value(std::move(dml), call);
}

// prefix_with(*prefixes, dialect="*")
Value prefix_with(const Call& call) {
  python::Rest prefixes;
  std::optional<std::string> dialect;
  if (!call.bind({{"prefixes", prefixes}, {"dialect", dialect}})) return unknown_statement(call);
  auto dml = copy_of(call);
  for (const python::Argument& argument : prefixes.arguments) {
    const auto text = argument.value.text();
    if (text) {
      dml->prefixes.push_back({dialect.value_or(""), std::string(*text)});
      continue;
    }
    const NodePtr node = node_of(argument.value);
    const auto* words = node ? node->as<clause::TextNode>() : nullptr;
    const auto* plain = words && words->pieces.size() == 1
                            ? std::get_if<std::string>(&words->pieces.front())
                            : nullptr;
    if (!plain) return call.unknown("a prefix that is not known");
    dml->prefixes.push_back({dialect.value_or(""), *plain});
  }
  return dml_value(std::move(dml), call);
}

// with_dialect_options(**opt)
Value with_dialect_options(const Call& call) {
  python::Options options;
  if (!call.bind({{"opt", options}})) return unknown_statement(call);
  auto dml = copy_of(call);
  for (const python::KeywordArgument& argument : options.arguments) {
    if (const auto number = argument.value.integer()) {
      dml->options.items.emplace_back(std::string(argument.name), ir::OptionValue{*number});
    } else if (const auto text = argument.value.text()) {
      dml->options.items.emplace_back(std::string(argument.name),
                                      ir::OptionValue{std::string(*text)});
    }
  }
  return dml_value(std::move(dml), call);
}

// add_cte(*ctes, nest_here=False)
Value add_cte(const Call& call) {
  python::Rest ctes;
  std::optional<bool> nest_here;
  if (!call.bind({{"ctes", ctes}, {"nest_here", nest_here}})) return unknown_statement(call);
  auto dml = copy_of(call);
  for (const python::Argument& argument : ctes.arguments) {
    if (const SourcePtr source = source_of(argument.value)) dml->ctes.push_back(source);
  }
  return dml_value(std::move(dml), call);
}

Value same_statement(const Call& call) {
  python::Rest arguments;
  python::Options options;
  if (!call.bind({{"args", arguments}, {"kw", options}})) return unknown_statement(call);
  return dml_value(copy_of(call), call);
}

Value no_params(const Call& call) {
  return call.raise("NotImplementedError",
                    "params() is not supported for INSERT/UPDATE/DELETE statements. To set the "
                    "values for an INSERT or UPDATE statement, use stmt.values(**parameters).");
}

// ---- ON CONFLICT, ON DUPLICATE KEY

bool conflict_target(Conflict& conflict, const std::optional<Value>& constraint,
                     const std::optional<Value>& elements, const std::optional<Value>& where,
                     const Call& call) {
  if (constraint && !constraint->is_none()) {
    if (const auto text = constraint->text()) {
      conflict.constraint = *text;
    } else {
      const Value name = call.attribute(*constraint, "name");
      if (const auto own = name.text()) {
        conflict.constraint = *own;
      } else {
        call.unknown("a constraint that is not known");
        return false;
      }
    }
  }
  if (elements && !elements->is_none()) {
    const std::optional<std::vector<Value>> items = call.items(*elements);
    if (!items) return false;
    for (const Value& item : *items) {
      if (const auto text = item.text()) {
        conflict.elements.push_back(
            clause::make(clause::ColumnNode{nullptr, {std::string(*text)}, std::string(*text)}));
      } else if (NodePtr node = node_of(item)) {
        conflict.elements.push_back(std::move(node));
      }
    }
  }
  if (where && !where->is_none()) {
    // It names a partial index, whose condition is not one of WHERE: a column stays a column.
    conflict.target_where = node_of(*where);
    if (!conflict.target_where) conflict.target_where = condition(*where, call);
    if (!conflict.target_where) return false;
  }
  return true;
}

bool conflict_values(Conflict& conflict, const Value& given, const Call& call) {
  const auto add = [&](const Value& key, const Value& value) {
    std::optional<std::string> name = key_of(key);
    if (!name) return false;
    conflict.assignments.push_back({std::move(*name), value});
    return true;
  };
  bool good = true;
  if (const python::Dict* dict = given.dictionary()) {
    dict->each([&](const Value& key, const Value& value) { good = add(key, value) && good; });
  } else if (const std::vector<Value>* pairs = given.items()) {
    conflict.ordered = true;
    for (const Value& item : *pairs) {
      const std::vector<Value>* pair = item.items();
      good = pair && pair->size() == 2 && add((*pair)[0], (*pair)[1]) && good;
    }
  } else if (const auto* collection = given.object<ColumnCollection>()) {
    for (const auto& [key, column] : collection->columns()) {
      conflict.assignments.push_back({key, column});
    }
  } else {
    good = false;
  }
  if (!good) raise_argument(call, "a dictionary of columns and values is expected");
  return good;
}

// on_conflict_do_nothing(constraint=None, index_elements=None, index_where=None)
Value on_conflict_do_nothing(const Call& call) {
  std::optional<Value> constraint, elements, where;
  const bool postgresql = call.receiver<DmlObject>().dml()->dialect == "postgresql";
  const bool bound =
      postgresql
          ? call.bind(
                {{"constraint", constraint}, {"index_elements", elements}, {"index_where", where}})
          : call.bind({{"index_elements", elements}, {"index_where", where}});
  if (!bound) return unknown_statement(call);
  auto dml = copy_of(call);
  Conflict conflict;
  if (!conflict_target(conflict, constraint, elements, where, call)) return unknown_statement(call);
  dml->conflict = std::move(conflict);
  return dml_value(std::move(dml), call);
}
// on_conflict_do_update(constraint=None, index_elements=None, index_where=None, set_=None,
// where=None)
Value on_conflict_do_update(const Call& call) {
  std::optional<Value> constraint, elements, index_where, set, where;
  const bool postgresql = call.receiver<DmlObject>().dml()->dialect == "postgresql";
  const bool bound = postgresql ? call.bind({{"constraint", constraint},
                                             {"index_elements", elements},
                                             {"index_where", index_where},
                                             {"set_", set},
                                             {"where", where}})
                                : call.bind({{"index_elements", elements},
                                             {"index_where", index_where},
                                             {"set_", set},
                                             {"where", where}});
  if (!bound) return unknown_statement(call);
  auto dml = copy_of(call);
  Conflict conflict;
  conflict.update = true;
  if (!conflict_target(conflict, constraint, elements, index_where, call)) {
    return unknown_statement(call);
  }
  if (!set || set->is_none()) {
    return call.raise("ValueError", "set parameter dictionary must not be empty");
  }
  if (const python::Unknown* unknown = set->unknown()) return Value::unknown(*unknown);
  if (!conflict_values(conflict, *set, call)) return Value::none();
  if (where && !where->is_none()) {
    conflict.where = condition(*where, call);
    if (!conflict.where) return Value::none();
  }
  dml->conflict = std::move(conflict);
  return dml_value(std::move(dml), call);
}
// on_duplicate_key_update(*args, **kw)
Value on_duplicate_key_update(const Call& call) {
  python::Rest arguments;
  python::Options keywords;
  if (!call.bind({{"args", arguments}, {"kw", keywords}})) return unknown_statement(call);
  if (const python::Unknown* unknown = first_unknown(arguments.arguments)) {
    return Value::unknown(*unknown);
  }
  auto dml = copy_of(call);
  Conflict conflict;
  conflict.update = true;
  for (const python::Argument& argument : arguments.arguments) {
    if (!conflict_values(conflict, argument.value, call)) return Value::none();
  }
  for (const python::KeywordArgument& argument : keywords.arguments) {
    conflict.assignments.push_back({std::string(argument.name), argument.value});
  }
  if (conflict.assignments.empty()) {
    return call.raise("ValueError", "No arguments passed to on_duplicate_key_update()");
  }
  dml->conflict = std::move(conflict);
  return dml_value(std::move(dml), call);
}

constexpr python::Builtin statement_methods[] = {
    {"values", values_method, true},
    {"ordered_values", ordered_values, true},
    {"where", where_method, true},
    {"filter", where_method, true},
    {"filter_by", filter_by, true},
    {"returning", returning_method, true},
    {"from_select", from_select, true},
    {"prefix_with", prefix_with, true},
    {"with_dialect_options", with_dialect_options, true},
    {"add_cte", add_cte, true},
    {"execution_options", same_statement, true},
    {"with_hint", same_statement, true},
    {"params", no_params, true},
};
constexpr python::Builtin conflict_methods[] = {
    {"on_conflict_do_nothing", on_conflict_do_nothing, true},
    {"on_conflict_do_update", on_conflict_do_update, true},
};
constexpr python::Builtin duplicate_methods[] = {
    {"on_duplicate_key_update", on_duplicate_key_update, true},
};

constexpr python::Builtin source_methods[] = {
    {"insert", table_method<Kind::Insert>, true},
    {"update", table_method<Kind::Update>, true},
    {"delete", table_method<Kind::Delete>, true},
};

constexpr python::Builtin functions[] = {
    {"insert", make_statement<Kind::Insert>},
    {"update", make_statement<Kind::Update>},
    {"delete", make_statement<Kind::Delete>},
};
constexpr python::Builtin postgresql_insert{"insert", make_dialect_insert<postgresql_name>};
constexpr python::Builtin sqlite_insert{"insert", make_dialect_insert<sqlite_name>};
constexpr python::Builtin mysql_insert{"insert", make_dialect_insert<mysql_name>};

void define(python::Module& module) {
  for (const python::Builtin& function : functions) module.function(function);
}
void define_postgresql(python::Module& module) { module.function(postgresql_insert); }
void define_sqlite(python::Module& module) { module.function(sqlite_insert); }
void define_mysql(python::Module& module) { module.function(mysql_insert); }

constexpr python::ModelledModule modules[] = {
    {"sqlalchemy", define},
    {"sqlalchemy.sql", define},
    {"sqlalchemy.sql.expression", define},
    {"sqlalchemy.sql.dml", define},
    {"sqlalchemy.dialects.postgresql", define_postgresql},
    {"sqlalchemy.dialects.postgresql.dml", define_postgresql},
    {"sqlalchemy.dialects.sqlite", define_sqlite},
    {"sqlalchemy.dialects.sqlite.dml", define_sqlite},
    {"sqlalchemy.dialects.mysql", define_mysql},
    {"sqlalchemy.dialects.mysql.dml", define_mysql},
};

/// The pseudo table of the rows that were to be inserted.
SourcePtr proposed(const SourcePtr& table, std::string name) {
  clause::AliasSource alias{table, {std::move(name)}};
  return std::make_shared<const clause::Source>(clause::Source{std::move(alias), table->columns});
}

}  // namespace

extern const Part sqlalchemy_dml{modules};

std::optional<Value> dml_method(const FromClause& self, std::string_view name, const Site& site) {
  const python::Builtin* method = find_method(source_methods, name);
  if (!method) return std::nullopt;
  return bind_method(self, *method, site);
}

std::string column_key(const Dml& dml, std::string_view name) {
  const python::Dict* attributes = dml.attributes.dictionary();
  const Value* key = attributes ? attributes->find(name) : nullptr;
  return std::string(key ? key->text().value_or(name) : name);
}

std::string_view DmlObject::type_name() const {
  switch (dml_->kind) {
    case Kind::Insert:
      return "Insert";
    case Kind::Update:
      return "Update";
    case Kind::Delete:
      return "Delete";
  }
  return "Insert";
}

std::optional<Value> DmlObject::attribute(std::string_view name, const Site& site) const {
  if (auto found = compile_method(*this, name, site)) return found;
  const auto method = [&](std::span<const python::Builtin> methods) -> std::optional<Value> {
    const python::Builtin* found = find_method(methods, name);
    if (!found) return std::nullopt;
    return bind_method(*this, *found, site);
  };
  if (dml_->dialect == "postgresql" || dml_->dialect == "sqlite") {
    if (auto found = method(conflict_methods)) return found;
    if (name == "excluded") {
      const Value source = source_value(proposed(dml_->table, "excluded"), site);
      return site.attribute(source, "c");
    }
  }
  if (dml_->dialect == "mysql") {
    if (auto found = method(duplicate_methods)) return found;
    if (name == "inserted") {
      const Value source = source_value(proposed(dml_->table, inserted_alias), site);
      return site.attribute(source, "c");
    }
  }
  if (name == "table") return source_value(dml_->table, site);
  if (name == "is_insert" || name == "is_update" || name == "is_delete") {
    const bool is = (name == "is_insert" && dml_->kind == Kind::Insert) ||
                    (name == "is_update" && dml_->kind == Kind::Update) ||
                    (name == "is_delete" && dml_->kind == Kind::Delete);
    return Value::boolean(is, site.span);
  }
  return method(statement_methods);
}

Value DmlObject::truth(const Site& site) const {
  return site.raise("TypeError", "Boolean value of this clause is not defined");
}

}  // namespace migc::library
