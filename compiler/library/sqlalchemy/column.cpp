#include <algorithm>

#include "compiler/library/catalogue.h"
#include "compiler/library/native_class.h"
#include "compiler/library/sqlalchemy/schema.h"
#include "compiler/library/sqlalchemy/schema_classes.h"
#include "compiler/library/sqlalchemy/type_methods.h"
#include "compiler/library/world.h"

namespace migc::library {

using python::Call;
using python::Class;
using python::Site;
using python::Value;

namespace {

Origin origin_of_call(const Call& call) { return {call.span, call.evaluator.outermost_call()}; }

Value name_value(const std::string& name, const Site& site) {
  return name.empty() ? Value::none(site.span) : Value::text(name, site.span);
}

// ---- Column

/// What stands among the positional arguments of a Column, after its name and type.
bool take_item(Column& column, const Value& item, const Call& call) {
  if (auto key = std::dynamic_pointer_cast<ForeignKey>(item.native_share())) {
    column.foreign_keys.push_back(std::move(key));
    return true;
  }
  if (auto constraint = std::dynamic_pointer_cast<ConstraintItem>(item.native_share())) {
    column.checks.push_back(std::move(constraint));
    return true;
  }
  if (const DefaultItem* item_default = item.object<DefaultItem>()) {
    switch (item_default->kind) {
      case DefaultItem::Kind::Identity:
        column.column.server_default = item_default->server;
        if (!column.nullable_said) column.column.nullable = false;
        return true;
      case DefaultItem::Kind::Server:
      case DefaultItem::Kind::Computed:
      case DefaultItem::Kind::Fetched:
        if (!item_default->for_update) column.column.server_default = item_default->server;
        return true;
      case DefaultItem::Kind::Sequence:
        if (item_default->value.boolean() == true) return true;
        column.column.sequence = item_default->sequence;
        column.default_value = item;
        return true;
      case DefaultItem::Kind::Python:
        (item_default->for_update ? column.onupdate : column.default_value) = item_default->value;
        return true;
    }
  }
  if (const python::Unknown* unknown = item.unknown()) {
    return python::Binding{call, "args", item.span}.unknown(*unknown);
  }
  if (is_type(item)) {
    call.raise("sqlalchemy.exc.ArgumentError", "May not pass type_ positionally and as a keyword.");
    return false;
  }
  call.raise(
      "sqlalchemy.exc.ArgumentError",
      fmt::format("'SchemaItem' object, such as a 'Column' or a 'Constraint' expected, got {}",
                  python::describe(item)));
  return false;
}

// Column(name=None, type_=None, *args, autoincrement="auto", default=None, doc=None, key=None,
//        index=None, unique=None, info=None, nullable=True, onupdate=None, primary_key=False,
//        server_default=None, server_onupdate=None, quote=None, system=False, comment=None,
//        insert_sentinel=False, **dialect_kwargs)
Value make_column(const std::shared_ptr<Class>&, const Call& call) {
  python::Rest rest;
  python::Options keywords;
  std::optional<Value> name, type, autoincrement, default_value, doc, key, index, unique, info,
      onupdate, server_default, server_onupdate, quote, system, insert_default, sentinel, proxies,
      omit;
  std::optional<bool> nullable, primary_key;
  std::optional<std::string> comment;
  if (!call.bind({{"args", rest},
                  {"name", name},
                  {"type_", type},
                  {"autoincrement", autoincrement},
                  {"default", default_value},
                  {"insert_default", insert_default},
                  {"doc", doc},
                  {"key", key},
                  {"index", index},
                  {"unique", unique},
                  {"info", info},
                  {"nullable", nullable},
                  {"onupdate", onupdate},
                  {"primary_key", primary_key},
                  {"server_default", server_default},
                  {"server_onupdate", server_onupdate},
                  {"quote", quote},
                  {"system", system},
                  {"comment", comment},
                  {"insert_sentinel", sentinel},
                  {"_proxies", proxies},
                  {"_omit_from_statements", omit},
                  {"dialect_kwargs", keywords}})) {
    return call.unknown("a column whose arguments are not known");
  }
  const Value refused = call.unknown("a column whose arguments are not known");

  auto made = std::make_shared<Column>();
  Column& column = *made;
  ir::Column& result = column.column;
  result.origin = origin_of_call(call);

  // The name and the type may stand first, in this order.
  std::size_t at = 0;
  std::vector<python::Argument>& arguments = rest.arguments;
  if (at < arguments.size() &&
      (arguments[at].value.text() || (arguments[at].value.is_none() && arguments.size() > 1))) {
    if (!name) name = arguments[at].value;
    ++at;
  }
  if (at < arguments.size() && !type &&
      (is_type(arguments[at].value) || arguments[at].value.is_none())) {
    type = arguments[at++].value;
  } else if (at < arguments.size() && !type) {
    if (const python::Unknown* unknown = arguments[at].value.unknown()) {
      python::Binding{call, "type_", arguments[at].span}.unknown(*unknown);
      return refused;
    }
  }
  if (name && !name->is_none()) {
    SqlName said;
    if (!python::from_value(*name, said, python::Binding{call, "name", name->span})) return refused;
    result.name = said.text;
    result.quote = said.quote;
  }
  if (quote && quote->boolean()) result.quote = *quote->boolean();
  column.key = result.name;
  if (key && key->text()) column.key = *key->text();

  if (type && !type->is_none()) {
    if (!python::from_value(*type, column.type_, python::Binding{call, "type_", type->span})) {
      return refused;
    }
    result.type = column.type_.type;
  }

  result.primary_key = primary_key.value_or(false);
  column.nullable_said = nullable.has_value();
  result.nullable_said = column.nullable_said;
  result.nullable = nullable.value_or(!result.primary_key);
  result.comment = comment;
  if (system && system->boolean().value_or(false)) column.system = true;
  if (autoincrement) {
    using Auto = ir::Column::Autoincrement;
    if (const auto flag = autoincrement->boolean()) {
      result.autoincrement = *flag ? Auto::On : Auto::Off;
    } else if (autoincrement->text() == "ignore_fk") {
      result.autoincrement = Auto::IgnoreForeignKey;
    } else if (const python::Unknown* unknown = autoincrement->unknown()) {
      python::Binding{call, "autoincrement", autoincrement->span}.unknown(*unknown);
      return refused;
    }
  }
  const auto flag = [&](const std::optional<Value>& value, std::string_view parameter,
                        std::optional<bool>& out) {
    if (!value || value->is_none()) return true;
    if (value->text()) {
      call.raise(
          "sqlalchemy.exc.ArgumentError",
          fmt::format("The '{}' keyword argument on Column is boolean only. To create {} with "
                      "a specific name, create an explicit Index object external to the Table.",
                      parameter, parameter == "index" ? "indexes" : "unique constraints"));
      return false;
    }
    if (const python::Unknown* unknown = value->unknown()) {
      return python::Binding{call, parameter, value->span}.unknown(*unknown);
    }
    out = call.truth(*value);
    return out.has_value();
  };
  std::optional<bool> indexed;
  if (!flag(index, "index", indexed) || !flag(unique, "unique", column.unique)) return refused;
  column.index = indexed.value_or(false);

  if (insert_default && !default_value) default_value = insert_default;
  if (default_value) column.default_value = *default_value;
  if (onupdate) column.onupdate = *onupdate;
  if (info) column.info = *info;
  for (Value* item : {&column.default_value, &column.onupdate}) {
    if (const DefaultItem* given = item->object<DefaultItem>()) {
      if (given->kind == DefaultItem::Kind::Sequence) {
        if (given->value.boolean() == true) {
          *item = Value::none();
        } else if (item == &column.default_value) {
          result.sequence = given->sequence;
        }
      } else if (given->kind == DefaultItem::Kind::Python) {
        *item = Value(given->value);
      }
    }
  }
  if (server_default && !server_default_of(*server_default, result.server_default, call)) {
    return refused;
  }
  if (std::holds_alternative<ir::Identity>(result.server_default) && !column.nullable_said) {
    result.nullable = false;
  }
  for (; at < arguments.size(); ++at) {
    if (!take_item(column, arguments[at].value, call)) return refused;
  }
  if (!dialect_options(keywords, "Column", result.options, call)) return refused;
  return Value::object(std::move(made), call.span);
}

const SpecClass schema_item_spec{"SchemaItem", "sqlalchemy.sql.schema",
                                 [](const std::shared_ptr<Class>&, const Call& call) {
                                   return call.unknown("a bare SchemaItem");
                                 }};
const SpecClass column_spec{"Column", "sqlalchemy.sql.schema", make_column};

// ---- ForeignKey

// ForeignKey(column, _constraint=None, use_alter=False, name=None, onupdate=None, ondelete=None,
//            deferrable=None, initially=None, link_to_name=False, match=None, info=None,
//            comment=None, **dialect_kw)
Value make_foreign_key(const std::shared_ptr<Class>&, const Call& call) {
  Value target;
  std::optional<Value> constraint, link_to_name, info, comment, unlinkable;
  std::optional<bool> use_alter, deferrable;
  std::optional<SqlName> name;
  std::optional<std::string> onupdate, ondelete, initially, match;
  python::Options keywords;
  if (!call.bind({{"column", target},
                  {"_constraint", constraint},
                  {"use_alter", use_alter},
                  {"name", name},
                  {"onupdate", onupdate},
                  {"ondelete", ondelete},
                  {"deferrable", deferrable},
                  {"initially", initially},
                  {"link_to_name", link_to_name},
                  {"match", match},
                  {"info", info},
                  {"comment", comment},
                  {"_unresolvable", unlinkable},
                  {"dialect_kw", keywords}})) {
    return call.unknown("a foreign key whose arguments are not known");
  }
  auto made = std::make_shared<ForeignKey>();
  if (const python::Unknown* unknown = target.unknown()) {
    python::Binding{call, "column", target.span}.unknown(*unknown);
    return call.unknown("a foreign key to what is not known");
  }
  made->target = std::move(target);
  ir::ForeignKey& key = made->key;
  if (name) key.name = name->object();
  key.use_alter = use_alter.value_or(false);
  key.on_update = onupdate.value_or("");
  key.on_delete = ondelete.value_or("");
  key.match = match.value_or("");
  key.deferral = {deferrable, initially.value_or("")};
  key.origin = origin_of_call(call);
  if (!dialect_options(keywords, "ForeignKeyConstraint", key.options, call)) {
    return call.unknown("a foreign key that was refused");
  }
  return Value::object(std::move(made), call.span);
}

const SpecClass foreign_key_spec{"ForeignKey", "sqlalchemy.sql.schema", make_foreign_key};

// ---- defaults

std::shared_ptr<DefaultItem> default_item(DefaultItem::Kind kind) {
  auto item = std::make_shared<DefaultItem>();
  item->kind = kind;
  return item;
}

/// The parameters that Identity and Sequence share.
struct SequenceArguments {
  std::optional<std::int64_t> start, increment, minvalue, maxvalue, cache;
  std::optional<bool> nominvalue, nomaxvalue, cycle, order;

