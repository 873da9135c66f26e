#include <algorithm>
#include <unordered_map>

#include "compiler/library/catalogue.h"
#include "compiler/library/database/reflect.h"
#include "compiler/library/native_class.h"
#include "compiler/library/sqlalchemy/ddl.h"
#include "compiler/library/sqlalchemy/schema.h"
#include "compiler/library/sqlalchemy/schema_classes.h"
#include "compiler/library/world.h"
#include "dialects/dialect.h"

namespace migc::library {

using python::Call;
using python::Class;
using python::Site;
using python::Value;

namespace {

Value text_or_none(const std::string& text, const Site& site) {
  return text.empty() ? Value::none(site.span) : Value::text(text, site.span);
}

/// The constraint that a `ForeignKey` of a column stands for.
Value constraint_of(const ForeignKey& key, const std::shared_ptr<Column>& column) {
  auto item = std::make_shared<ConstraintItem>();
  item->constraint = key.key;
  item->name = {key.key.name.text, key.key.name.quote, key.key.name.generated};
  item->columns = {Value::object(column)};
  item->referents = {key.target};
  item->table = column->table;
  return Value::object(std::move(item));
}

/// A column for this table: the object itself, or a copy when it belongs to another already.
std::shared_ptr<Column> adopted(const std::shared_ptr<Column>& column,
                                const std::shared_ptr<Table>& table, const Site& site) {
  std::shared_ptr<Column> own = column;
  if (column->table || column->frozen) {
    own = std::make_shared<Column>(*column);
    own->frozen = false;
    own->tracked = false;
  }
  own->table = table;
  site.holds(own, Value::object(table));
  return own;
}

bool add_item(const std::shared_ptr<Table>& table, const Value& item, const Call& call, Span span) {
  const std::shared_ptr<python::Native> native = item.native_share();
  if (auto column = std::dynamic_pointer_cast<Column>(native)) {
    if (column->column.name.empty()) {
      call.raise(
          "sqlalchemy.exc.ArgumentError",
          "Column must be constructed with a non-blank name or assign a non-blank .name before "
          "adding to a Table.");
      return false;
    }
    if (table->find_column(column->key)) {
      call.raise("sqlalchemy.exc.DuplicateColumnError",
                 fmt::format("A column with name '{}' is already present in table '{}'.",
                             column->key, table->name.name));
      return false;
    }
    table->columns.push_back(adopted(column, table, call));
    return true;
  }
  if (auto constraint = std::dynamic_pointer_cast<ConstraintItem>(native)) {
    if (constraint->table || constraint->frozen) {
      constraint = std::make_shared<ConstraintItem>(*constraint);
      constraint->frozen = false;
      constraint->tracked = false;
    }
    constraint->table = table;
    call.holds(constraint, Value::object(table));
    table->constraints.push_back(std::move(constraint));
    return true;
  }
  if (auto index = std::dynamic_pointer_cast<IndexItem>(native)) {
    if (index->table || index->frozen) {
      index = std::make_shared<IndexItem>(*index);
      index->frozen = false;
      index->tracked = false;
    }
    index->table = table;
    call.holds(index, Value::object(table));
    table->indexes.push_back(std::move(index));
    return true;
  }
  if (item.object<MetaData>()) return true;     // A schema item without a part in a table.
  if (item.object<DefaultItem>()) return true;  // A Sequence among the arguments of a Table.
  if (const python::Unknown* unknown = item.unknown()) {
    return python::Binding{call, "args", span}.unknown(*unknown);
  }
  call.raise(
      "sqlalchemy.exc.ArgumentError",
      fmt::format("'SchemaItem' object, such as a 'Column' or a 'Constraint' expected, got {}",
                  python::describe(item)));
  return false;
}

/// A table as the database has it, with what was said of it over that.
Value autoloaded(const ir::TableName& name, const std::shared_ptr<MetaData>& metadata,
                 const python::Rest& args, const Call& call) {
  if (metadata && !metadata->frozen) {
    std::erase_if(metadata->tables, [&](const auto& known) { return known->name == name; });
  }
  const std::shared_ptr<Table> table = reflected_table(name, metadata, call);
  if (!table) return call.unknown("a table that is not known");
  for (const python::Argument& argument : args.arguments) {
    if (const Column* column = argument.value.object<Column>()) {
      std::erase_if(table->columns, [&](const auto& c) { return c->key == column->key; });
    }
    if (!add_item(table, argument.value, call, argument.span)) {
      return call.unknown("a table that was refused");
    }
  }
  return Value::object(table, call.span);
}

// Table(name, metadata, *args, schema=None, quote=None, quote_schema=None, autoload_with=None,
//       autoload_replace=True, keep_existing=False, extend_existing=False, resolve_fks=True,
//       include_columns=None, implicit_returning=True, comment=None, info=None, listeners=None,
//       prefixes=None, must_exist=False, **kwargs)
Value make_table_value(const std::shared_ptr<Class>&, const Call& call) {
  SqlName name;
  std::optional<Value> metadata, quote, quote_schema, autoload, autoload_with, autoload_replace,
      info, listeners, resolve_fks, include_columns, implicit_returning, must_exist, mustexist;
  std::optional<bool> keep_existing, extend_existing;
  python::Rest args;
  TableArguments arguments;
  if (!call.bind({{"name", name},
                  {"metadata", metadata},
                  {"args", args},
                  {"schema", arguments.schema},
                  {"quote", quote},
                  {"quote_schema", quote_schema},
                  {"autoload", autoload},
                  {"autoload_with", autoload_with},
                  {"autoload_replace", autoload_replace},
                  {"keep_existing", keep_existing},
                  {"extend_existing", extend_existing},
                  {"resolve_fks", resolve_fks},
                  {"include_columns", include_columns},
                  {"implicit_returning", implicit_returning},
                  {"must_exist", must_exist},
                  {"mustexist", mustexist},
                  {"comment", arguments.comment},
                  {"info", info},
                  {"listeners", listeners},
                  {"prefixes", arguments.prefixes},
                  {"kwargs", arguments.keywords}})) {
    return call.unknown("a table whose arguments are not known");
  }
  if (quote && quote->boolean()) name.quote = *quote->boolean();
  std::shared_ptr<MetaData> owner =
      metadata ? std::dynamic_pointer_cast<MetaData>(metadata->native_share()) : nullptr;
  ir::TableName full = name.table(arguments.schema ? arguments.schema->text : std::string());
  if (!arguments.schema && owner) full.schema = owner->schema;
  const bool autoloads = (autoload_with && !autoload_with->is_none()) ||
                         (autoload && autoload->boolean().value_or(false));
  if (autoloads) return autoloaded(full, owner, args, call);
  if (owner) {
    // The same name in the same MetaData is the same table.
    for (const std::shared_ptr<Table>& known : owner->all(call)) {
      if (known->name != full) continue;
      if (args.arguments.empty() || keep_existing.value_or(false)) {
        return Value::object(known, call.span);
      }
      if (!extend_existing.value_or(false)) {
        return call.raise(
            "sqlalchemy.exc.InvalidRequestError",
            fmt::format("Table '{}' is already defined for this MetaData instance.  Specify "
                        "'extend_existing=True' to redefine options and columns on an existing "
                        "Table object.",
                        fmt::format("{}", full)));
      }
      for (const python::Argument& argument : args.arguments) {
        if (!call.may_change(*known)) return call.unknown("a table that was refused");
        if (const Column* column = argument.value.object<Column>()) {
          std::erase_if(known->columns, [&](const auto& c) { return c->key == column->key; });
        }
        if (!add_item(known, argument.value, call, argument.span)) {
          return call.unknown("a table that was refused");
        }
      }
      return Value::object(known, call.span);
    }
  }
  std::shared_ptr<Table> table =
      make_table(std::move(full), std::move(owner), args.arguments, call);
  if (!table || !arguments.apply(*table, call)) return call.unknown("a table that was refused");
  if (info) table->info = *info;
  return Value::object(std::move(table), call.span);
}

/// With `checkfirst`: whether a table of this name is there, when that is known.
std::optional<bool> exists_already(const ir::TableName& name, bool checkfirst, const Call& call) {
  if (!checkfirst) return std::nullopt;
  World& world = World::of(call);
  const ir::Schema* state = world.state(call, "`checkfirst`");
  if (state == nullptr) return std::nullopt;
  const ir::Presence presence = table_presence(name, *state, world.outside());
  if (presence == ir::Presence::Unknown) return std::nullopt;
  const bool there = presence == ir::Presence::Present;
  world.assume(fmt::format("table `{}` {}", name, there ? "exists" : "does not exist"));
  return there;
}
bool is_set(const std::optional<Value>& flag, bool otherwise) {
  return flag ? flag->boolean().value_or(otherwise) : otherwise;
}

// Table.create(bind, checkfirst=False)
Value create_table(const Call& call) {
  std::optional<Value> bind, checkfirst;
  if (!call.bind({{"bind", bind}, {"checkfirst", checkfirst}})) return Value::none();
  if (exists_already(call.receiver<Table>().name, is_set(checkfirst, false), call) == true) {
    return Value::none(call.span);
  }
  std::optional<ir::Table> table = table_of(call.receiver<Table>(), call);
  if (table) World::of(call).emit(call, ir::CreateTable{std::move(*table)});
  return Value::none(call.span);
}

// Table.drop(bind, checkfirst=False)
Value drop_table(const Call& call) {
  std::optional<Value> bind, checkfirst;
  if (!call.bind({{"bind", bind}, {"checkfirst", checkfirst}})) return Value::none();
  if (exists_already(call.receiver<Table>().name, is_set(checkfirst, false), call) == false) {
    return Value::none(call.span);
  }
  World::of(call).emit(call, ir::DropTable{call.receiver<Table>().name});
  return Value::none(call.span);
}

// Table.append_column(column, replace_existing=False), Table.append_constraint(constraint)
Value append_column(const Call& call) {
  Value column;
  std::optional<bool> replace_existing;
  if (!call.bind({{"column", column}, {"replace_existing", replace_existing}}))
    return Value::none();
  const auto table = std::dynamic_pointer_cast<Table>(call.self->native_share());
  if (table && call.may_change(*table)) add_item(table, column, call, column.span);
  return Value::none(call.span);
}
Value append_constraint(const Call& call) {
  Value constraint;
  if (!call.bind({{"constraint", constraint}})) return Value::none();
  const auto table = std::dynamic_pointer_cast<Table>(call.self->native_share());
  if (table && call.may_change(*table)) add_item(table, constraint, call, constraint.span);
  return Value::none(call.span);
}

// Table.to_metadata(metadata, schema=None, …)
Value to_metadata(const Call& call) {
  std::optional<Value> metadata, schema, referred_schema_fn;
  std::optional<std::string> name;
  if (!call.bind({{"metadata", metadata},
                  {"schema", schema},
                  {"referred_schema_fn", referred_schema_fn},
                  {"name", name}})) {
    return Value::none();
  }
  auto copy = std::make_shared<Table>(call.receiver<Table>());
  copy->frozen = false;
  copy->tracked = false;
  if (schema && schema->text()) copy->name.schema = *schema->text();
  if (name) copy->name.name = *name;
  if (metadata) copy->metadata = std::dynamic_pointer_cast<MetaData>(metadata->native_share());
  if (copy->metadata) copy->metadata->add(copy, call);
  std::vector<std::shared_ptr<Column>> columns;
  for (const std::shared_ptr<Column>& column : copy->columns) {
    columns.push_back(adopted(column, copy, call));
  }
  copy->columns = std::move(columns);
  return Value::object(std::move(copy), call.span);
}

constexpr python::Builtin table_methods[] = {
    {"create", create_table, true},         {"drop", drop_table, true},
    {"append_column", append_column, true}, {"append_constraint", append_constraint, true},
    {"to_metadata", to_metadata, true},     {"tometadata", to_metadata, true}};

// ---- MetaData

// MetaData(schema=None, quote_schema=None, naming_convention=None, info=None)
Value make_metadata(const std::shared_ptr<Class>&, const Call& call) {
  std::optional<Value> schema, quote_schema, naming_convention, info, bind;
  if (!call.bind({{"schema", schema},
                  {"quote_schema", quote_schema},
                  {"naming_convention", naming_convention},
                  {"info", info},
                  {"bind", bind}})) {
    return Value::none();
  }
  auto metadata = std::make_shared<MetaData>();
  if (schema && schema->text()) metadata->schema = *schema->text();
  // Old versions took a bind first; what is no string is no schema.
  if (naming_convention) metadata->naming_convention = *naming_convention;
  if (info) metadata->info = *info;
  return Value::object(std::move(metadata), call.span);
}

using Tables = std::vector<std::shared_ptr<Table>>;

/// For each of the tables those that its foreign keys refer to, by their places. Keys that are
/// added later do not count, and neither do those of a table to itself.
std::vector<std::vector<std::size_t>> references(const Tables& tables, std::string_view schema,
                                                 const Site& site) {
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    places.emplace(fmt::format("{}", tables[i]->name), i);
  }
  std::vector<std::vector<std::size_t>> all(tables.size());
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const auto add = [&](const Value& target) {
      ir::TableName table;
      std::string column;
      if (!referent_of(target, schema, table, column, site)) return;
      const auto found = places.find(fmt::format("{}", table));
      if (found != places.end() && found->second != i) all[i].push_back(found->second);
    };
    for (const auto& column : tables[i]->columns) {
      for (const auto& key : column->foreign_keys) {
        if (!key->key.use_alter) add(key->target);
      }
    }
    for (const auto& constraint : tables[i]->constraints) {
      const auto* key = std::get_if<ir::ForeignKey>(&constraint->constraint);
      if (key && key->use_alter) continue;
      for (const Value& referent : constraint->referents) add(referent);
    }
  }
  return all;
}

