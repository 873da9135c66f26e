#include "dialects/postgresql.h"

#include <algorithm>
#include <array>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/ir/schema.h"
#include "dialects/catalogue.h"
#include "dialects/expression.h"
#include "dialects/rebuild.h"
#include "dialects/reserved.h"

namespace migc::dialects {
namespace {

constexpr std::array<Driver, 6> known_drivers{{
    {"psycopg2", Paramstyle::Pyformat, true},
    {"psycopg", Paramstyle::Pyformat, true},
    {"psycopg_async", Paramstyle::Pyformat, true},
    {"psycopg2cffi", Paramstyle::Pyformat, true},
    {"asyncpg", Paramstyle::NumericDollar, false},
    {"pg8000", Paramstyle::Format, false},
}};

/// An index takes a column, a function call or anything in parentheses, each with an order behind.
bool needs_parentheses(const ir::Expr& expr) {
  using enum ir::Operator;
  if (std::holds_alternative<ir::BinaryExpr>(expr.node)) return true;
  if (std::holds_alternative<ir::List>(expr.node)) return true;
  const auto* unary = std::get_if<ir::Unary>(&expr.node);
  if (unary == nullptr) return false;
  return unary->op != Ascending && unary->op != Descending && unary->op != NullsFirst &&
         unary->op != NullsLast;
}

ir::Expr grouped(const ir::Expr& expr) {
  if (needs_parentheses(expr)) return {ir::Group{expr}};
  const auto* unary = std::get_if<ir::Unary>(&expr.node);
  if (unary == nullptr) return expr;
  ir::Unary ordered = *unary;
  ordered.operand = grouped(unlabeled(*unary->operand));
  return {std::move(ordered)};
}

/// What `postgresql_ops` calls an element: its column's name or its label.
std::string key_of(const ir::Expr& expr) {
  if (const auto* labeled = std::get_if<ir::Labeled>(&expr.node)) return labeled->name;
  if (const auto* column = std::get_if<ir::ColumnRef>(&expr.node)) return column->column;
  return {};
}

std::string plain_value(const ir::OptionValue& value, const Rendering& in) {
  return migc::match(
      value.data, [](const ir::Null&) { return std::string("None"); },
      [](bool b) { return std::string(b ? "True" : "False"); },
      [](std::int64_t n) { return fmt::format("{}", n); },
      [](double n) { return fmt::format("{}", n); }, [](const std::string& s) { return s; },
      [&](const ir::Expr& e) { return in.dialect.expr(e, in.in_ddl()); },
      [](const ir::OptionList&) { return std::string(); },
      [](const ir::OptionMap&) { return std::string(); });
}

std::vector<std::string> name_options(const ir::OptionValue& value, const Rendering& in) {
  std::vector<std::string> names;
  if (const auto* list = std::get_if<ir::OptionList>(&value.data)) {
    for (const ir::OptionValue& item : *list) {
      const ir::Expr* expr = std::get_if<ir::Expr>(&item.data);
      const std::string key = expr != nullptr ? key_of(*expr) : std::string();
      names.push_back(key.empty() ? plain_value(item, in) : key);
    }
  } else if (!std::holds_alternative<ir::Null>(value.data)) {
    names.push_back(plain_value(value, in));
  }
  return names;
}

/// Yes, no, or not said.
std::optional<bool> three_valued(const ir::Options& options, std::string_view name,
                                 const Rendering& in) {
  const ir::OptionValue* value = option(options, name, in);
  if (value == nullptr) return std::nullopt;
  const bool* said = std::get_if<bool>(&value->data);
  return said == nullptr ? std::nullopt : std::optional<bool>(*said);
}

std::string distinctness(const ir::Options& options, const Rendering& in) {
  const auto said = three_valued(options, "nulls_not_distinct", in);
  if (!said) return {};
  return *said ? "NULLS NOT DISTINCT" : "NULLS DISTINCT";
}

const Postgresql instance;

}  // namespace

extern const Entry postgresql{instance};

Postgresql::Postgresql()
    : Dialect({.name = "postgresql",
               .display = "PostgreSQL",
               .transactional_ddl = true,
               .identifier_limit = 63,
               .generated_limit = 63,
               .named_types = true,
               .native_uuid = true,
               .sequences = true,
               .typed_sequences = true,
               .identity_columns = true,
               .index_build_blocks_writes = true,
               .newest = {17, 0, 0}}) {}

std::span<const Driver> Postgresql::drivers() const { return known_drivers; }

std::span<const std::string_view> Postgresql::reserved_words() const {
  return reserved_postgresql();
}

std::unique_ptr<ExpressionPrinter> Postgresql::printer(const Rendering& in) const {
  return postgresql_printer(in);
}

// ---- names

// SQLAlchemy quotes a dotted schema whole and Alembic part by part, so that the statements of one
// script would speak of two different schemas.
std::string Postgresql::schema_name(std::string_view schema, const Rendering& in) const {
  if (schema.find('.') != std::string_view::npos) {
    in.refuse("dotted-schema", "schema `{}` has a dot in its name", schema)
        .help("PostgreSQL has no databases within databases: name the schema alone");
  }
  return quote(schema, in);
}

std::string Postgresql::altered_name(const ir::TableName& table, const Rendering& in) const {
  return table_name(table, in);
}

// ---- tables

void Postgresql::rename_table(const ir::RenameTable& rename, const Rendering& out) const {
  if (rename.new_schema) return Dialect::rename_table(rename, out);
  out.add("ALTER TABLE {} RENAME TO {}", altered_name(rename.table, out),
          quote(rename.new_name, out));
}

/// The sequence of a rebuilt table begins at 1, below the rows that were copied.
void Postgresql::write_rebuild(const Rebuild& rebuild, bool from_replay,
                               const Rendering& out) const {
  Dialect::write_rebuild(rebuild, from_replay, out);
  const ir::Table table = rebuild.new_table();
  const ir::TableName& name = rebuild.old_table().name;
  const ir::Column* serial = ir::autoincrement_column(table);
  for (const ir::Column& column : table.columns) {
    const bool counts = std::holds_alternative<ir::Identity>(column.server_default) ||
                        (&column == serial && !column.sequence && column.primary_key);
    if (!counts || rebuild.old_table().find_column(column.name) == nullptr) continue;
    const std::string shown = table_name(name, out);
    const std::string restart =
        fmt::format("SELECT setval(pg_get_serial_sequence({}, {}), (SELECT max({}) FROM {}))",
                    string_literal(shown, out), string_literal(column.name, out),
                    quote(column.name, column.quote, out), shown);
    // With `copy_from` the text is Alembic's, which leaves the sequence behind.
    if (from_replay) {
      out.out.statement(restart);
    } else {
      out.warn("sequence-restarts", "`{}.{}` of the rebuilt table counts from 1 again", name,
               column.name)
          .help(fmt::format("go on with `op.execute(\"{}\")`", restart));
    }
  }
}

std::string Postgresql::column_definition(const ir::Column& column, const ir::Table& table,
                                          const Rendering& in) const {
  const auto* counted = std::get_if<ir::Identity>(&column.server_default);
  std::string text = quote(column.name, column.quote, in);

  const ir::Column* serial = ir::autoincrement_column(table);
  const bool counts = column.primary_key && serial != nullptr && serial->name == column.name &&
                      counted == nullptr && !column.sequence;
  if (counts || column.options.flag("serial")) {
    const auto* integer = std::get_if<ir::Integer>(&own_type(column.type).kind);
    const auto size = integer == nullptr ? ir::Integer::Size::Normal : integer->size;
    if (integer == nullptr) {
      in.warn("serial-replaces-type", "`{}.{}` becomes SERIAL, an integer, for all its type `{}`",
              table.name, column.name, ir::describe(column.type))
          .help("say `autoincrement=False` to keep the type");
    }
    text += size == ir::Integer::Size::Big     ? " BIGSERIAL"
            : size == ir::Integer::Size::Small ? " SMALLSERIAL"
                                               : " SERIAL";
  } else {
    text += " " + type(column.type, in, &column);
    if (const auto* value = std::get_if<ir::Expr>(&column.server_default)) {
      text += " DEFAULT " + default_value(*value, column, in);
    }
  }
  if (const auto* formula = std::get_if<ir::Computed>(&column.server_default)) {
    text += " " + computed(*formula, in);
  }
  if (counted != nullptr) text += " " + identity(*counted, in);
  if (!column.nullable && counted == nullptr) {
    text += " NOT NULL";
  } else if (column.nullable && counted != nullptr) {
    text += " NULL";
  }
  return text;
}

std::string Postgresql::computed(const ir::Computed& computed, const Rendering& in) const {
  if (computed.persisted == false && in.target.server() < ServerVersion{18, 0, 0}) {
    in.refuse("unsupported-computed", "{} has no virtual computed columns before version 18",
              facts().display)
        .help("leave `persisted` out, or set it to True");
  }
  return fmt::format("GENERATED ALWAYS AS ({}) {}", expr(computed.expression, in.in_ddl()),
                     computed.persisted == false ? "VIRTUAL" : "STORED");
}

std::string Postgresql::table_options(const ir::Table& table, const Rendering& in) const {
  std::string text;
  const ir::Options& options = table.options;
  if (const ir::OptionValue* inherits = option(options, "inherits", in)) {
    const std::vector<std::string> parents = name_options(*inherits, in);
    if (!parents.empty()) text += fmt::format("\n INHERITS ( {} )", name_list(parents, in));
  }
  if (const auto by = option_text(options, "partition_by", in); by && !by->empty()) {
    text += "\n PARTITION BY " + *by;
  }
  if (const auto method = option_text(options, "using", in); method && !method->empty()) {
    text += "\n USING " + *method;
  }
  if (const auto oids = three_valued(options, "with_oids", in)) {
    text += *oids ? "\n WITH OIDS" : "\n WITHOUT OIDS";
  }
  if (const auto action = option_text(options, "on_commit", in); action && !action->empty()) {
    text += "\n ON COMMIT " + ascii_upper(replace_all(*action, "_", " "));
  }
  if (const auto space = option_text(options, "tablespace", in); space && !space->empty()) {
    text += "\n TABLESPACE " + quote(*space, in);
  }
  return text;
}

// ---- constraints

std::string Postgresql::include(const ir::Options& options, const Rendering& in) const {
  const ir::OptionValue* value = option(options, "include", in);
  if (value == nullptr) return {};
  const std::vector<std::string> names = name_options(*value, in);
  return names.empty() ? "" : fmt::format(" INCLUDE ({})", name_list(names, in));
}

std::string Postgresql::validity(const ir::Options& options, const Rendering& in) const {
  return option_flag(options, "not_valid", in) ? " NOT VALID" : "";
}

std::string Postgresql::primary_key(const ir::PrimaryKey& key, const Rendering& in) const {
  if (key.columns.empty()) return {};
  return fmt::format("{}PRIMARY KEY ({}){}{}", constraint_name(key.name, in),
                     name_list(key.columns, in), include(key.options, in),
                     deferral(key.deferral, in));
}

std::string Postgresql::unique(const ir::Unique& unique, const Rendering& in) const {
  if (unique.columns.empty()) return {};
  const std::string nulls = distinctness(unique.options, in);
  return fmt::format("{}UNIQUE {}({}){}{}", constraint_name(unique.name, in),
                     nulls.empty() ? "" : nulls + " ", name_list(unique.columns, in),
                     include(unique.options, in), deferral(unique.deferral, in));
}

std::string Postgresql::foreign_key(const ir::ForeignKey& key, const Rendering& in) const {
  return Dialect::foreign_key(key, in) + validity(key.options, in);
}

std::string Postgresql::check(const ir::Check& check, const Rendering& in) const {
  return Dialect::check(check, in) + validity(check.options, in);
}

// SET NULL and SET DEFAULT may name columns.
std::string Postgresql::cascades(const ir::ForeignKey& key, const Rendering& in) const {
  std::string text;
  if (!key.on_delete.empty()) text += " ON DELETE " + phrase(key.on_delete, in, "(),\"$");
  if (!key.on_update.empty()) text += " ON UPDATE " + phrase(key.on_update, in);
  return text;
}

std::string Postgresql::operator_class(const ir::Options& options, const ir::Expr& element,
                                       const Rendering& in) const {
  const ir::OptionValue* value = option(options, "ops", in);
  const std::string key = key_of(element);
  if (value == nullptr || key.empty()) return {};
  const auto* classes = std::get_if<ir::OptionMap>(&value->data);
  if (classes == nullptr) return {};
  for (const auto& [name, words] : *classes) {
    if (name == key) return " " + plain_value(words, in);
  }
  return {};
}

std::string Postgresql::exclude(const ir::Exclude& exclude, const Rendering& in) const {
  std::vector<std::string> elements;
  for (const ir::Exclude::Element& element : exclude.elements) {
    elements.push_back(fmt::format("{}{} WITH {}", expr(element.expression, in.in_ddl()),
                                   element.operator_class.empty()
                                       ? operator_class(exclude.options, element.expression, in)
                                       : " " + element.operator_class,
                                   element.op));
  }
  return fmt::format(
      "{}EXCLUDE USING {} ({}){}{}", constraint_name(exclude.name, in),
      ascii_lower(phrase(exclude.using_method, in)), join_text(elements, ", "),
      exclude.where ? fmt::format(" WHERE ({})", expr(*exclude.where, in.in_ddl())) : "",
      deferral(exclude.deferral, in));
}

// The names of constraints that make an index are names of the schema.
void Postgresql::prepare_rebuild(const Rebuild& rebuild, const Rendering& out) const {
  const ir::Table fresh = rebuild.new_table();
  for (const ir::Constraint& constraint : rebuild.old_table().constraints) {
    const ir::ObjectName& name = ir::name_of(constraint);
    const auto* check = std::get_if<ir::Check>(&constraint);
    if (name.empty() || (check != nullptr && !(check->type_of.empty() && check->column.empty()))) {
      continue;
    }
    const bool again = std::ranges::any_of(fresh.constraints, [&](const ir::Constraint& other) {
      return ir::name_of(other).text == name.text;
    });
    if (again) drop_constraint({.table = rebuild.old_table().name, .name = name}, out);
  }
}

// ---- indexes

std::string Postgresql::index_elements(const ir::Index& index, const Rendering& in) const {
  std::vector<std::string> elements;
  for (const ir::IndexElement& element : index.elements) {
    elements.push_back(expr(grouped(unlabeled(element.expression)), in.in_ddl()) +
                       operator_class(index.options, element.expression, in));
  }
  return join_text(elements, ", ");
}

namespace {

void check_concurrently(const ir::Options& options, const Rendering& out) {
  if (!option_flag(options, "concurrently", out) || !out.out.in_transaction()) return;
  out.warn("concurrently-in-transaction", "CONCURRENTLY within a transaction is an error")
      .help("put it into `with op.get_context().autocommit_block():`");
}

}  // namespace

void Postgresql::create_index(const ir::CreateIndex& create, const Rendering& out) const {
  const ir::Index& index = create.index;
  if (index.name.empty()) return Dialect::create_index(create, out);
  check_concurrently(index.options, out);

  std::string tail = include(index.options, out);
  if (const std::string nulls = distinctness(index.options, out); !nulls.empty()) {
    tail += " " + nulls;
  }
  if (const ir::OptionValue* with = option(index.options, "with", out)) {
    std::vector<std::string> settings;
    if (const auto* map = std::get_if<ir::OptionMap>(&with->data)) {
      for (const auto& [name, value] : *map) {
        settings.push_back(fmt::format("{} = {}", name, plain_value(value, out)));
      }
    }
    if (!settings.empty()) tail += fmt::format(" WITH ({})", join_text(settings, ", "));
  }
  if (const auto space = option_text(index.options, "tablespace", out); space && !space->empty()) {
    tail += " TABLESPACE " + quote(*space, out);
  }
  const ir::OptionValue* where = option(index.options, "where", out);
  if (where != nullptr && !std::holds_alternative<ir::Null>(where->data)) {
    tail += " WHERE " + plain_value(*where, out);
  }

  const auto method = option_text(index.options, "using", out);
  out.add(
      "CREATE {}INDEX {}{}{} ON {} {}({}){}", index.unique ? "UNIQUE " : "",
      option_flag(index.options, "concurrently", out) ? "CONCURRENTLY " : "",
      create.if_not_exists ? "IF NOT EXISTS " : "", quote(index.name, out),
      table_name(index.table, out),
      method && !method->empty() ? fmt::format("USING {} ", ascii_lower(phrase(*method, out))) : "",
      index_elements(index, out), tail);
}

void Postgresql::drop_index(const ir::DropIndex& drop, const Rendering& out) const {
  if (drop.name.empty()) return Dialect::drop_index(drop, out);
  check_concurrently(drop.options, out);
  const std::string schema =
      drop.table && !drop.table->schema.empty() ? drop.table->schema : drop.schema;
  out.add("DROP INDEX {}{}{}{}{}",
          option_flag(drop.options, "concurrently", out) ? "CONCURRENTLY " : "",
          drop.if_exists ? "IF EXISTS " : "", schema.empty() ? "" : schema_name(schema, out) + ".",
          quote(drop.name, out), drop.cascade ? " CASCADE" : "");
}

// ---- ALTER COLUMN

// A default that the new type cannot take over must go first, and a new one can only come after.
void Postgresql::alter_facts(const ir::AlterColumn& alter, const Rendering& out) const {
  if (alter.using_expression && !alter.type) {
    out.refuse("invalid-argument", "`postgresql_using` without `type_` for `{}.{}`", alter.table,
               alter.column);
    return;
  }
  ir::AlterColumn rest = alter;
  if (alter.type && alter.server_default) {
    const auto existing = existing_default(alter, out);
    const bool stands = existing && *existing && std::holds_alternative<ir::Expr>(**existing);
    const bool other = alter.existing.type && own_type(*alter.existing.type).kind.index() !=
                                                  own_type(*alter.type).kind.index();
    if (stands && other) {
      drop_default(alter, out);
      if (!*alter.server_default || std::holds_alternative<ir::NoDefault>(**alter.server_default)) {
        rest.server_default.reset();
      }
    }
  }
  if (alter.type) alter_type_of(alter, out);
  rest.type.reset();
  if (alter.type) rest.existing.type = alter.type;
  Dialect::alter_facts(rest, out);
}

void Postgresql::alter_type_of(const ir::AlterColumn& alter, const Rendering& out) const {
  std::vector<ir::TableName> seen;
  prepare_type(*alter.type, seen, true, out);
  out.add("ALTER TABLE {} ALTER COLUMN {} TYPE {}{}", altered_name(alter.table, out),
          quote(alter.column, out), type(*alter.type, out),
          alter.using_expression ? " USING " + *alter.using_expression : "");
}

namespace {

using Setting = std::pair<std::string_view, std::string>;

/// The words that turn one identity into another, as Alembic sorts them.
std::vector<std::string> changes(const ir::Identity& to, const ir::Identity& from) {
  std::vector<std::string> words;
  const ir::SequenceOptions& a = from.sequence;
  const ir::SequenceOptions& b = to.sequence;
  if (to.always != from.always) {
    words.emplace_back(to.always ? "SET GENERATED ALWAYS" : "SET GENERATED BY DEFAULT");
  }
  const auto number = [&](std::string_view name, std::optional<std::int64_t> old_value,
                          std::optional<std::int64_t> new_value) {
    if (old_value != new_value && new_value) {
      words.push_back(fmt::format("SET {} {}", name, *new_value));
    }
  };
  number("CACHE", a.cache, b.cache);
  if (a.cycle != b.cycle && b.cycle) words.emplace_back(*b.cycle ? "SET CYCLE" : "SET NO CYCLE");
  number("INCREMENT BY", a.increment, b.increment);
  number("MAXVALUE", a.max_value, b.max_value);
  number("MINVALUE", a.min_value, b.min_value);
  if (b.no_max_value && !a.no_max_value) words.emplace_back("SET NO MAXVALUE");
  if (b.no_min_value && !a.no_min_value) words.emplace_back("SET NO MINVALUE");
  number("START WITH", a.start, b.start);
  return words;
}

}  // namespace

void Postgresql::alter_identity(const ir::AlterColumn& alter, const Rendering& out) const {
  const std::string head = fmt::format("ALTER TABLE {} ALTER COLUMN {}",
                                       altered_name(alter.table, out), quote(alter.column, out));
  const bool removed =
      !*alter.server_default || std::holds_alternative<ir::NoDefault>(**alter.server_default);
  if (removed) {
    out.add("{} DROP IDENTITY", head);
    return;
  }
  const ir::Identity* to = std::get_if<ir::Identity>(&**alter.server_default);
  const auto existing = existing_default(alter, out);
  if (to != nullptr && existing && !*existing) {
    out.add("{} ADD {}", head, identity(*to, out));
    return;
  }
  const ir::Identity* from =
      existing && *existing ? std::get_if<ir::Identity>(&**existing) : nullptr;
  if (to == nullptr || from == nullptr) {
    out.refuse("unknown-default", "what default `{}.{}` has is not known, and an identity needs it",
               alter.table, alter.column)
        .help("say `existing_server_default=None`, or which identity it has");
    return;
  }
  const std::vector<std::string> words = changes(*to, *from);
  if (words.empty()) {
    out.refuse("no-change", "the new identity of `{}.{}` is the one it has", alter.table,
               alter.column);
    return;
  }
  out.add("{} {}", head, join_text(words, " "));
}

}  // namespace migc::dialects
