#include "compiler/library/database/reflect.h"

#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/library/world.h"

namespace migc::library {

using python::Site;
using python::Value;

namespace {

std::string class_of(const ir::Type& type, const std::string& dialect, std::string& module) {
  const bool postgresql = dialect == "postgresql",
             mysql = dialect == "mysql" || dialect == "mariadb";
  return match(
      type.kind,
      [&](const ir::Boolean&) { return std::string(mysql || dialect == "mssql" ? "" : "BOOLEAN"); },
      [&](const ir::Integer& integer) {
        using Size = ir::Integer::Size;
        if (integer.size == Size::Small) return std::string("SMALLINT");
        if (integer.size == Size::Big) return std::string("BIGINT");
        return std::string(integer.size == Size::Normal ? "INTEGER" : "");
      },
      [&](const ir::Numeric&) { return std::string(mysql ? "DECIMAL" : "NUMERIC"); },
      [&](const ir::Float& real) {
        if (postgresql) {
          return std::string(real.size == ir::Float::Size::Single ? "REAL" : "DOUBLE_PRECISION");
        }
        return std::string(real.size == ir::Float::Size::Double ? "" : "FLOAT");
      },
      [&](const ir::String& string) {
        if (string.form == ir::String::Form::Text) return std::string("TEXT");
        return std::string(string.form == ir::String::Form::Fixed ? "CHAR" : "VARCHAR");
      },
      [&](const ir::Binary&) {
        if (postgresql) module = "postgresql";
        return std::string(postgresql ? "BYTEA" : dialect == "sqlite" ? "BLOB" : "");
      },
      [&](const ir::Date&) { return std::string("DATE"); },
      [&](const ir::Time&) { return std::string("TIME"); },
      [&](const ir::Timestamp&) {
        if (postgresql) module = "postgresql";
        if (postgresql) return std::string("TIMESTAMP");
        if (type.exact == "TIMESTAMP") return std::string("TIMESTAMP");
        return std::string("DATETIME");
      },
      [&](const ir::Interval&) {
        if (postgresql) module = "postgresql";
        return std::string(postgresql ? "INTERVAL" : "");
      },
      [&](const ir::Json& json) {
        if (postgresql) module = "postgresql";
        if (dialect == "mariadb") return std::string();
        return std::string(postgresql && json.binary ? "JSONB" : "JSON");
      },
      [&](const ir::Uuid&) { return std::string(postgresql ? "UUID" : ""); },
      [&](const ir::Enum& enumeration) {
        if (postgresql && enumeration.native) {
          module = "postgresql";
          return std::string("ENUM");
        }
        if (mysql && enumeration.native) return std::string();
        return std::string("VARCHAR");
      },
      [&](const ir::Array&) {
        if (postgresql) module = "postgresql";
        return std::string(postgresql ? "ARRAY" : "");
      },
      [&](const auto&) { return std::string(); });
}

}  // namespace

ir::Presence table_presence(const ir::TableName& name, const ir::Schema& schema,
                            const Outside& outside) {
  const ir::Presence known = schema.table(name);
  if (known != ir::Presence::Unknown) return known;
  const std::string full = fmt::format("{}", name);
  if (std::ranges::find(outside.present, full) != outside.present.end()) {
    return ir::Presence::Present;
  }
  if (std::ranges::find(outside.absent, full) != outside.absent.end()) return ir::Presence::Absent;
  return known;
}

const ir::Table* known_table(const ir::TableName& name, const ir::Schema& schema,
                             const Site& site) {
  World& world = World::of(site);
  switch (table_presence(name, schema, world.outside())) {
    case ir::Presence::Absent:
      site.raise("sqlalchemy.exc.NoSuchTableError", fmt::format("{}", name));
      return nullptr;
    case ir::Presence::Unknown:
      world.refuse(
          site, fmt::format("whether table `{}` exists is not known", name),
          fmt::format("say it with `--assume-present {0}` or `--assume-absent {0}`", name));
      return nullptr;
    case ir::Presence::Present:
      break;
  }
  const ir::Table* table = schema.find_table(name);
  if (table == nullptr) {
    world.refuse(site, fmt::format("not all of table `{}` is known at this point", name));
    return nullptr;
  }
  world.assume(fmt::format("table `{}` is as the revisions before made it", name));
  return table;
}

Value reflected_type(const ir::Type& type, const Site& site) {
  const std::string& dialect = World::of(site).outside().dialect;
  ir::Type own = type.resolved(dialect);
  own.variants.clear();
  if (own.dialect == "sql") {  // As raw SQL writes it.
    const bool stamp = ascii_upper(own.exact).starts_with("TIMESTAMP");
    own.exact = stamp ? "TIMESTAMP" : "";
    own.dialect.clear();
  }
  std::string module;
  const std::string name = class_of(own, dialect, module);
  if (name.empty() || !type_class(name, module)) {
    return site.unknown("the type that the server gives back");
  }
  if (auto* enumeration = std::get_if<ir::Enum>(&own.kind); enumeration && name == "VARCHAR") {
    std::size_t longest = 0;
    for (const std::string& value : enumeration->values) longest = std::max(longest, value.size());
    ir::String string;
    string.length = enumeration->length.value_or(static_cast<std::int64_t>(longest));
    own.kind = string;
    own.exact = "VARCHAR";
  }
  return type_value(std::move(own), name, module);
}

std::vector<ReflectedIndex> reflected_indexes(const ir::Table& table, const Outside& outside) {
  std::vector<ReflectedIndex> result;
  for (const ir::Index& index : table.indexes) {
    ReflectedIndex& made = result.emplace_back();
    made.name = index.name.text;
    made.unique = index.unique;
    for (const ir::IndexElement& element : index.elements) {
      const auto* column = std::get_if<ir::ColumnRef>(&element.expression.node);
      made.columns.push_back(column ? std::optional(column->column) : std::nullopt);
    }
  }
  const bool unique_is_index =
      outside.dialect == "postgresql" || outside.dialect == "mysql" || outside.dialect == "mariadb";
  for (const ir::Constraint& constraint : table.constraints) {
    const auto* unique = std::get_if<ir::Unique>(&constraint);
    if (!unique || !unique_is_index) continue;
    ReflectedIndex& made = result.emplace_back();
    made.name = unique->name.text;
    made.unique = made.of_constraint = true;
    for (const std::string& column : unique->columns) made.columns.emplace_back(column);
  }
  std::ranges::stable_sort(result, {}, &ReflectedIndex::name);
  return result;
}

std::optional<std::vector<std::string>> table_names(const std::string& schema,
                                                    const ir::Schema& state, const Site& site) {
  World& world = World::of(site);
  std::string unknown;
  std::vector<std::string> names;
  const std::string wanted = schema == state.naming().default_schema ? std::string() : schema;
  state.for_each_table([&](const ir::TableState& table) {
    const ir::TableName key = state.key(table.table.name);
    const std::string of = key.schema == state.naming().default_schema ? "" : key.schema;
    if (of != wanted || table.presence == ir::Presence::Absent) return;
    const ir::Presence presence = table_presence(table.table.name, state, world.outside());
    if (presence == ir::Presence::Unknown && unknown.empty()) unknown = table.table.name.name;
    if (presence != ir::Presence::Absent) names.push_back(table.table.name.name);
  });
  if (state.is_open()) {
    world.refuse(site, "which tables the database held before the first revision is not known");
    return std::nullopt;
  }
  if (!unknown.empty()) {
    world.refuse(
        site, fmt::format("whether table `{}` exists is not known", unknown),
        fmt::format("say it with `--assume-present {0}` or `--assume-absent {0}`", unknown));
    return std::nullopt;
  }
  std::ranges::sort(names);
  world.assume("the database holds the tables that the revisions before made");
  return names;
}

std::shared_ptr<Table> reflected_table(const ir::TableName& name,
                                       const std::shared_ptr<MetaData>& metadata,
                                       const Site& site) {
  World& world = World::of(site);
  const ir::Schema* state = world.state(site, fmt::format("reflecting the table `{}`", name));
  if (state == nullptr) return nullptr;
  const ir::Table* known = known_table(name, *state, site);
  if (known == nullptr) return nullptr;

  auto table = std::make_shared<Table>();
  table->name = name;
  table->metadata = metadata;
  table->reflected = true;
  table->comment = known->comment;
  for (const ir::Column& from : known->columns) {
    auto column = std::make_shared<Column>();
    column->column = from;
    column->key = from.name;
    column->nullable_said = true;
    column->type_.type = from.type;
    column->type_.value = reflected_type(from.type, site);
    if (const auto* object = column->type_.value.object<TypeObject>()) {
      column->type_.type = object->sql;
    }
    column->table = table;
    for (const ir::Constraint& constraint : known->constraints) {
      const auto* key = std::get_if<ir::ForeignKey>(&constraint);
      if (!key || key->columns.size() != 1 || key->columns.front() != from.name ||
          key->referred_columns.size() != 1) {
        continue;
      }
      auto made = std::make_shared<ForeignKey>();
      made->target =
          Value::text(fmt::format("{}.{}", key->referred, key->referred_columns.front()));
      made->key = *key;
      made->named_none = key->name.empty();
      column->foreign_keys.push_back(std::move(made));
    }
    site.holds(column, Value::object(table));
    table->columns.push_back(std::move(column));
  }
  for (const ir::Constraint& constraint : known->constraints) {
    if (std::holds_alternative<ir::ForeignKey>(constraint)) {
      const auto& key = std::get<ir::ForeignKey>(constraint);
      if (key.columns.size() == 1 && key.referred_columns.size() == 1) continue;  // Of its column.
    }
    auto item = std::make_shared<ConstraintItem>();
    item->constraint = constraint;
    item->name.text = ir::name_of(constraint).text;
    const auto columns = [&](const std::vector<std::string>& names) {
      for (const std::string& column : names) item->columns.push_back(Value::text(column));
    };
    match(
        constraint, [&](const ir::PrimaryKey& key) { columns(key.columns); },
        [&](const ir::Unique& key) { columns(key.columns); },
        [&](const ir::ForeignKey& key) {
          columns(key.columns);
          for (const std::string& column : key.referred_columns) {
            item->referents.push_back(Value::text(fmt::format("{}.{}", key.referred, column)));
          }
        },
        [](const auto&) {});
    item->table = table;
    site.holds(item, Value::object(table));
    table->constraints.push_back(std::move(item));
  }
  for (const ir::Index& index : known->indexes) {
    auto item = std::make_shared<IndexItem>();
    item->name.text = index.name.text;
    item->unique = index.unique;
    item->options = index.options;
    item->table = table;
    for (const ir::IndexElement& element : index.elements) {
      if (const auto* column = std::get_if<ir::ColumnRef>(&element.expression.node)) {
        item->expressions.push_back(Value::text(column->column));
      }
    }
    if (item->expressions.size() != index.elements.size()) continue;  // As SQLAlchemy skips them.
    site.holds(item, Value::object(table));
    table->indexes.push_back(std::move(item));
  }
  if (metadata) metadata->add(table, site);
  return table;
}

}  // namespace migc::library