/// Those whose foreign keys lead back to them.
std::vector<bool> in_cycles(const std::vector<std::vector<std::size_t>>& references) {
  std::vector<bool> found(references.size());
  for (std::size_t start = 0; start < references.size(); ++start) {
    std::vector<bool> seen(references.size());
    std::vector<std::size_t> waiting = references[start];
    while (!waiting.empty() && !seen[start]) {
      const std::size_t at = waiting.back();
      waiting.pop_back();
      if (seen[at]) continue;
      seen[at] = true;
      waiting.insert(waiting.end(), references[at].begin(), references[at].end());
    }
    found[start] = seen[start];
  }
  return found;
}

/// Tables in an order in which they can be created, round by round: those that refer to none that
/// is still to come.
struct Creation {
  Tables tables;
  std::vector<bool> cyclic;  ///< Their foreign keys can only be added when all tables are there.
};
Creation in_order(const Tables& tables, std::string_view schema, const Site& site) {
  const auto refers = references(tables, schema, site);
  const std::vector<bool> cyclic = in_cycles(refers);
  std::vector<bool> done(tables.size());
  Creation order;
  while (order.tables.size() < tables.size()) {
    std::vector<std::size_t> round;
    for (std::size_t i = 0; i < tables.size(); ++i) {
      const bool ready = cyclic[i] || std::ranges::all_of(refers[i], [&](std::size_t other) {
                           return done[other];
                         });
      if (!done[i] && ready) round.push_back(i);
    }
    for (const std::size_t i : round) {
      done[i] = true;
      order.tables.push_back(tables[i]);
      order.cyclic.push_back(cyclic[i]);
    }
  }
  return order;
}

