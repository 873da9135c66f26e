// PostgreSQL's types, their literals, and the types that have names of their own.
#include <algorithm>
#include <array>
#include <cmath>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/ir/schema.h"
#include "dialects/literal.h"
#include "dialects/postgresql.h"

namespace migc::dialects {
namespace {

/// Types that are their names. Sorted.
constexpr auto plain_types = std::to_array<std::string_view>(
    {"BYTEA",          "CIDR",      "CITEXT",         "DATEMULTIRANGE", "DATERANGE",
     "HSTORE",         "INET",      "INT4MULTIRANGE", "INT4RANGE",      "INT8MULTIRANGE",
     "INT8RANGE",      "JSON",      "JSONB",          "JSONPATH",       "MACADDR",
     "MACADDR8",       "MONEY",     "NUMMULTIRANGE",  "NUMRANGE",       "OID",
     "REGCLASS",       "REGCONFIG", "TSMULTIRANGE",   "TSQUERY",        "TSRANGE",
     "TSTZMULTIRANGE", "TSTZRANGE", "TSVECTOR"});

/// Precision is an attribute that the types of MySQL (`fsp`) do not share.
std::string with_zone(std::string_view name, bool timezone, std::optional<int> precision,
                      const ir::Type& type) {
  const bool said = precision && type.dialect != "mysql";
  return fmt::format("{}{} {} TIME ZONE", name, said ? fmt::format("({})", *precision) : "",
                     timezone ? "WITH" : "WITHOUT");
}

std::string dimensions(std::string item, int count) {
  std::string brackets;
  for (int i = 0; i < count; ++i) brackets += "[]";
  const std::size_t collation = item.find(" COLLATE");
  item.insert(collation == std::string::npos ? item.size() : collation, brackets);
  return item;
}

}  // namespace

std::string Postgresql::type_name(std::string_view kind, const ir::ObjectName& name,
                                  std::string_view schema, const Rendering& in) const {
  if (name.empty()) {
    in.refuse("unnamed-type", "{} without a name: {} needs one", kind, facts().display)
        .help("give it `name=`");
    return {};
  }
  const std::string quoted_name = quote(name.text, name.quote, in);
  return schema.empty() ? quoted_name : fmt::format("{}.{}", schema_name(schema, in), quoted_name);
}

std::string Postgresql::spell_type(const ir::Type& type, const Rendering& in,
                                   const ir::Column* column) const {
  const std::string& exact = type.exact;
  if (const auto* array = std::get_if<ir::Array>(&type.kind)) {
    return dimensions(this->type(*array->item, in, column), array->dimensions.value_or(1));
  }
  if (const auto* named = std::get_if<ir::Enum>(&type.kind)) {
    if (named->dialect_native && !type.dialect.empty() && type.dialect != "postgresql") {
      return no_such_type(type, in);
    }
    if (!named->native) return Dialect::spell_type(type, in, column);
    return type_name("enum", named->name, named->schema, in);
  }
  if (const auto* domain = std::get_if<ir::Domain>(&type.kind)) {
    return type_name("domain", domain->name, domain->schema, in);
  }
  if (const auto* stamp = std::get_if<ir::Timestamp>(&type.kind);
      stamp != nullptr && (exact.empty() || exact == "TIMESTAMP" || type.dialect == "sqlite")) {
    return with_zone("TIMESTAMP", stamp->timezone, stamp->precision, type);
  }
  if (const auto* time = std::get_if<ir::Time>(&type.kind);
      time != nullptr && (exact.empty() || exact == "TIME")) {
    return with_zone("TIME", time->timezone, time->precision, type);
  }
  if (const auto* span = std::get_if<ir::Interval>(&type.kind)) {
    if (!span->native) return with_zone("TIMESTAMP", false, std::nullopt, type);
    if (!type.dialect.empty() && type.dialect != "postgresql") return no_such_type(type, in);
    std::string text = "INTERVAL";
    if (!span->fields.empty()) text += " " + span->fields;
    const auto precision = exact.empty() ? span->second_precision : span->precision;
    if (precision) text += fmt::format(" ({})", *precision);
    return text;
  }
  if (const auto* number = std::get_if<ir::Float>(&type.kind)) {
    if (exact.empty() && number->size == ir::Float::Size::Double) return "DOUBLE PRECISION";
    if ((exact.empty() || exact == "FLOAT") && number->precision.value_or(0) != 0) {
      return fmt::format("FLOAT({})", *number->precision);
    }
  }
  if (const auto* json = std::get_if<ir::Json>(&type.kind)) return json->binary ? "JSONB" : "JSON";
  if (const auto* uuid = std::get_if<ir::Uuid>(&type.kind)) {
    if (!exact.empty() && exact != "UUID") return no_such_type(type, in);
    return uuid->native || exact == "UUID" ? "UUID" : "CHAR(32)";
  }
  if (std::holds_alternative<ir::Binary>(type.kind) && exact.empty()) return "BYTEA";
  if (exact == "BIT" && type.dialect == "postgresql") {
    if (const auto* bits = std::get_if<ir::Named>(&type.kind)) return bits->sql;
  }
  if (std::ranges::binary_search(plain_types, std::string_view(exact))) return exact;
  return Dialect::spell_type(type, in, column);
}

// ---- literals

// With standard_conforming_strings, on since 9.1, a backslash is a letter like any other.
std::string Postgresql::string_literal(std::string_view text, const Rendering& in) const {
  if (text.find('\\') != std::string_view::npos) {
    in.unlike_alembic(
        "a backslash in a literal stands once; Alembic doubles it, and PostgreSQL would keep both");
  }
  return Dialect::string_literal(text, in);
}

std::string Postgresql::spell_literal(const ir::Datum& value, const ir::Type& type,
                                      const Rendering& in) const {
  if (const auto* number = std::get_if<double>(&value.data);
      number != nullptr && !std::isfinite(*number)) {
    in.unlike_alembic("what is no finite number is written as PostgreSQL reads it, in quotes");
    return std::isnan(*number) ? "'NaN'" : *number < 0 ? "'-Infinity'" : "'Infinity'";
  }
  const auto* array = std::get_if<ir::Array>(&type.kind);
  const auto* untyped = std::get_if<ir::DatumList>(&value.data);
  if (untyped != nullptr && std::holds_alternative<ir::NullType>(type.kind)) {
    // As the drivers spell a list of which no type is said.
    std::vector<std::string> items;
    for (const ir::Datum& item : untyped->items) items.push_back(literal(item, type, in));
    return items.empty() ? "'{}'" : fmt::format("ARRAY[{}]", join_text(items, ", "));
  }
  if (array == nullptr) return Dialect::spell_literal(value, type, in);
  const auto* list = std::get_if<ir::DatumList>(&value.data);
  if (list == nullptr) return no_such_literal(value, type, in);
  std::vector<std::string> items;
  for (const ir::Datum& item : list->items) {
    const bool nested = std::holds_alternative<ir::DatumList>(item.data);
    items.push_back(nested ? spell_literal(item, type, in) : literal(item, *array->item, in));
  }
  // Of an empty array the server cannot tell what it is empty of.
  if (items.empty()) {
    in.unlike_alembic("an empty array says its type, without which PostgreSQL rejects it");
    return fmt::format("ARRAY[]::{}", this->type(type, in));
  }
  return fmt::format("ARRAY[{}]", join_text(items, ", "));
}

// What is not plain text is written in the hexadecimal form of BYTEA.
std::string Postgresql::bytes_literal(std::string_view bytes, const Rendering& in) const {
  const bool plain =
      std::ranges::all_of(bytes, [](char c) { return c >= 0x20 && c < 0x7f && c != '\\'; });
  if (plain) return string_literal(bytes, in);
  std::string digits;
  for (const char c : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(c));
  in.unlike_alembic("bytes are written in hexadecimal; Alembic writes them as text");
  return fmt::format("'\\x{}'", digits);
}

std::string Postgresql::interval_literal(const ir::Duration& value, const ir::Type&,
                                         const Rendering&) const {
  return fmt::format("make_interval(secs=>{})", seconds_text(value));
}

// ---- CREATE TYPE, CREATE DOMAIN

std::string Postgresql::enum_definition(const ir::Enum& type, const Rendering& in) const {
  std::vector<std::string> values;
  for (const std::string& value : type.values) values.push_back(string_literal(value, in));
  return fmt::format("CREATE TYPE {} AS ENUM ({})", type_name("enum", type.name, type.schema, in),
                     join_text(values, ", "));
}

std::string Postgresql::domain_definition(const ir::Domain& type, const Rendering& in) const {
  std::vector<std::string> options;
  if (!type.collation.empty()) options.push_back("COLLATE " + quote(type.collation, in));
  if (type.default_value) options.push_back("DEFAULT " + expr(**type.default_value, in.in_ddl()));
  if (!type.constraint_name.empty()) {
    options.push_back("CONSTRAINT " + quote(type.constraint_name, in));
  }
  if (type.not_null.value_or(false)) options.emplace_back("NOT NULL");
  if (type.check) options.push_back(fmt::format("CHECK ({})", expr(**type.check, in.in_ddl())));
  return std::string(
      trim(fmt::format("CREATE DOMAIN {} AS {} {}", type_name("domain", type.name, type.schema, in),
                       this->type(*type.base, in), join_text(options, " "))));
}

// Alembic creates the types of a new table each time, those of an added column never; the replayed
// schema knows which of them are there.
void Postgresql::prepare_type(const ir::Type& declared, std::vector<ir::TableName>& seen,
                              bool altering, const Rendering& out) const {
  const ir::Type& type = own_type(declared);
  if (const auto* array = std::get_if<ir::Array>(&type.kind)) {
    prepare_type(*array->item, seen, altering, out);
    return;
  }
  ir::TableName name;
  std::string definition;
  if (const auto* named = std::get_if<ir::Enum>(&type.kind)) {
    const bool foreign = !type.dialect.empty() && type.dialect != "postgresql";
    if (!named->native || foreign || named->name.empty()) return;
    if (named->dialect_native && !named->create_type) return;
    name = {named->schema, named->name.text};
    definition = enum_definition(*named, out);
  } else if (const auto* domain = std::get_if<ir::Domain>(&type.kind)) {
    if (!domain->create_type || domain->name.empty()) return;
    name = {domain->schema, domain->name.text};
    definition = domain_definition(*domain, out);
  } else {
    return;
  }
  if (std::ranges::find(seen, name) != seen.end()) return;
  seen.push_back(name);

  const ir::Presence presence = out.before.type(name);
  if (presence == ir::Presence::Present) {
    if (!altering) out.unlike_alembic("a type that is there already is not created again");
    return;
  }
  if (presence == ir::Presence::Unknown && altering) return;
  if (altering) {
    out.unlike_alembic("the type of a column that is added or altered is created if it is absent");
  }
  out.out.statement(std::move(definition));
}

void Postgresql::prepare_types(std::span<const ir::Column> columns, bool new_table,
                               const Rendering& out) const {
  std::vector<ir::TableName> seen;
  for (const ir::Column& column : columns) prepare_type(column.type, seen, !new_table, out);
}

void Postgresql::create_type(const ir::CreateType& create, const Rendering& out) const {
  const ir::Type& type = own_type(create.type);
  const auto absent = [&](const ir::ObjectName& name, const std::string& schema) {
    return !create.if_not_exists || out.before.type({schema, name.text}) != ir::Presence::Present;
  };
  if (const auto* named = std::get_if<ir::Enum>(&type.kind)) {
    if (named->native && absent(named->name, named->schema)) {
      out.out.statement(enum_definition(*named, out));
    }
  } else if (const auto* domain = std::get_if<ir::Domain>(&type.kind)) {
    if (absent(domain->name, domain->schema)) out.out.statement(domain_definition(*domain, out));
  } else if (!create.definition.empty()) {
    out.add("CREATE TYPE {} AS {}", this->type(type, out), create.definition);
  }
}

void Postgresql::drop_type(const ir::DropType& drop, const Rendering& out) const {
  if (drop.if_exists && out.before.type(drop.name) == ir::Presence::Absent) return;
  out.add("DROP {} {}{}", drop.domain ? "DOMAIN" : "TYPE", table_name(drop.name, out),
          drop.cascade ? " CASCADE" : "");
}

void Postgresql::alter_type(const ir::AlterType& alter, const Rendering& out) const {
  const std::string head = "ALTER TYPE " + table_name(alter.name, out);
  if (alter.add_value) {
    std::string place;
    if (alter.before) place = " BEFORE " + string_literal(*alter.before, out);
    if (alter.after) place = " AFTER " + string_literal(*alter.after, out);
    out.add("{} ADD VALUE {}{}{}", head, alter.if_not_exists ? "IF NOT EXISTS " : "",
            string_literal(*alter.add_value, out), place);
  }
  if (alter.rename_value) {
    out.add("{} RENAME VALUE {} TO {}", head, string_literal(alter.rename_value->first, out),
            string_literal(alter.rename_value->second, out));
  }
  if (alter.new_name) out.add("{} RENAME TO {}", head, quote(*alter.new_name, out));
  if (alter.new_schema) out.add("{} SET SCHEMA {}", head, quote(*alter.new_schema, out));
}

}  // namespace migc::dialects
