// The tables in which servers describe themselves, filled from the replay.
#include <algorithm>
#include <array>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/library/database/answer.h"

namespace migc::library {
namespace {

using python::Value;

Value text(std::string value) { return Value::text(std::move(value)); }
Value not_modelled() { return Value::unknown({}, "a fact that only the server knows"); }

/// Lists the objects of a schema in the columns of one catalogue.
class Filler {
 public:
  Filler(const ir::Schema& schema, const Outside& outside)
      : schema_(schema), home_(default_schema(schema, outside)) {}

  void columns(std::initializer_list<std::string_view> names) {
    catalog.columns.assign(names.begin(), names.end());
  }
  void row(std::vector<Value> cells, bool perhaps) {
    catalog.rows.push_back({std::move(cells), perhaps});
  }
  /// What the server holds besides: never told apart, and never named by a migration.
  void foreign() {
    catalog.rows.push_back(
        {std::vector<Value>(catalog.columns.size(), text(std::string(foreign_name))), true});
  }

  template <class F>
  void each_table(F&& visit) {
    schema_.for_each_table([&](const ir::TableState& state) {
      if (state.presence == ir::Presence::Absent) return;
      visit(state, schema_of(state.table.name), state.presence != ir::Presence::Present);
    });
  }
  template <class F>
  void each_view(F&& visit) {
    schema_.for_each_view([&](const ir::ViewState& state) {
      if (state.presence == ir::Presence::Absent) return;
      visit(state, schema_of(state.view.name), state.presence != ir::Presence::Present);
    });
  }
  template <class F>
  void each_type(F&& visit) {
    schema_.for_each_type([&](const ir::TypeState& state) {
      const std::optional<ir::TableName> name = ir::name_of(state.type);
      if (state.presence == ir::Presence::Absent || !name) return;
      visit(state, *name, state.presence != ir::Presence::Present);
    });
  }
  Value schema_of(const ir::TableName& name) const {
    return text(name.schema.empty() ? home_ : name.schema);
  }
  const std::string& home() const { return home_; }

  Catalog catalog;