/// The tables that create_all() and drop_all() are for; nothing when that is not known.
std::optional<Creation> wanted_tables(const MetaData& metadata, const std::optional<Value>& tables,
                                      bool skip, const std::optional<Value>& checkfirst,
                                      const Call& call) {
  Tables wanted = metadata.all(call);
  if (tables && !tables->is_none()) {
    const std::optional<std::vector<Value>> items = call.items(*tables);
    if (!items) return std::nullopt;
    wanted.clear();
    for (const Value& item : *items) {
      const auto table = std::dynamic_pointer_cast<Table>(item.native_share());
      if (!table) {
        World::of(call).refuse(call, "one of the tables is not known");
        return std::nullopt;
      }
      wanted.push_back(table);
    }
  }
  std::erase_if(wanted, [&](const std::shared_ptr<Table>& table) {
    return exists_already(table->name, is_set(checkfirst, true), call) == skip;
  });
  return in_order(wanted, metadata.schema, call);
}

/// The foreign keys of a table that are statements of their own: before DROP TABLE, behind CREATE
/// TABLE.
std::vector<ir::Constraint> take_altered(ir::Table& table, bool all, const Site& site) {
  std::vector<ir::Constraint> taken;
  const dialects::Target* target = World::of(site).outside().target;
  if (target && target->dialect && !target->dialect->facts().alters_columns) {
    // CREATE TABLE is the only place for them.
    for (ir::Constraint& constraint : table.constraints) {
      if (auto* key = std::get_if<ir::ForeignKey>(&constraint)) key->use_alter = false;
    }
    return taken;
  }
  std::erase_if(table.constraints, [&](ir::Constraint& constraint) {
    auto* key = std::get_if<ir::ForeignKey>(&constraint);
    if (!key || !(all || key->use_alter)) return false;
    taken.push_back(std::move(constraint));
    return true;
  });
  return taken;
}