  ir::SequenceOptions options() const {
    return {.start = start,
            .increment = increment,
            .min_value = minvalue,
            .max_value = maxvalue,
            .cache = cache,
            .no_min_value = nominvalue.value_or(false),
            .no_max_value = nomaxvalue.value_or(false),
            .cycle = cycle,
            .order = order};
  }
};

// Identity(always=False, on_null=None, start=None, increment=None, minvalue=None, maxvalue=None,
//          nominvalue=None, nomaxvalue=None, cycle=None, cache=None, order=None)
Value make_identity(const std::shared_ptr<Class>&, const Call& call) {
  std::optional<bool> always, on_null;
  SequenceArguments sequence;
  python::Options keywords;
  if (!call.bind({{"always", always},
                  {"on_null", on_null},
                  {"start", sequence.start},
                  {"increment", sequence.increment},
                  {"minvalue", sequence.minvalue},
                  {"maxvalue", sequence.maxvalue},
                  {"nominvalue", sequence.nominvalue},
                  {"nomaxvalue", sequence.nomaxvalue},
                  {"cycle", sequence.cycle},
                  {"cache", sequence.cache},
                  {"order", sequence.order},
                  {"dialect_kwargs", keywords}})) {
    return call.unknown("an identity whose arguments are not known");
  }
  auto item = default_item(DefaultItem::Kind::Identity);
  item->server = ir::Identity{always.value_or(false), on_null.value_or(false), sequence.options()};
  return Value::object(std::move(item), call.span);
}

// Computed(sqltext, persisted=None)
Value make_computed(const std::shared_ptr<Class>&, const Call& call) {
  Value sqltext;
  std::optional<bool> persisted;
  if (!call.bind({{"sqltext", sqltext}, {"persisted", persisted}})) {
    return call.unknown("a computed column whose arguments are not known");
  }
  std::optional<ir::Expr> expr = condition_of(sqltext, call);
  if (!expr) return call.unknown("a computed column that was refused");
  auto item = default_item(DefaultItem::Kind::Computed);
  item->server = ir::Computed{std::move(*expr), persisted};
  return Value::object(std::move(item), call.span);
}

// Sequence(name, start=None, increment=None, minvalue=None, maxvalue=None, nominvalue=None,
//          nomaxvalue=None, cycle=None, schema=None, cache=None, order=None, data_type=None,
//          optional=False, quote=None, metadata=None, quote_schema=None, for_update=False)
Value make_sequence(const std::shared_ptr<Class>&, const Call& call) {
  SqlName name;
  SequenceArguments sequence;
  std::optional<std::string> schema;
  std::optional<ir::Type> data_type;
  std::optional<Value> is_optional, metadata, quote_schema, for_update;
  std::optional<bool> quote;
  if (!call.bind({{"name", name},
                  {"start", sequence.start},
                  {"increment", sequence.increment},
                  {"minvalue", sequence.minvalue},
                  {"maxvalue", sequence.maxvalue},
                  {"nominvalue", sequence.nominvalue},
                  {"nomaxvalue", sequence.nomaxvalue},
                  {"cycle", sequence.cycle},
                  {"schema", schema},
                  {"cache", sequence.cache},
                  {"order", sequence.order},
                  {"data_type", data_type},
                  {"optional", is_optional},
                  {"quote", quote},
                  {"metadata", metadata},
                  {"quote_schema", quote_schema},
                  {"for_update", for_update}})) {
    return call.unknown("a sequence whose arguments are not known");
  }
  auto item = default_item(DefaultItem::Kind::Sequence);
  item->sequence = name.table(schema.value_or(""));
  if (quote) item->sequence.quote = quote;
  item->options = sequence.options();
  item->data_type = std::move(data_type);
  // An optional one gives way to the server's own counting, which every dialect here has.
  item->value = Value::boolean(is_optional && is_optional->boolean().value_or(false));
  if (metadata) {
    item->metadata = std::dynamic_pointer_cast<MetaData>(metadata->native_share());
    if (item->metadata) item->metadata->sequences.push_back(item);
  }
  return Value::object(std::move(item), call.span);
}

// FetchedValue(for_update=False)
Value make_fetched_value(const std::shared_ptr<Class>&, const Call& call) {
  std::optional<bool> for_update;
  if (!call.bind({{"for_update", for_update}})) return Value::none();
  auto item = default_item(DefaultItem::Kind::Fetched);
  item->server = ir::FetchedDefault{};
  item->for_update = for_update.value_or(false);
  return Value::object(std::move(item), call.span);
}

// DefaultClause(arg, for_update=False)
Value make_default_clause(const std::shared_ptr<Class>&, const Call& call) {
  Value arg;
  std::optional<bool> for_update;
  std::optional<Value> reflected;
  if (!call.bind({{"arg", arg}, {"for_update", for_update}, {"_reflected", reflected}})) {
    return call.unknown("a default whose arguments are not known");
  }
  auto item = default_item(DefaultItem::Kind::Server);
  if (!server_default_of(arg, item->server, call))
    return call.unknown("a default that was refused");
  item->value = std::move(arg);
  item->for_update = for_update.value_or(false);
  return Value::object(std::move(item), call.span);
}

// ColumnDefault(arg, for_update=False)
Value make_column_default(const std::shared_ptr<Class>&, const Call& call) {
  Value arg;
  std::optional<bool> for_update;
  if (!call.bind({{"arg", arg}, {"for_update", for_update}})) return Value::none();
  auto item = default_item(DefaultItem::Kind::Python);
  item->value = std::move(arg);
  item->for_update = for_update.value_or(false);
  return Value::object(std::move(item), call.span);
}

const SpecClass identity_spec{"Identity", "sqlalchemy.sql.schema", make_identity};
const SpecClass computed_spec{"Computed", "sqlalchemy.sql.schema", make_computed};
const SpecClass sequence_spec{"Sequence", "sqlalchemy.sql.schema", make_sequence};
const SpecClass fetched_value_spec{"FetchedValue", "sqlalchemy.sql.schema", make_fetched_value};
const SpecClass default_clause_spec{"DefaultClause", "sqlalchemy.sql.schema", make_default_clause};
const SpecClass column_default_spec{"ColumnDefault", "sqlalchemy.sql.schema", make_column_default};

// seq.next_value()
class NextValueElement final : public ColumnElement {
 public:
  std::string_view type_name() const override { return "next_value"; }
  ir::Expr expr() const override { return {ir::NextValue{sequence}}; }
  const SqlType& sql_type() const override { return type_; }
  ir::TableName sequence;
  SqlType type_{{.kind = ir::Integer{}}, {}};
};

Value next_value(const Call& call) {
  if (!call.bind({})) return Value::none();
  auto element = std::make_shared<NextValueElement>();
  element->sequence = call.receiver<DefaultItem>().sequence;
  return Value::object(std::move(element), call.span);
}

// Sequence.create(bind, checkfirst=False)
Value create_sequence(const Call& call) {
  std::optional<Value> bind, checkfirst;
  if (!call.bind({{"bind", bind}, {"checkfirst", checkfirst}})) return Value::none();
  const DefaultItem& sequence = call.receiver<DefaultItem>();
  World::of(call).emit(call, ir::CreateSequence{.name = sequence.sequence,
                                                .options = sequence.options,
                                                .type = sequence.data_type});
  return Value::none(call.span);
}

// Sequence.drop(bind, checkfirst=False)
Value drop_sequence(const Call& call) {
  std::optional<Value> bind, checkfirst;
  if (!call.bind({{"bind", bind}, {"checkfirst", checkfirst}})) return Value::none();
  World::of(call).emit(call, ir::DropSequence{.name = call.receiver<DefaultItem>().sequence});
  return Value::none(call.span);
}

constexpr python::Builtin sequence_methods[] = {{"next_value", next_value, true},
                                                {"create", create_sequence, true},
                                                {"drop", drop_sequence, true}};

// Column.copy(**kw)
Value copy_column(const Call& call) {
  python::Options keywords;
  if (!call.bind({{"kw", keywords}})) return Value::none();
  auto copy = std::make_shared<Column>(call.receiver<Column>());
  copy->table = nullptr;
  copy->frozen = false;
  copy->tracked = false;
  return Value::object(std::move(copy), call.span);
}
// Column.append_foreign_key(fk)
Value append_foreign_key(const Call& call) {
  std::shared_ptr<ForeignKey> key;
  if (!call.bind({{"fk", key}})) return Value::none();
  Column& column = call.receiver<Column>();
  if (call.may_change(column)) column.foreign_keys.push_back(std::move(key));
  return Value::none(call.span);
}
constexpr python::Builtin column_methods[] = {{"copy", copy_column, true},
                                              {"_copy", copy_column, true},
                                              {"append_foreign_key", append_foreign_key, true}};

void define_items(python::Module& module) {
  module.define("Column", Value::type(column_class()));
  module.define("ForeignKey", Value::type(foreign_key_class()));
  for (const std::string_view name :
       {"Identity", "Computed", "Sequence", "FetchedValue", "DefaultClause", "ColumnDefault"}) {
    module.define(name, Value::type(default_class(name)));
  }
}
void define_schema(python::Module& module) {
  define_items(module);
  module.define("SchemaItem", Value::type(schema_item_class()));
}

constexpr python::ModelledModule modules[] = {
    {"sqlalchemy", define_items},
    {"sqlalchemy.schema", define_schema},
    {"sqlalchemy.sql.schema", define_schema},
};

}  // namespace

extern const Part sqlalchemy_column{modules};

std::shared_ptr<Class> schema_item_class() {
  static const auto cls = define_class(schema_item_spec);
  return cls;
}
std::shared_ptr<Class> column_class() {
  static const auto cls = define_class(column_spec, {schema_item_class()}, column_methods);
  return cls;
}
std::shared_ptr<Class> foreign_key_class() {
  static const auto cls = define_class(foreign_key_spec, {schema_item_class()});
  return cls;
}
std::shared_ptr<Class> default_class(std::string_view name) {
  static const auto fetched = define_class(fetched_value_spec, {schema_item_class()});
  static const auto identity = define_class(identity_spec, {fetched});
  static const auto computed = define_class(computed_spec, {fetched});
  static const auto clause = define_class(default_clause_spec, {fetched});
  static const auto sequence = define_class(sequence_spec, {schema_item_class()}, sequence_methods);
  static const auto python_default = define_class(column_default_spec, {schema_item_class()});
  if (name == "Identity") return identity;
  if (name == "Computed") return computed;
  if (name == "Sequence") return sequence;
  if (name == "DefaultClause") return clause;
  if (name == "ColumnDefault") return python_default;
  return fetched;
}

// ---- objects

std::shared_ptr<Class> Column::type() const { return column_class(); }

ir::Expr Column::expr() const {
  return {ir::ColumnRef{.table = table ? table->name : ir::TableName{},
                        .column = column.name,
                        .type = type_.type,
                        .quote = column.quote}};
}

std::optional<Value> Column::attribute(std::string_view name, const Site& site) const {
  if (name == "name") return name_value(column.name, site);
  if (name == "key") return name_value(key, site);
  if (name == "type") {
    return type_.value.is_none() ? type_value({}, "NullType") : type_.value;
  }
  if (name == "table") {
    return table ? Value::object(table, site.span) : Value::none(site.span);
  }
  if (name == "nullable") return Value::boolean(column.nullable, site.span);
  if (name == "primary_key") return Value::boolean(column.primary_key, site.span);
  if (name == "unique") {
    return unique ? Value::boolean(*unique, site.span) : Value::none(site.span);
  }
  if (name == "index") return Value::boolean(index, site.span);
  if (name == "comment") {
    return column.comment ? Value::text(*column.comment, site.span) : Value::none(site.span);
  }
  if (name == "default") return default_value;
  if (name == "onupdate") return onupdate;
  if (name == "info") return info.is_none() ? Value::dict(site.span) : info;
  if (name == "foreign_keys") {
    std::vector<Value> keys;
    for (const auto& foreign : foreign_keys) keys.push_back(Value::object(foreign));
    return Value::list(std::move(keys), site.span);
  }
  if (name == "server_default") {
    if (!column.has_server_default()) return Value::none(site.span);
    auto item = default_item(DefaultItem::Kind::Server);
    item->server = column.server_default;
    return Value::object(std::move(item), site.span);
  }
  return ColumnElement::attribute(name, site);
}

bool Column::set_attribute(std::string_view name, const Value& value, const Site& site) {
  if (!site.may_change(*this)) return true;
  if (name == "name" || name == "key") {
    const auto text = value.text();
    if (!text) return false;
    (name == "name" ? column.name : key) = *text;
    return true;
  }
  if (name == "nullable" || name == "primary_key" || name == "index" || name == "unique") {
    const std::optional<bool> flag = site.truth(value);
    if (!flag) return true;
    if (name == "nullable") column.nullable = *flag, nullable_said = true;
    if (name == "primary_key") column.primary_key = *flag;
    if (name == "index") index = *flag;
    if (name == "unique") unique = *flag;
    return true;
  }
  if (name == "type") {
    const std::optional<ir::Type> type = type_of(value, site);
    if (!type) return false;
    type_ = {*type, value};
    column.type = *type;
    return true;
  }
  if (name == "comment" && value.text()) {
    column.comment = std::string(*value.text());
    return true;
  }
  if (name == "server_default" && value.is_none()) {
    column.server_default = ir::NoDefault{};
    return true;
  }
  if (name == "default") {
    default_value = value;
    return true;
  }
  return ColumnElement::set_attribute(name, value, site);
}

void Column::forget() {
  type_.value = {};
  default_value = {};
  onupdate = {};
  info = {};
  table = nullptr;
  foreign_keys.clear();
  checks.clear();
}

std::optional<std::string> Column::repr() const { return std::nullopt; }

std::shared_ptr<Class> ForeignKey::type() const { return foreign_key_class(); }

std::optional<Value> ForeignKey::attribute(std::string_view name, const Site& site) const {
  if (name == "name") return name_value(key.name.text, site);
  if (name == "target_fullname" && target.text()) return target;
  if (name == "column" && target.object<Column>()) return target;
  if (name == "ondelete") return name_value(key.on_delete, site);
  if (name == "onupdate") return name_value(key.on_update, site);
  return std::nullopt;
}

std::string_view DefaultItem::type_name() const { return type()->name; }

std::shared_ptr<Class> DefaultItem::type() const {
  switch (kind) {
    case Kind::Server:
      return default_class("DefaultClause");
    case Kind::Identity:
      return default_class("Identity");
    case Kind::Computed:
      return default_class("Computed");
    case Kind::Fetched:
      return default_class("FetchedValue");
    case Kind::Sequence:
      return default_class("Sequence");
    case Kind::Python:
      return default_class("ColumnDefault");
  }
  return nullptr;
}

std::optional<Value> DefaultItem::attribute(std::string_view name, const Site& site) const {
  if (name == "arg") return value;
  if (kind == Kind::Sequence) {
    if (name == "name") return name_value(sequence.name, site);
    if (name == "schema") return name_value(sequence.schema, site);
  }
  return std::nullopt;
}

// ---- what columns and constraints take

bool server_default_of(const Value& value, ir::Default& out, const Call& call) {
  if (value.is_none()) {
    out = ir::NoDefault{};
    return true;
  }
  if (const python::Unknown* unknown = value.unknown()) {
    return python::Binding{call, "server_default", value.span}.unknown(*unknown);
  }
  if (const DefaultItem* item = value.object<DefaultItem>()) {
    if (item->kind == DefaultItem::Kind::Sequence) {
      out = ir::Expr{ir::NextValue{item->sequence}};
    } else {
      out = item->server;
    }
    return true;
  }
  if (const auto text = value.text()) {
    out = ir::Expr{ir::Literal{{std::string(*text)}, {.kind = ir::String{}}}};
    return true;
  }
  if (is_expression(value)) {
    std::optional<ir::Expr> expr = lower_expression(value, call);
    if (!expr) return false;
    out = std::move(*expr);
    return true;
  }
  call.raise("sqlalchemy.exc.ArgumentError",
             fmt::format("Argument 'arg' is expected to be one of type '<class 'str'>' or '<class "
                         "'sqlalchemy.sql.elements.ClauseElement'>' or '<class "
                         "'sqlalchemy.sql.elements.TextClause'>', got '{}'",
                         python::type_name(value)));
  return false;
}

}  // namespace migc::library
