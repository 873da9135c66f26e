#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/database/reflect.h"
#include "compiler/library/native_class.h"
#include "compiler/library/sqlalchemy/clause_objects.h"
#include "compiler/library/sqlalchemy/schema.h"
#include "compiler/library/sqlalchemy/schema_classes.h"
#include "compiler/library/world.h"

namespace migc::library {

using python::Call;
using python::Class;
using python::Site;
using python::Value;

namespace {

Origin origin_of_call(const Call& call) { return {call.span, call.evaluator.outermost_call()}; }

/// A constraint on Column objects of one table belongs to that table.
Value attached(std::shared_ptr<ConstraintItem> item, const Call& call) {
  std::shared_ptr<Table> table;
  for (const Value& value : item->columns) {
    const Column* column = value.object<Column>();
    if (!column || !column->table || (table && table != column->table)) {
      return Value::object(std::move(item), call.span);
    }
    table = column->table;
  }
  if (table && call.may_change(*table)) {
    item->table = table;
    table->constraints.push_back(item);
    call.holds(item, Value::object(table));
    call.holds(table, Value::object(item));
  }
  return Value::object(std::move(item), call.span);
}

Value refused(const Call& call) {
  return call.unknown("a constraint whose arguments are not known");
}

/// Column arguments of a constraint: names or Column objects. False: reported.
bool take_columns(const std::vector<python::Argument>& arguments, std::vector<Value>& out,
                  const Call& call) {
  for (const python::Argument& argument : arguments) {
    const Value& value = argument.value;
    if (const python::Unknown* unknown = value.unknown()) {
      return python::Binding{call, "columns", argument.span}.unknown(*unknown);
    }
    if (!value.text() && !value.object<ColumnElement>()) {
      call.raise(
          "sqlalchemy.exc.ArgumentError",
          fmt::format("Column name, Column object, or SQL expression element expected, got {}",
                      python::describe(value)));
      return false;
    }
    out.push_back(value);
  }
  return true;
}

/// What all constraints take by keyword.
struct Common {
  std::optional<SqlName> name;
  std::optional<bool> deferrable;
  std::optional<std::string> initially;
  std::optional<Value> info, create_rule, type_bound, comment, implicit, column_flag;
  python::Options keywords;