// MetaData.create_all(bind, tables=None, checkfirst=True)
Value create_all(const Call& call) {
  std::optional<Value> bind, tables, checkfirst;
  if (!call.bind({{"bind", bind}, {"tables", tables}, {"checkfirst", checkfirst}})) {
    return Value::none();
  }
  World& world = World::of(call);
  const MetaData& metadata = call.receiver<MetaData>();
  const auto wanted = wanted_tables(metadata, tables, true, checkfirst, call);
  if (!wanted) return Value::none();
  for (const std::shared_ptr<DefaultItem>& sequence : metadata.sequences) {
    world.emit(call, ir::CreateSequence{.name = sequence->sequence,
                                        .options = sequence->options,
                                        .type = sequence->data_type});
  }
  std::vector<ir::AddConstraint> later;
  for (std::size_t i = 0; i < wanted->tables.size(); ++i) {
    std::optional<ir::Table> made = table_of(*wanted->tables[i], call);
    if (!made) return Value::none();
    for (ir::Constraint& key : take_altered(*made, wanted->cyclic[i], call)) {
      later.push_back({made->name, std::move(key)});
    }
    world.emit(call, ir::CreateTable{std::move(*made)});
  }
  for (ir::AddConstraint& key : later) world.emit(call, std::move(key));
  return Value::none(call.span);
}