 private:
  const ir::Schema& schema_;
  std::string home_;
};

std::string_view constraint_type(const ir::Constraint& constraint) {
  return match(
      constraint, [](const ir::PrimaryKey&) { return std::string_view("PRIMARY KEY"); },
      [](const ir::Unique&) { return std::string_view("UNIQUE"); },
      [](const ir::ForeignKey&) { return std::string_view("FOREIGN KEY"); },
      [](const ir::Check&) { return std::string_view("CHECK"); },
      [](const ir::Exclude&) { return std::string_view("EXCLUDE"); });
}
std::string_view constraint_code(const ir::Constraint& constraint) {
  return match(
      constraint, [](const ir::PrimaryKey&) { return std::string_view("p"); },
      [](const ir::Unique&) { return std::string_view("u"); },
      [](const ir::ForeignKey&) { return std::string_view("f"); },
      [](const ir::Check&) { return std::string_view("c"); },
      [](const ir::Exclude&) { return std::string_view("x"); });
}
std::vector<std::string> columns_of(const ir::Constraint& constraint) {
  if (const auto* key = std::get_if<ir::PrimaryKey>(&constraint)) return key->columns;
  if (const auto* key = std::get_if<ir::Unique>(&constraint)) return key->columns;
  if (const auto* key = std::get_if<ir::ForeignKey>(&constraint)) return key->columns;
  return {};
}
Value constraint_name(const ir::Constraint& constraint) {
  const std::string& name = ir::name_of(constraint).text;
  return name.empty() ? not_modelled() : text(name);
}
Value index_name(const ir::Index& index) {
  return index.name.empty() ? not_modelled() : text(index.name.text);
}

/// As PostgreSQL's information_schema spells it; Unknown for what is spelled otherwise by others.
Value data_type(const ir::Type& type, std::string_view dialect) {
  if (dialect != "postgresql") return not_modelled();
  const ir::Type& own = type.resolved(dialect);
  const auto spelled = [](std::string_view name) { return Value::text(std::string(name)); };
  if (std::holds_alternative<ir::Boolean>(own.kind)) return spelled("boolean");
  if (const auto* integer = std::get_if<ir::Integer>(&own.kind)) {
    using Size = ir::Integer::Size;
    if (integer->size == Size::Small) return spelled("smallint");
    if (integer->size == Size::Big) return spelled("bigint");
    return spelled("integer");
  }
  if (const auto* string = std::get_if<ir::String>(&own.kind)) {
    if (string->form == ir::String::Form::Text) return spelled("text");
    return spelled(string->form == ir::String::Form::Fixed ? "character" : "character varying");
  }
  if (const auto* json = std::get_if<ir::Json>(&own.kind)) {
    return spelled(json->binary ? "jsonb" : "json");
  }
  if (const auto* time = std::get_if<ir::Timestamp>(&own.kind)) {
    return spelled(time->timezone ? "timestamp with time zone" : "timestamp without time zone");
  }
  if (std::holds_alternative<ir::Uuid>(own.kind)) return spelled("uuid");
  if (std::holds_alternative<ir::Date>(own.kind)) return spelled("date");
  if (std::holds_alternative<ir::Numeric>(own.kind)) return spelled("numeric");
  if (std::holds_alternative<ir::Binary>(own.kind)) return spelled("bytea");
  if (std::holds_alternative<ir::Array>(own.kind)) return spelled("ARRAY");
  if (const auto* enumeration = std::get_if<ir::Enum>(&own.kind)) {
    return enumeration->native ? spelled("USER-DEFINED") : spelled("character varying");
  }
  return not_modelled();
}

void information_columns(Filler& to, std::string_view dialect) {
  to.columns({"table_schema", "table_name", "column_name", "is_nullable", "data_type", "udt_name",
              "column_default", "character_maximum_length", "ordinal_position", "column_type",
              "collation_name", "numeric_precision", "datetime_precision"});
  to.each_table([&](const ir::TableState& state, const Value& schema, bool perhaps) {
    std::int64_t position = 0;
    for (const ir::Column& column : state.table.columns) {
      ++position;
      const ir::Type& type = column.type.resolved(dialect);
      Value length = Value::none();
      if (const auto* string = std::get_if<ir::String>(&type.kind); string && string->length) {
        length = Value::integer(*string->length);
      }
      const auto* enumeration = std::get_if<ir::Enum>(&type.kind);
      if (enumeration && !enumeration->native) length = not_modelled();
      const Value udt =
          enumeration && enumeration->native ? text(enumeration->name.text) : not_modelled();
      to.row({schema, text(state.table.name.name), text(column.name),
              text(column.nullable ? "YES" : "NO"), data_type(column.type, dialect), udt,
              column.has_server_default() ? not_modelled() : Value::none(), length,
              state.complete && state.dropped_columns.empty() ? Value::integer(position)
                                                              : not_modelled(),
              not_modelled(), not_modelled(), not_modelled(), not_modelled()},
             perhaps);
    }
    if (!state.complete) {  // Columns that nobody told of.
      std::vector<Value> unseen(to.catalog.columns.size(), not_modelled());
      unseen[0] = schema;
      unseen[1] = text(state.table.name.name);
      to.row(std::move(unseen), true);
    }
  });
  to.foreign();
}

void information_tables(Filler& to) {
  to.columns({"table_schema", "table_name", "table_type", "engine", "table_collation"});
  to.each_table([&](const ir::TableState& state, const Value& schema, bool perhaps) {
    to.row(
        {schema, text(state.table.name.name), text("BASE TABLE"), not_modelled(), not_modelled()},
        perhaps);
  });
  to.each_view([&](const ir::ViewState& state, const Value& schema, bool perhaps) {
    to.row({schema, text(state.view.name.name), text("VIEW"), not_modelled(), not_modelled()},
           perhaps || state.view.materialized);
  });
  to.foreign();
}

void information_constraints(Filler& to, bool with_columns) {
  if (with_columns) {
    to.columns({"constraint_schema", "constraint_name", "table_schema", "table_name", "column_name",
                "referenced_table_name", "referenced_column_name"});
  } else {
    to.columns(
        {"constraint_schema", "constraint_name", "table_schema", "table_name", "constraint_type"});
  }
  to.each_table([&](const ir::TableState& state, const Value& schema, bool perhaps) {
    const Value table = text(state.table.name.name);
    for (const ir::Constraint& constraint : state.table.constraints) {
      const Value name = constraint_name(constraint);
      if (!with_columns) {
        to.row({schema, name, schema, table, text(std::string(constraint_type(constraint)))},
               perhaps);
        continue;
      }
      const auto* key = std::get_if<ir::ForeignKey>(&constraint);
      const std::vector<std::string> columns = columns_of(constraint);
      for (std::size_t i = 0; i < columns.size(); ++i) {
        to.row({schema, name, schema, table, text(columns[i]),
                key ? text(key->referred.name) : Value::none(),
                key && i < key->referred_columns.size() ? text(key->referred_columns[i])
                                                        : Value::none()},
               perhaps);
      }
    }
    // NOT NULL is a CHECK of a name that nobody gave.
    std::vector<Value> unseen(to.catalog.columns.size(), not_modelled());
    unseen[2] = schema;
    unseen[3] = table;
    if (!with_columns && state.complete) {
      unseen[1] = text(std::string(foreign_name));
      unseen[4] = text("CHECK");
    }
    if (!with_columns || !state.complete) to.row(std::move(unseen), true);
  });
  to.foreign();
}

void pg_indexes(Filler& to) {
  to.columns({"schemaname", "tablename", "indexname", "indexdef", "tablespace"});
  to.each_table([&](const ir::TableState& state, const Value& schema, bool perhaps) {
    const Value table = text(state.table.name.name);
    const auto add = [&](const Value& name) {
      to.row({schema, table, name, not_modelled(), Value::none()}, perhaps);
    };
    for (const ir::Index& index : state.table.indexes) add(index_name(index));
    for (const ir::Constraint& constraint : state.table.constraints) {
      if (std::holds_alternative<ir::PrimaryKey>(constraint) ||
          std::holds_alternative<ir::Unique>(constraint)) {
        add(constraint_name(constraint));
      }
    }
    if (!state.complete)
      to.row({schema, table, not_modelled(), not_modelled(), Value::none()}, true);
  });
  to.foreign();
}

void statistics(Filler& to) {
  to.columns(
      {"table_schema", "table_name", "index_name", "column_name", "non_unique", "seq_in_index"});
  to.each_table([&](const ir::TableState& state, const Value& schema, bool perhaps) {
    const Value table = text(state.table.name.name);
    for (const ir::Index& index : state.table.indexes) {
      std::int64_t position = 0;
      for (const ir::IndexElement& element : index.elements) {
        const auto* column = std::get_if<ir::ColumnRef>(&element.expression.node);
        to.row({schema, table, index_name(index), column ? text(column->column) : Value::none(),
                Value::integer(index.unique ? 0 : 1), Value::integer(++position)},
               perhaps);
      }
    }
    for (const ir::Constraint& constraint : state.table.constraints) {
      if (std::holds_alternative<ir::Check>(constraint)) continue;
      const bool primary = std::holds_alternative<ir::PrimaryKey>(constraint);
      const bool foreign = std::holds_alternative<ir::ForeignKey>(constraint);
      std::int64_t position = 0;
      for (const std::string& column : columns_of(constraint)) {
        to.row({schema, table, primary ? text("PRIMARY") : constraint_name(constraint),
                text(column), Value::integer(foreign ? 1 : 0), Value::integer(++position)},
               perhaps || foreign);
      }
    }
    if (!state.complete) {
      to.row({schema, table, not_modelled(), not_modelled(), not_modelled(), not_modelled()}, true);
    }
  });
  to.foreign();
}

void pg_class(Filler& to) {
  to.columns({"oid", "relname", "relkind", "relnamespace", "relispartition", "reltuples"});
  const auto space = [](const Value& schema) {
    return text(object_id("namespace", {"", std::string(schema.text().value_or(""))}));
  };
  to.each_table([&](const ir::TableState& state, const Value& schema, bool perhaps) {
    const ir::TableName& name = state.table.name;
    const bool partitioned = state.table.options.find("postgresql_partition_by") != nullptr;
    to.row({text(object_id("class", name)), text(name.name), text(partitioned ? "p" : "r"),
            space(schema), not_modelled(), not_modelled()},
           perhaps);
    const auto index = [&](const Value& of) {
      to.row({of.is_unknown()
                  ? not_modelled()
                  : text(object_id("class", {name.schema, std::string(of.text().value_or(""))})),
              of, text(partitioned ? "I" : "i"), space(schema), not_modelled(), not_modelled()},
             perhaps);
    };
    for (const ir::Index& of : state.table.indexes) index(index_name(of));
    for (const ir::Constraint& constraint : state.table.constraints) {
      if (std::holds_alternative<ir::PrimaryKey>(constraint) ||
          std::holds_alternative<ir::Unique>(constraint)) {
        index(constraint_name(constraint));
      }
    }
  });
  to.each_view([&](const ir::ViewState& state, const Value& schema, bool perhaps) {
    to.row(
        {text(object_id("class", state.view.name)), text(state.view.name.name),
         text(state.view.materialized ? "m" : "v"), space(schema), not_modelled(), not_modelled()},
        perhaps);
  });
  to.foreign();
}

void pg_index(Filler& to) {
  to.columns({"indexrelid", "indrelid", "indisvalid", "indisready", "indislive", "indisunique",
              "indisprimary", "indpred", "indkey"});
  to.each_table([&](const ir::TableState& state, const Value&, bool perhaps) {
    const ir::TableName& name = state.table.name;
    const Value table = text(object_id("class", name));
    const auto add = [&](const Value& of, bool unique, bool primary) {
      const Value id =
          of.is_unknown()
              ? not_modelled()
              : text(object_id("class", {name.schema, std::string(of.text().value_or(""))}));
      // What a migration built is valid, or the migration failed.
      to.row({id, table, Value::boolean(true), Value::boolean(true), Value::boolean(true),
              Value::boolean(unique), Value::boolean(primary), not_modelled(), not_modelled()},
             perhaps);
    };
    for (const ir::Index& index : state.table.indexes) {
      add(index_name(index), index.unique, false);
    }
    for (const ir::Constraint& constraint : state.table.constraints) {
      const bool primary = std::holds_alternative<ir::PrimaryKey>(constraint);
      if (primary || std::holds_alternative<ir::Unique>(constraint)) {
        add(constraint_name(constraint), true, primary);
      }
    }
    if (!state.complete) {
      std::vector<Value> unseen(to.catalog.columns.size(), not_modelled());
      unseen[1] = table;
      to.row(std::move(unseen), true);
    }
  });
  to.foreign();
}

void pg_constraint(Filler& to) {
  to.columns({"oid", "conname", "conrelid", "contype", "connamespace", "confrelid", "conkey",
              "convalidated", "confdeltype"});
  to.each_table([&](const ir::TableState& state, const Value& schema, bool perhaps) {
    const Value table = text(object_id("class", state.table.name));
    const Value space = text(object_id("namespace", {"", std::string(schema.text().value_or(""))}));
    for (const ir::Constraint& constraint : state.table.constraints) {
      const auto* key = std::get_if<ir::ForeignKey>(&constraint);
      to.row({not_modelled(), constraint_name(constraint), table,
              text(std::string(constraint_code(constraint))), space,
              key ? text(object_id("class", key->referred)) : Value::none(), not_modelled(),
              not_modelled(), not_modelled()},
             perhaps);
    }
    if (!state.complete) {
      std::vector<Value> unseen(to.catalog.columns.size(), not_modelled());
      unseen[2] = table;
      to.row(std::move(unseen), true);
    }
  });
  to.foreign();
}

void pg_attribute(Filler& to) {
  to.columns({"attrelid", "attname", "attnum", "attnotnull", "attisdropped", "atttypid"});
  to.each_table([&](const ir::TableState& state, const Value&, bool perhaps) {
    const Value table = text(object_id("class", state.table.name));
    for (const ir::Column& column : state.table.columns) {
      to.row({table, text(column.name), not_modelled(), Value::boolean(!column.nullable),
              Value::boolean(false), not_modelled()},
             perhaps);
    }
    if (!state.complete) {
      std::vector<Value> unseen(to.catalog.columns.size(), not_modelled());
      unseen[0] = table;
      to.row(std::move(unseen), true);
    }
  });
  to.foreign();
}

void pg_type(Filler& to) {
  to.columns({"oid", "typname", "typtype", "typnamespace", "typcategory"});
  to.each_type([&](const ir::TypeState& state, const ir::TableName& name, bool perhaps) {
    const bool enumeration = std::holds_alternative<ir::Enum>(state.type.kind);
    const bool domain = std::holds_alternative<ir::Domain>(state.type.kind);
    to.row({text(object_id("type", name)), text(name.name),
            enumeration ? text("e")
            : domain    ? text("d")
                        : not_modelled(),
            text(object_id("namespace", {"", name.schema.empty() ? to.home() : name.schema})),
            enumeration ? text("E") : not_modelled()},
           perhaps);
  });
  // Every table is a type as well.
  to.each_table([&](const ir::TableState& state, const Value&, bool perhaps) {
    to.row({text(object_id("type", state.table.name)), text(state.table.name.name), text("c"),
            not_modelled(), text("C")},
           perhaps);
  });
  to.foreign();
}

void pg_enum(Filler& to) {
  to.columns({"enumtypid", "enumlabel", "enumsortorder"});
  to.each_type([&](const ir::TypeState& state, const ir::TableName& name, bool perhaps) {
    const auto* enumeration = std::get_if<ir::Enum>(&state.type.kind);
    if (!enumeration) return;
    std::int64_t position = 0;
    for (const std::string& value : enumeration->values) {
      to.row({text(object_id("type", name)), text(value), Value::integer(++position)}, perhaps);
    }
  });
}

void pg_namespace(Filler& to, const ir::Schema& schema) {
  to.columns({"oid", "nspname"});
  to.row({text(object_id("namespace", {"", to.home()})), text(to.home())}, false);
  schema.for_each_namespace([&](const std::string& name, const ir::NamespaceState& state) {
    if (state.presence == ir::Presence::Absent || name.empty() || name == to.home()) return;
    to.row({text(object_id("namespace", {"", name})), text(name)},
           state.presence != ir::Presence::Present);
  });
  to.foreign();
}

void pg_tables(Filler& to) {
  to.columns({"schemaname", "tablename"});
  to.each_table([&](const ir::TableState& state, const Value& schema, bool perhaps) {
    to.row({schema, text(state.table.name.name)}, perhaps);
  });
  to.foreign();
}

void sqlite_master(Filler& to) {
  to.columns({"type", "name", "tbl_name", "sql", "rootpage"});
  to.each_table([&](const ir::TableState& state, const Value&, bool perhaps) {
    const Value table = text(state.table.name.name);
    to.row({text("table"), table, table, not_modelled(), not_modelled()}, perhaps);
    for (const ir::Index& index : state.table.indexes) {
      to.row({text("index"), index_name(index), table, not_modelled(), not_modelled()}, perhaps);
    }
    if (!state.complete) {
      to.row({not_modelled(), not_modelled(), table, not_modelled(), not_modelled()}, true);
    }
    // What SQLite makes for keys is called `sqlite_autoindex_…`.
    to.row({text("index"), text(std::string(foreign_name)), table, Value::none(), not_modelled()},
           true);
  });
  to.each_view([&](const ir::ViewState& state, const Value&, bool perhaps) {
    const Value view = text(state.view.name.name);
    to.row({text("view"), view, view, not_modelled(), not_modelled()}, perhaps);
  });
  to.foreign();
}

}  // namespace

bool is_catalog(const ir::TableName& name) {
  const std::string space = ascii_lower(name.schema), own = ascii_lower(name.name);
  if (space == "information_schema" || space == "pg_catalog" || space == "sys") return true;
  return space.empty() && (own.starts_with("pg_") || own.starts_with("sqlite_"));
}

std::string default_schema(const ir::Schema& schema, const Outside& outside) {
  if (!schema.naming().default_schema.empty()) return std::string(schema.naming().default_schema);
  return fmt::format("\x03{}", outside.dialect);
}

std::string object_id(std::string_view kind, const ir::TableName& name) {
  return fmt::format("\x04{}:{}:{}", kind, name.schema, name.name);
}

std::optional<Catalog> catalog(const ir::TableName& name, const ir::Schema& schema,
                               const Outside& outside) {
  const std::string space = ascii_lower(name.schema), own = ascii_lower(name.name);
  Filler to(schema, outside);
  if (space == "information_schema") {
    if (own == "columns") {
      information_columns(to, outside.dialect);
    } else if (own == "tables") {
      information_tables(to);
    } else if (own == "table_constraints") {
      information_constraints(to, false);
    } else if (own == "key_column_usage") {
      information_constraints(to, true);
    } else if (own == "statistics") {
      statistics(to);
    } else {
      return std::nullopt;
    }
    return std::move(to.catalog);
  }
  if (outside.dialect == "sqlite" && (own == "sqlite_master" || own == "sqlite_schema")) {
    sqlite_master(to);
    return std::move(to.catalog);
  }
  if (outside.dialect != "postgresql" || (!space.empty() && space != "pg_catalog")) {
    return std::nullopt;
  }
  if (own == "pg_indexes") {
    pg_indexes(to);
  } else if (own == "pg_class") {
    pg_class(to);
  } else if (own == "pg_index") {
    pg_index(to);
  } else if (own == "pg_constraint") {
    pg_constraint(to);
  } else if (own == "pg_attribute") {
    pg_attribute(to);
  } else if (own == "pg_type") {
    pg_type(to);
  } else if (own == "pg_enum") {
    pg_enum(to);
  } else if (own == "pg_namespace") {
    pg_namespace(to, schema);
  } else if (own == "pg_tables") {
    pg_tables(to);
  } else {
    return std::nullopt;
  }
  return std::move(to.catalog);
}

}  // namespace migc::library