  void apply(ConstraintItem& item) const {
    if (name) item.name = *name;
  }
  ir::Deferral deferral() const { return {deferrable, initially.value_or("")}; }
};

// PrimaryKeyConstraint(*columns, name=None, deferrable=None, initially=None, info=None,
// **dialect_kw)
Value make_primary_key(const std::shared_ptr<Class>&, const Call& call) {
  python::Rest columns;
  Common common;
  if (!call.bind({{"columns", columns},
                  {"name", common.name},
                  {"deferrable", common.deferrable},
                  {"initially", common.initially},
                  {"comment", common.comment},
                  {"info", common.info},
                  {"_implicit_generated", common.implicit},
                  {"dialect_kw", common.keywords}})) {
    return refused(call);
  }
  auto item = std::make_shared<ConstraintItem>();
  ir::PrimaryKey key{.deferral = common.deferral(), .origin = origin_of_call(call)};
  common.apply(*item);
  if (!take_columns(columns.arguments, item->columns, call) ||
      !dialect_options(common.keywords, "PrimaryKeyConstraint", key.options, call)) {
    return refused(call);
  }
  item->constraint = std::move(key);
  return attached(std::move(item), call);
}

// UniqueConstraint(*columns, name=None, deferrable=None, initially=None, info=None, **dialect_kw)
Value make_unique(const std::shared_ptr<Class>&, const Call& call) {
  python::Rest columns;
  Common common;
  if (!call.bind({{"columns", columns},
                  {"name", common.name},
                  {"deferrable", common.deferrable},
                  {"initially", common.initially},
                  {"comment", common.comment},
                  {"info", common.info},
                  {"_column_flag", common.column_flag},
                  {"dialect_kw", common.keywords}})) {
    return refused(call);
  }
  auto item = std::make_shared<ConstraintItem>();
  ir::Unique unique{.deferral = common.deferral(), .origin = origin_of_call(call)};
  common.apply(*item);
  if (!take_columns(columns.arguments, item->columns, call) ||
      !dialect_options(common.keywords, "UniqueConstraint", unique.options, call)) {
    return refused(call);
  }
  item->constraint = std::move(unique);
  return attached(std::move(item), call);
}

// CheckConstraint(sqltext, name=None, deferrable=None, initially=None, table=None, info=None,
//                 _create_rule=None, _autoattach=True, _type_bound=False, **dialect_kw)
Value make_check(const std::shared_ptr<Class>&, const Call& call) {
  Value sqltext;
  Common common;
  std::optional<Value> table, autoattach;
  if (!call.bind({{"sqltext", sqltext},
                  {"name", common.name},
                  {"deferrable", common.deferrable},
                  {"initially", common.initially},
                  {"table", table},
                  {"comment", common.comment},
                  {"info", common.info},
                  {"_create_rule", common.create_rule},
                  {"_autoattach", autoattach},
                  {"_type_bound", common.type_bound},
                  {"dialect_kw", common.keywords}})) {
    return refused(call);
  }
  std::optional<ir::Expr> condition = condition_of(sqltext, call);
  if (!condition) return refused(call);
  auto item = std::make_shared<ConstraintItem>();
  ir::Check check{.condition = std::move(*condition),
                  .deferral = common.deferral(),
                  .origin = origin_of_call(call)};
  common.apply(*item);
  if (!dialect_options(common.keywords, "CheckConstraint", check.options, call)) {
    return refused(call);
  }
  item->constraint = std::move(check);
  // A condition on columns of one table belongs to that table.
  std::vector<clause::SourcePtr> sources;
  if (const clause::NodePtr node = node_of(sqltext)) clause::add_sources(node, sources);
  const auto* source = sources.size() == 1 ? sources.front()->as<clause::TableSource>() : nullptr;
  if (source) {
    const auto of = std::dynamic_pointer_cast<Table>(
        std::const_pointer_cast<python::Native>(source->object.lock()));
    if (of && call.may_change(*of)) {
      item->table = of;
      of->constraints.push_back(item);
      call.holds(item, Value::object(of));
      call.holds(of, Value::object(item));
    }
  }
  return Value::object(std::move(item), call.span);
}

// ForeignKeyConstraint(columns, refcolumns, name=None, onupdate=None, ondelete=None,
//                      deferrable=None, initially=None, use_alter=False, link_to_name=False,
//                      match=None, table=None, info=None, comment=None, **dialect_kw)
Value make_foreign_key_constraint(const std::shared_ptr<Class>&, const Call& call) {
  std::vector<Value> columns, refcolumns;
  Common common;
  std::optional<std::string> onupdate, ondelete, match;
  std::optional<bool> use_alter;
  std::optional<Value> link_to_name, table;
  if (!call.bind({{"columns", columns},
                  {"refcolumns", refcolumns},
                  {"name", common.name},
                  {"onupdate", onupdate},
                  {"ondelete", ondelete},
                  {"deferrable", common.deferrable},
                  {"initially", common.initially},
                  {"use_alter", use_alter},
                  {"link_to_name", link_to_name},
                  {"match", match},
                  {"table", table},
                  {"info", common.info},
                  {"comment", common.comment},
                  {"dialect_kw", common.keywords}})) {
    return refused(call);
  }
  for (const std::vector<Value>* list : {&columns, &refcolumns}) {
    for (const Value& value : *list) {
      if (const python::Unknown* unknown = value.unknown()) {
        python::Binding{call, list == &columns ? "columns" : "refcolumns", value.span}.unknown(
            *unknown);
        return refused(call);
      }
    }
  }
  if (columns.size() != refcolumns.size()) {
    return call.raise("sqlalchemy.exc.ArgumentError",
                      "ForeignKeyConstraint number of constrained columns must match the number of "
                      "referenced columns.");
  }
  auto item = std::make_shared<ConstraintItem>();
  ir::ForeignKey key{.on_update = onupdate.value_or(""),
                     .on_delete = ondelete.value_or(""),
                     .match = match.value_or(""),
                     .deferral = common.deferral(),
                     .use_alter = use_alter.value_or(false),
                     .origin = origin_of_call(call)};
  common.apply(*item);
  if (!dialect_options(common.keywords, "ForeignKeyConstraint", key.options, call)) {
    return refused(call);
  }
  item->columns = std::move(columns);
  item->referents = std::move(refcolumns);
  item->constraint = std::move(key);
  return attached(std::move(item), call);
}

// ExcludeConstraint(*elements, name=None, using=None, deferrable=None, initially=None, where=None,
//                   ops=None)
Value make_exclude(const std::shared_ptr<Class>&, const Call& call) {
  python::Rest elements;
  Common common;
  std::optional<std::string> using_method;
  std::optional<Value> where, ops;
  if (!call.bind({{"elements", elements},
                  {"name", common.name},
                  {"using", using_method},
                  {"deferrable", common.deferrable},
                  {"initially", common.initially},
                  {"where", where},
                  {"ops", ops},
                  {"dialect_kw", common.keywords}})) {
    return refused(call);
  }
  auto item = std::make_shared<ConstraintItem>();
  common.apply(*item);
  std::optional<ir::Exclude> exclude = exclude_of(
      elements.arguments, where ? *where : Value::none(), ops ? *ops : Value::none(), call);
  if (!exclude) return refused(call);
  if (using_method) exclude->using_method = *using_method;
  exclude->deferral = common.deferral();
  exclude->origin = origin_of_call(call);
  item->constraint = std::move(*exclude);
  return Value::object(std::move(item), call.span);
}

// Index(name, *expressions, unique=False, quote=None, info=None, **dialect_kw)
Value make_index(const std::shared_ptr<Class>&, const Call& call) {
  std::optional<SqlName> name;
  python::Rest expressions;
  std::optional<bool> unique, quote;
  std::optional<Value> info, table, column_flag;
  python::Options keywords;
  if (!call.bind({{"name", name},
                  {"expressions", expressions},
                  {"unique", unique},
                  {"quote", quote},
                  {"info", info},
                  {"_table", table},
                  {"_column_flag", column_flag},
                  {"dialect_kw", keywords}})) {
    return call.unknown("an index whose arguments are not known");
  }
  auto item = std::make_shared<IndexItem>();
  if (name) item->name = *name;
  if (quote) item->name.quote = quote;
  item->unique = unique.value_or(false);
  item->origin = origin_of_call(call);
  for (const python::Argument& argument : expressions.arguments) {
    if (const python::Unknown* unknown = argument.value.unknown()) {
      python::Binding{call, "expressions", argument.span}.unknown(*unknown);
      return call.unknown("an index on what is not known");
    }
    item->expressions.push_back(argument.value);
  }
  if (!dialect_options(keywords, "Index", item->options, call)) {
    return call.unknown("an index that was refused");
  }
  // An index on columns of a table belongs to it.
  for (const Value& expression : item->expressions) {
    const Column* column = expression.object<Column>();
    if (!column || !column->table || !call.may_change(*column->table)) continue;
    item->table = column->table;
    column->table->indexes.push_back(item);
    break;
  }
  return Value::object(std::move(item), call.span);
}

// Index.create(bind, checkfirst=False), Index.drop(bind, checkfirst=False)
Value create_index(const Call& call) {
  std::optional<Value> bind, checkfirst;
  if (!call.bind({{"bind", bind}, {"checkfirst", checkfirst}})) return Value::none();
  const IndexItem& item = call.receiver<IndexItem>();
  const ir::TableName table = item.table ? item.table->name : ir::TableName{};
  std::optional<ir::Index> index = build_index(item, table, {}, call);
  if (index) World::of(call).emit(call, ir::CreateIndex{std::move(*index)});
  return Value::none(call.span);
}
Value drop_index(const Call& call) {
  std::optional<Value> bind, checkfirst;
  if (!call.bind({{"bind", bind}, {"checkfirst", checkfirst}})) return Value::none();
  const IndexItem& item = call.receiver<IndexItem>();
  const ir::TableName table = item.table ? item.table->name : ir::TableName{};
  std::optional<ir::Index> index = build_index(item, table, {}, call);
  if (index) {
    World::of(call).emit(
        call, ir::DropIndex{.name = index->name, .table = table, .schema = table.schema});
  }
  return Value::none(call.span);
}
constexpr python::Builtin index_methods[] = {{"create", create_index, true},
                                             {"drop", drop_index, true}};

const SpecClass constraint_spec{"Constraint", "sqlalchemy.sql.schema",
                                [](const std::shared_ptr<Class>&, const Call& call) {
                                  return call.unknown("a bare Constraint");
                                }};
const SpecClass primary_key_spec{"PrimaryKeyConstraint", "sqlalchemy.sql.schema", make_primary_key};
const SpecClass unique_spec{"UniqueConstraint", "sqlalchemy.sql.schema", make_unique};
const SpecClass check_spec{"CheckConstraint", "sqlalchemy.sql.schema", make_check};
const SpecClass foreign_key_constraint_spec{"ForeignKeyConstraint", "sqlalchemy.sql.schema",
                                            make_foreign_key_constraint};
const SpecClass exclude_spec{"ExcludeConstraint", "sqlalchemy.dialects.postgresql.ext",
                             make_exclude};
const SpecClass index_spec{"Index", "sqlalchemy.sql.schema", make_index};

void define_constraints(python::Module& module) {
  for (const std::string_view name : {"Constraint", "PrimaryKeyConstraint", "UniqueConstraint",
                                      "CheckConstraint", "ForeignKeyConstraint"}) {
    module.define(name, Value::type(constraint_class(name)));
  }
  module.define("Index", Value::type(index_class()));
}
void define_exclude(python::Module& module) {
  module.define("ExcludeConstraint", Value::type(constraint_class("ExcludeConstraint")));
}

constexpr python::ModelledModule modules[] = {
    {"sqlalchemy", define_constraints},
    {"sqlalchemy.schema", define_constraints},
    {"sqlalchemy.sql.schema", define_constraints},
    {"sqlalchemy.dialects.postgresql", define_exclude},
    {"sqlalchemy.dialects.postgresql.ext", define_exclude},
};

}  // namespace

extern const Part sqlalchemy_constraint{modules};

std::shared_ptr<Class> constraint_class(std::string_view name) {
  static const auto base = define_class(constraint_spec, {schema_item_class()});
  static const auto primary = define_class(primary_key_spec, {base});
  static const auto unique = define_class(unique_spec, {base});
  static const auto check = define_class(check_spec, {base});
  static const auto foreign = define_class(foreign_key_constraint_spec, {base});
  static const auto exclude = define_class(exclude_spec, {base});
  if (name == "PrimaryKeyConstraint") return primary;
  if (name == "UniqueConstraint") return unique;
  if (name == "CheckConstraint") return check;
  if (name == "ForeignKeyConstraint") return foreign;
  if (name == "ExcludeConstraint") return exclude;
  return base;
}
std::shared_ptr<Class> index_class() {
  static const auto cls = define_class(index_spec, {schema_item_class()}, index_methods);
  return cls;
}

// ---- objects

std::string_view ConstraintItem::type_name() const {
  return match(
      constraint, [](const ir::PrimaryKey&) { return std::string_view("PrimaryKeyConstraint"); },
      [](const ir::Unique&) { return std::string_view("UniqueConstraint"); },
      [](const ir::ForeignKey&) { return std::string_view("ForeignKeyConstraint"); },
      [](const ir::Check&) { return std::string_view("CheckConstraint"); },
      [](const ir::Exclude&) { return std::string_view("ExcludeConstraint"); });
}

std::shared_ptr<Class> ConstraintItem::type() const { return constraint_class(type_name()); }

namespace {

/// The table that a foreign key refers to; of a reflected one it is reflected as well.
Value referred_table(const Value& referent, const std::shared_ptr<Table>& from, const Site& site) {
  if (const Column* column = referent.object<Column>(); column && column->table) {
    return Value::object(column->table, site.span);
  }
  ir::TableName name;
  std::string column;
  if (!from || !from->metadata || !referent_of(referent, "", name, column, site)) {
    return site.unknown("the table that a foreign key refers to");
  }
  for (const std::shared_ptr<Table>& known : from->metadata->tables) {
    if (known->name == name) return Value::object(known, site.span);
  }
  const std::shared_ptr<Table> reflected =
      from->reflected ? reflected_table(name, from->metadata, site) : nullptr;
  if (!reflected) return site.unknown("the table that a foreign key refers to");
  return Value::object(reflected, site.span);
}

}  // namespace

std::optional<Value> ConstraintItem::attribute(std::string_view attribute, const Site& site) const {
  if (attribute == "name") {
    if (name.text.empty()) return Value::none(site.span);
    return name.final ? conv_value(name.text, site) : Value::text(name.text, site.span);
  }
  if (attribute == "columns" || attribute == "c") {
    std::vector<std::pair<std::string, Value>> named;
    for (const Value& column : columns) {
      const Column* object = column.object<Column>();
      if (!object) return Value::list(columns, site.span);
      named.emplace_back(object->key, column);
    }
    return Value::object(std::make_shared<ColumnCollection>(std::move(named)), site.span);
  }
  if (attribute == "column_keys") {
    std::vector<Value> keys;
    for (const Value& column : columns) {
      const Column* object = column.object<Column>();
      keys.push_back(object ? Value::text(object->key, site.span) : column);
    }
    return Value::list(std::move(keys), site.span);
  }
  if (attribute == "table" || attribute == "parent") {
    return table ? Value::object(table, site.span) : Value::none(site.span);
  }
  if (attribute == "info") return Value::dict(site.span);
  if (const auto* key = std::get_if<ir::ForeignKey>(&constraint)) {
    if (attribute == "elements") {
      std::vector<Value> elements;
      for (const Value& referent : referents) {
        auto element = std::make_shared<ForeignKey>();
        element->target = referent;
        element->key = *key;
        elements.push_back(Value::object(std::move(element), site.span));
      }
      return Value::list(std::move(elements), site.span);
    }
    if (attribute == "ondelete") return Value::text(key->on_delete, site.span);
    if (attribute == "referred_table" && !referents.empty()) {
      return referred_table(referents.front(), table, site);
    }
  }
  return std::nullopt;
}

bool ConstraintItem::set_attribute(std::string_view attribute, const Value& value,
                                   const Site& site) {
  if (attribute != "name" || !site.may_change(*this)) return attribute == "name";
  if (value.is_none()) {
    name = {};
    return true;
  }
  const auto text = value.text();
  if (!text) return false;
  name = {.text = std::string(*text)};
  return true;
}

void ConstraintItem::forget() {
  columns.clear();
  referents.clear();
  table = nullptr;
}

std::shared_ptr<Class> IndexItem::type() const { return index_class(); }

std::optional<Value> IndexItem::attribute(std::string_view attribute, const Site& site) const {
  if (attribute == "name") {
    return name.text.empty() ? Value::none(site.span) : Value::text(name.text, site.span);
  }
  if (attribute == "unique") return Value::boolean(unique, site.span);
  if (attribute == "columns" || attribute == "expressions") {
    return Value::list(expressions, site.span);
  }
  if (attribute == "table") {
    return table ? Value::object(table, site.span) : Value::none(site.span);
  }
  return std::nullopt;
}

void IndexItem::forget() {
  expressions.clear();
  table = nullptr;
}

// ---- what they are made of

std::optional<ir::Expr> condition_of(const Value& value, const Call& call) {
  if (const python::Unknown* unknown = value.unknown()) {
    python::Binding{call, "sqltext", value.span}.unknown(*unknown);
    return std::nullopt;
  }
  if (const auto text = value.text()) return text_sql(*text, value.span, call);
  if (is_expression(value)) return lower_expression(value, call);
  if (const auto flag = value.boolean()) {
    return ir::Expr{ir::Keyword{*flag ? ir::Keyword::Word::True : ir::Keyword::Word::False}};
  }
  call.raise("sqlalchemy.exc.ArgumentError",
             fmt::format("SQL expression for DDL expected, got {}.", python::describe(value)));
  return std::nullopt;
}

std::optional<ir::Exclude> exclude_of(const std::vector<python::Argument>& elements,
                                      const Value& where, const Value& ops, const Call& call) {
  ir::Exclude exclude;
  for (const python::Argument& argument : elements) {
    const std::vector<Value>* pair = argument.value.items();
    if (!pair || pair->size() != 2 || !(*pair)[1].text()) {
      python::Binding{call, "elements", argument.span}.refuse(
          "a pair of an expression and an operator", argument.value);
      return std::nullopt;
    }
    ir::Exclude::Element element;
    element.op = *(*pair)[1].text();
    const Value& expression = (*pair)[0];
    std::string key;
    if (const auto text = expression.text()) {
      key = *text;
      element.expression = {ir::ColumnRef{.column = key}};
    } else if (const Column* column = expression.object<Column>()) {
      key = column->key;
      element.expression = {ir::ColumnRef{.column = column->column.name,
                                          .type = column->type_.type,
                                          .quote = column->column.quote}};
    } else {
      std::optional<ir::Expr> lowered = lower_expression(expression, call);
      if (!lowered) return std::nullopt;
      element.expression = std::move(*lowered);
      if (const auto* reference = std::get_if<ir::ColumnRef>(&element.expression.node)) {
        key = reference->column;
      }
    }
    if (const python::Dict* classes = ops.dictionary()) {
      const Value* operator_class = classes->find(key);
      if (operator_class && operator_class->text()) {
        element.operator_class = *operator_class->text();
      }
    }
    exclude.elements.push_back(std::move(element));
  }
  if (!where.is_none()) {
    exclude.where = condition_of(where, call);
    if (!exclude.where) return std::nullopt;
  }
  return exclude;
}

}  // namespace migc::library