// MetaData.drop_all(bind, tables=None, checkfirst=True)
Value drop_all(const Call& call) {
  std::optional<Value> bind, tables, checkfirst;
  if (!call.bind({{"bind", bind}, {"tables", tables}, {"checkfirst", checkfirst}})) {
    return Value::none();
  }
  World& world = World::of(call);
  const auto wanted = wanted_tables(call.receiver<MetaData>(), tables, false, checkfirst, call);
  if (!wanted) return Value::none();
  for (std::size_t i = 0; i < wanted->tables.size(); ++i) {
    const Table& table = *wanted->tables[i];
    const bool alters =
        std::ranges::any_of(table.columns,
                            [](const auto& column) {
                              return std::ranges::any_of(column->foreign_keys, [](const auto& key) {
                                return key->key.use_alter;
                              });
                            }) ||
        std::ranges::any_of(table.constraints, [](const auto& constraint) {
          const auto* key = std::get_if<ir::ForeignKey>(&constraint->constraint);
          return key && key->use_alter;
        });
    if (!alters && !wanted->cyclic[i]) continue;
    std::optional<ir::Table> made = table_of(table, call);
    if (!made) return Value::none();
    for (const ir::Constraint& key : take_altered(*made, wanted->cyclic[i], call)) {
      if (ir::name_of(key).text.empty()) {
        world.refuse(call,
                     fmt::format("the tables around `{}` refer to each other by a foreign key "
                                 "without a name, which cannot be dropped first",
                                 table.name),
                     "name the foreign key");
        return Value::none();
      }
      world.emit(call, ir::DropConstraint{
                           .table = table.name, .name = ir::name_of(key), .kind = drop_kind(key)});
    }
  }
  for (auto table = wanted->tables.rbegin(); table != wanted->tables.rend(); ++table) {
    world.emit(call, ir::DropTable{(*table)->name});
  }
  return Value::none(call.span);
}

// MetaData.reflect(bind, schema=None, views=False, only=None, extend_existing=False, …)
Value reflect(const Call& call) {
  std::optional<Value> bind, schema, views, only, extend_existing;
  python::Options more;
  if (!call.bind({{"bind", bind},
                  {"schema", schema},
                  {"views", views},
                  {"only", only},
                  {"extend_existing", extend_existing},
                  {"more", more}})) {
    return Value::none();
  }
  const auto metadata = std::dynamic_pointer_cast<MetaData>(call.self->native_share());
  if (!metadata) return Value::none(call.span);
  const std::string in = schema && schema->text() ? std::string(*schema->text()) : metadata->schema;
  std::vector<std::string> names;
  if (only && !only->is_none()) {
    const auto items = call.items(*only);
    if (!items) {
      World::of(call).refuse(call, "which tables to reflect is not known");
      return Value::none(call.span);
    }
    for (const Value& item : *items) names.emplace_back(item.text().value_or(""));
  } else {
    const ir::Schema* state = World::of(call).state(call, "`MetaData.reflect()`");
    const auto all = state ? table_names(in, *state, call) : std::nullopt;
    if (!all) return Value::none(call.span);
    names = *all;
  }
  for (const std::string& name : names) {
    const bool known = std::ranges::any_of(metadata->all(call), [&](const auto& table) {
      return table->name == ir::TableName{in, name};
    });
    if (!known && !reflected_table({in, name}, metadata, call)) break;
  }
  return Value::none(call.span);
}

// MetaData.clear()
Value clear(const Call& call) {
  MetaData& metadata = call.receiver<MetaData>();
  if (call.may_change(metadata)) metadata.tables.clear();
  return Value::none(call.span);
}

constexpr python::Builtin metadata_methods[] = {{"create_all", create_all, true},
                                                {"drop_all", drop_all, true},
                                                {"reflect", reflect, true},
                                                {"clear", clear, true}};

const SpecClass table_spec{"Table", "sqlalchemy.sql.schema", make_table_value};
const SpecClass metadata_spec{"MetaData", "sqlalchemy.sql.schema", make_metadata};

void define_tables(python::Module& module) {
  module.define("Table", Value::type(table_class()));
  module.define("MetaData", Value::type(metadata_class()));
}
constexpr python::ModelledModule modules[] = {
    {"sqlalchemy", define_tables},
    {"sqlalchemy.schema", define_tables},
    {"sqlalchemy.sql.schema", define_tables},
};

}  // namespace

extern const Part sqlalchemy_table{modules};

std::shared_ptr<Class> table_class() {
  static const auto cls = define_class(table_spec, {schema_item_class()}, table_methods);
  return cls;
}
std::shared_ptr<Class> metadata_class() {
  static const auto cls = define_class(metadata_spec, {}, metadata_methods);
  return cls;
}

bool TableArguments::apply(Table& table, const Call& call) const {
  if (comment) table.comment = *comment;
  if (prefixes) {
    for (const Value& prefix : *prefixes) {
      const auto text = prefix.text();
      if (!text) {
        return python::Binding{call, "prefixes", prefix.span}.refuse("a string", prefix);
      }
      table.prefixes.emplace_back(*text);
    }
  }
  table.origin = {call.span, call.evaluator.outermost_call()};
  return dialect_options(keywords, "Table", table.options, call);
}

std::shared_ptr<Table> make_table(ir::TableName name, std::shared_ptr<MetaData> metadata,
                                  const std::vector<python::Argument>& items, const Call& call) {
  auto table = std::make_shared<Table>();
  table->name = std::move(name);
  table->metadata = std::move(metadata);
  for (const bool columns : {true, false}) {
    for (const python::Argument& item : items) {
      if ((item.value.object<Column>() != nullptr) != columns) continue;
      if (!add_item(table, item.value, call, item.span)) return nullptr;
    }
  }
  if (table->metadata) {
    table->metadata->add(table, call);
    call.holds(table, Value::object(table->metadata));
  }
  return table;
}

// ---- objects

std::shared_ptr<Class> Table::type() const { return table_class(); }

const Column* Table::find_column(std::string_view key) const { return share_column(key).get(); }

std::shared_ptr<Column> Table::share_column(std::string_view key) const {
  for (const std::shared_ptr<Column>& column : columns) {
    if (column->key == key) return column;
  }
  return nullptr;
}

ir::FromItem Table::from_item() const { return {ir::TableRef{name, ""}}; }

std::vector<std::pair<std::string, Value>> Table::exported_columns() const {
  std::vector<std::pair<std::string, Value>> exported;
  for (const std::shared_ptr<Column>& column : columns) {
    exported.emplace_back(column->key, Value::object(column));
  }
  return exported;
}

std::optional<Value> Table::attribute(std::string_view attribute, const Site& site) const {
  if (attribute == "name") return text_or_none(name.name, site);
  if (attribute == "schema") return text_or_none(name.schema, site);
  if (attribute == "fullname" || attribute == "key") {
    return Value::text(fmt::format("{}", name), site.span);
  }
  if (attribute == "comment") {
    return comment ? Value::text(*comment, site.span) : Value::none(site.span);
  }
  if (attribute == "metadata") {
    return metadata ? Value::object(metadata, site.span) : Value::none(site.span);
  }
  if (attribute == "info") return info.is_none() ? Value::dict(site.span) : info;
  if (attribute == "indexes") {
    std::vector<Value> values;
    for (const auto& index : indexes) values.push_back(Value::object(index));
    return Value::list(std::move(values), site.span);
  }
  if (attribute == "constraints" || attribute == "foreign_key_constraints") {
    std::vector<Value> values;
    for (const auto& constraint : constraints) {
      if (attribute == "constraints" ||
          std::holds_alternative<ir::ForeignKey>(constraint->constraint)) {
        values.push_back(Value::object(constraint));
      }
    }
    for (const auto& column : columns) {
      for (const auto& key : column->foreign_keys) values.push_back(constraint_of(*key, column));
    }
    return Value::list(std::move(values), site.span);
  }
  if (attribute == "foreign_keys") {
    std::vector<Value> keys;
    for (const auto& constraint : constraints) {
      if (!std::holds_alternative<ir::ForeignKey>(constraint->constraint)) continue;
      if (const auto elements = constraint->attribute("elements", site)) {
        const std::vector<Value>* items = elements->items();
        if (items) keys.insert(keys.end(), items->begin(), items->end());
      }
    }
    for (const auto& column : columns) {
      for (const auto& key : column->foreign_keys) keys.push_back(Value::object(key));
    }
    return Value::list(std::move(keys), site.span);
  }
  return FromClause::attribute(attribute, site);
}

void Table::forget() {
  columns.clear();
  constraints.clear();
  indexes.clear();
  info = {};
  metadata = nullptr;
}

std::optional<std::string> Table::repr() const { return std::nullopt; }

std::shared_ptr<Class> MetaData::type() const { return metadata_class(); }

std::optional<Value> MetaData::attribute(std::string_view attribute, const Site& site) const {
  if (attribute == "naming_convention") return naming_convention;
  if (attribute == "schema") return text_or_none(schema, site);
  if (attribute == "info") return info.is_none() ? Value::dict(site.span) : info;
  if (attribute == "tables") {
    Value all = Value::dict(site.span);
    for (const std::shared_ptr<Table>& table : this->all(site)) {
      all.as<python::Dict>()->set(fmt::format("{}", table->name), Value::object(table));
    }
    return all;
  }
  if (attribute == "sorted_tables") {
    std::vector<Value> values;
    Tables named = all(site);
    std::ranges::sort(named, {}, [](const auto& table) { return fmt::format("{}", table->name); });
    for (const auto& table : in_order(named, schema, site).tables) {
      values.push_back(Value::object(table));
    }
    return Value::list(std::move(values), site.span);
  }
  return std::nullopt;
}

bool MetaData::set_attribute(std::string_view attribute, const Value& value, const Site& site) {
  if (attribute == "bind") return true;  // Old versions; execution has no place offline.
  if (!site.may_change(*this)) return true;
  if (attribute == "naming_convention") {
    naming_convention = value;
    return true;
  }
  if (attribute == "schema") {
    schema = value.text().value_or("");
    return true;
  }
  return false;
}

std::vector<std::shared_ptr<Table>> MetaData::all(const Site& site) const {
  if (!frozen) return tables;
  World& world = World::of(site);
  if (world.importing == nullptr && world.await_turn) world.await_turn();
  std::vector<std::shared_ptr<Table>> result = tables;
  {
    const std::scoped_lock lock(later->mutex);
    result.insert(result.end(), later->tables.begin(), later->tables.end());
  }
  for (const auto& [metadata, table] : world.added_tables) {
    if (metadata == this) result.push_back(std::dynamic_pointer_cast<Table>(table));
  }
  return result;
}

void MetaData::add(const std::shared_ptr<Table>& table, const Site& site) {
  if (!frozen) {
    if (!site.may_change(*this)) return;
    tables.push_back(table);
    site.holds(std::static_pointer_cast<MetaData>(shared_from_this()), Value::object(table));
    return;
  }
  World& world = World::of(site);
  if (world.importing == nullptr) {
    world.added_tables.emplace_back(this, table);
    return;
  }
  const std::scoped_lock lock(later->mutex);
  later->tables.push_back(table);
}

void MetaData::forget() {
  naming_convention = {};
  tables.clear();
  sequences.clear();
  info = {};
}

}  // namespace migc::library
