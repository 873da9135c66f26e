#include "dialects/sqlite.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/ir/schema.h"
#include "compiler/ir/walk.h"
#include "dialects/catalogue.h"
#include "dialects/expression.h"
#include "dialects/literal.h"
#include "dialects/rebuild.h"
#include "dialects/reserved.h"

namespace migc::dialects {
namespace {

constexpr std::array<Driver, 5> known_drivers{{
    {"pysqlite", Paramstyle::Qmark, false},
    {"aiosqlite", Paramstyle::Qmark, false},
    {"pysqlcipher", Paramstyle::Qmark, false},
    {"pysqlite_numeric", Paramstyle::Numeric, false},
    {"pysqlite_dollar", Paramstyle::NumericDollar, false},
}};

const Sqlite instance;

bool word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

constexpr ServerVersion renames_columns{3, 25, 0}, drops_columns{3, 35, 0}, computes{3, 31, 0},
    strict_tables{3, 37, 0};

bool older_than(const ServerVersion& version, const Rendering& in) {
  return in.target.server() < version;
}

/// A default that is neither a word nor quoted or in parentheses already.
bool needs_parentheses(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  if (start != std::string_view::npos &&
      std::string_view("'\"(").find(text[start]) != std::string_view::npos) {
    return false;
  }
  return !std::ranges::all_of(text, word);
}

/// A default that is computed anew for each row, which ADD COLUMN does not take.
bool is_expression(const ir::Default& value) {
  const auto* expr = std::get_if<ir::Expr>(&value);
  return expr != nullptr && !std::holds_alternative<ir::Literal>(expr->node);
}

/// One that is written as SQL and is a constant all the same: a number, a string, TRUE.
bool is_constant(const ir::Default& value) {
  const auto* expr = std::get_if<ir::Expr>(&value);
  if (expr == nullptr) return false;
  if (const auto* keyword = std::get_if<ir::Keyword>(&expr->node)) {
    return keyword->word != ir::Keyword::Word::Default && keyword->word != ir::Keyword::Word::Star;
  }
  const std::optional<std::string> written = ir::plain_text(*expr);
  if (!written) return false;
  std::string_view text = trim(*written);
  for (const std::string_view name : {"true", "false", "null"}) {
    if (equal_ignoring_case(text, name)) return true;
  }
  if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'') {
    return replace_all(std::string(text.substr(1, text.size() - 2)), "''", "").find('\'') ==
           std::string::npos;
  }
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && digit(text.front()) && digit(text.back()) &&
         std::ranges::count(text, '.') <= 1 &&
         std::ranges::all_of(text, [&](char c) { return digit(c) || c == '.'; });
}

}  // namespace

extern const Entry sqlite{instance};

Sqlite::Sqlite()
    : Dialect({.name = "sqlite",
               .display = "SQLite",
               .identifier_limit = 9999,
               .generated_limit = 9999,
               .comments = false,
               .native_boolean = false,
               .boolean_checks = true,
               .alters_columns = false,
               .newest = {3, 45, 0}}) {}

std::span<const Driver> Sqlite::drivers() const { return known_drivers; }
std::unique_ptr<ExpressionPrinter> Sqlite::printer(const Rendering& in) const {
  return sqlite_printer(in);
}
std::span<const std::string_view> Sqlite::reserved_words() const { return reserved_sqlite(); }

std::string Sqlite::altered_name(const ir::TableName& table, const Rendering& in) const {
  if (table.schema.find('.') != std::string::npos) {
    in.unlike_alembic(
        "a schema with a dot is quoted whole, as in CREATE TABLE; Alembic takes its parts in ALTER "
        "TABLE");
  }
  return table_name(table, in);
}

// ---- types and values

std::string Sqlite::spell_type(const ir::Type& type, const Rendering& in,
                               const ir::Column* column) const {
  if (std::holds_alternative<ir::Json>(type.kind) && (type.exact.empty() || type.exact == "JSON")) {
    return "JSON";
  }
  if (std::holds_alternative<ir::Binary>(type.kind) && type.exact == "TIMESTAMP") {
    return type.exact;  // SQL Server's, by its name
  }
  if (const auto* named = std::get_if<ir::Enum>(&type.kind);
      named != nullptr && named->dialect_native && type.dialect != "postgresql") {
    return no_such_type(type, in);
  }
  return Dialect::spell_type(type, in, column);
}

std::string Sqlite::timestamp_literal(const ir::DateTimeValue& value, const Rendering&) const {
  return fmt::format("'{} {:02}:{:02}:{:02}.{:06}'", iso_date(value.date), value.time.hour,
                     value.time.minute, value.time.second, value.time.microsecond);
}

std::string Sqlite::midnight_literal(const ir::DateValue& date, const Rendering& in) const {
  return timestamp_literal({date, {}}, in);
}

std::string Sqlite::time_literal(const ir::TimeValue& value, const Rendering&) const {
  return fmt::format("'{:02}:{:02}:{:02}.{:06}'", value.hour, value.minute, value.second,
                     value.microsecond);
}

std::string Sqlite::bytes_literal(std::string_view bytes, const Rendering& in) const {
  const bool plain = std::ranges::all_of(bytes, [](char c) { return c >= 0x20 && c < 0x7f; });
  if (plain) return string_literal(bytes, in);
  in.unlike_alembic("bytes are written in hexadecimal; Alembic writes them as text");
  std::string digits;
  for (const char c : bytes) digits += fmt::format("{:02X}", static_cast<unsigned char>(c));
  return fmt::format("X'{}'", digits);
}

std::string Sqlite::spell_literal(const ir::Datum& value, const ir::Type& type,
                                  const Rendering& in) const {
  if (const auto* number = std::get_if<double>(&value.data)) {
    if (std::isnan(*number)) return no_such_literal(value, type, in);
    // A number that is too large to be one is infinite.
    if (std::isinf(*number)) return *number < 0 ? "-9e999" : "9e999";
  }
  return Dialect::spell_literal(value, type, in);
}

// ---- CREATE TABLE

std::string Sqlite::create_table_words(const ir::Table& table, bool if_not_exists,
                                       const Rendering& in) const {
  return Dialect::create_table_words(table, if_not_exists, in);
}

std::string Sqlite::default_value(const ir::Expr& value, const ir::Column& column,
                                  const Rendering& in) const {
  const std::string text = Dialect::default_value(value, column, in);
  return needs_parentheses(text) ? fmt::format("({})", text) : text;
}

// With AUTOINCREMENT the primary key must stand in its column.
bool Sqlite::inline_key(const ir::Column& column, const ir::Table& table,
                        const Rendering& in) const {
  const ir::PrimaryKey* key = table.primary_key();
  if (key == nullptr || key->columns.size() != 1 || key->columns.front() != column.name) {
    return false;
  }
  const bool refers = std::ranges::any_of(table.constraints, [&](const ir::Constraint& c) {
    const auto* foreign = std::get_if<ir::ForeignKey>(&c);
    return foreign != nullptr &&
           std::ranges::find(foreign->columns, column.name) != foreign->columns.end();
  });
  return !refers && option_flag(table.options, "autoincrement", in) &&
         std::holds_alternative<ir::Integer>(own_type(column.type).kind);
}

std::string Sqlite::column_definition(const ir::Column& column, const ir::Table& table,
                                      const Rendering& in) const {
  std::string text =
      fmt::format("{} {}", quote(column.name, column.quote, in), type(column.type, in, &column));
  if (const auto* value = std::get_if<ir::Expr>(&column.server_default)) {
    text += " DEFAULT " + default_value(*value, column, in);
  }
  if (!column.nullable) {
    text += " NOT NULL";
    if (const auto action = option_text(column.options, "on_conflict_not_null", in)) {
      text += " ON CONFLICT " + *action;
    }
  }
  const ir::PrimaryKey* key = table.primary_key();
  if (column.autoincrement == ir::Column::Autoincrement::On && column.primary_key &&
      key != nullptr && key->columns.size() != 1) {
    in.refuse("unsupported-autoincrement",
              "{} does not count up a column of a primary key of several", facts().display);
  }
  if (inline_key(column, table, in)) {
    text += " PRIMARY KEY";
    if (const auto action = option_text(column.options, "on_conflict_primary_key", in)) {
      text += " ON CONFLICT " + *action;
    }
    text += " AUTOINCREMENT";
  }
  if (const auto* formula = std::get_if<ir::Computed>(&column.server_default)) {
    if (older_than(computes, in)) {
      in.refuse("unsupported-computed", "{} has no computed columns before version 3.31: `{}`",
                facts().display, column.name);
    }
    text += " " + computed(*formula, in);
  }
  return text;
}

std::string Sqlite::table_constraint(const ir::Constraint& constraint, const ir::Table& table,
                                     const Rendering& in) const {
  const auto conflict = [&](const ir::Options& options, const std::vector<std::string>& columns,
                            std::string_view of_column) -> std::string {
    auto action = option_text(options, "on_conflict", in);
    if (!action && columns.size() == 1) {
      const ir::Column* column = table.find_column(columns.front());
      if (column != nullptr) action = option_text(column->options, of_column, in);
    }
    return action ? " ON CONFLICT " + *action : "";
  };
  const auto at_once = [&](const ir::Deferral& deferral) {
    if (!deferral.deferrable.value_or(false) && deferral.initially.empty()) return;
    in.refuse("unsupported-constraint", "{} defers nothing but foreign keys: `{}`", facts().display,
              table.name);
  };
  return migc::match(
      constraint,
      [&](const ir::PrimaryKey& c) -> std::string {
        at_once(c.deferral);
        if (c.columns.size() == 1) {
          const ir::Column* column = table.find_column(c.columns.front());
          if (column != nullptr && inline_key(*column, table, in)) return {};
        }
        return this->constraint(constraint, in) +
               conflict(c.options, c.columns, "on_conflict_primary_key");
      },
      [&](const ir::Unique& c) {
        at_once(c.deferral);
        return this->constraint(constraint, in) +
               conflict(c.options, c.columns, "on_conflict_unique");
      },
      [&](const ir::ForeignKey& c) -> std::string {
        // A foreign key cannot lead out of its database file.
        if (c.referred.schema != table.name.schema) return {};
        return this->constraint(constraint, in);
      },
      [&](const ir::Check& c) {
        at_once(c.deferral);
        return this->constraint(constraint, in) + conflict(c.options, {}, "");
      },
      [&](const ir::Exclude&) { return this->constraint(constraint, in); });
}

// INITIALLY must follow DEFERRABLE, which it implies.
std::string Sqlite::foreign_key(const ir::ForeignKey& key, const Rendering& in) const {
  ir::ForeignKey whole = key;
  if (!whole.deferral.deferrable && !whole.deferral.initially.empty()) {
    whole.deferral.deferrable = equal_ignoring_case(whole.deferral.initially, "DEFERRED");
  }
  return Dialect::foreign_key(whole, in);
}

std::string Sqlite::index_elements(const ir::Index& index, const Rendering& in) const {
  for (const ir::IndexElement& element : index.elements) {
    const auto* unary = std::get_if<ir::Unary>(&element.expression.node);
    if (unary != nullptr &&
        (unary->op == ir::Operator::NullsFirst || unary->op == ir::Operator::NullsLast)) {
      in.refuse("unsupported-index", "{} does not say in an index where NULLs go: `{}`",
                facts().display, index.name.text);
    }
  }
  return Dialect::index_elements(index, in);
}

void Sqlite::create_sequence(const ir::CreateSequence& create, const Rendering& out) const {
  out.refuse("unsupported-operation", "{} has no sequences: `{}`", facts().display, create.name);
}
void Sqlite::drop_sequence(const ir::DropSequence& drop, const Rendering& out) const {
  out.refuse("unsupported-operation", "{} has no sequences: `{}`", facts().display, drop.name);
}
void Sqlite::create_schema(const ir::CreateSchema& create, const Rendering& out) const {
  out.refuse("unsupported-operation", "{} has no schemas to create: `{}`", facts().display,
             create.name)
      .help("a schema is a database file that the connection attaches");
}
void Sqlite::drop_schema(const ir::DropSchema& drop, const Rendering& out) const {
  out.refuse("unsupported-operation", "{} has no schemas to drop: `{}`", facts().display,
             drop.name);
}

std::string Sqlite::referred_name(const ir::TableName& table, const Rendering& in) const {
  return quote(table.name, table.quote, in);
}

std::string Sqlite::table_options(const ir::Table& table, const Rendering& in) const {
  std::vector<std::string> words;
  const ir::OptionValue* rowid = option(table.options, "with_rowid", in);
  if (rowid != nullptr && !option_flag(table.options, "with_rowid", in)) {
    words.emplace_back("WITHOUT ROWID");
  }
  if (option_flag(table.options, "strict", in)) {
    words.emplace_back("STRICT");
    if (older_than(strict_tables, in)) {
      in.refuse("unsupported-option", "{} has no STRICT tables before version 3.37: `{}`",
                facts().display, table.name);
    }
  }
  return words.empty() ? "" : "\n " + join_text(words, ",\n ");
}

void Sqlite::create_index(const ir::CreateIndex& create, const Rendering& out) const {
  const ir::Index& index = create.index;
  if (index.name.empty()) return Dialect::create_index(create, out);
  std::string where;
  if (const ir::OptionValue* said = option(index.options, "where", out)) {
    if (const auto* condition = std::get_if<ir::Expr>(&said->data)) {
      where = " WHERE " + expr(*condition, out.in_ddl());
    } else if (const auto* text = std::get_if<std::string>(&said->data)) {
      where = " WHERE " + *text;
    }
  }
  const std::string& schema = index.table.schema;
  out.add("CREATE {}INDEX {}{}{} ON {} ({}){}", index.unique ? "UNIQUE " : "",
          create.if_not_exists ? "IF NOT EXISTS " : "",
          schema.empty() ? "" : schema_name(schema, out) + ".", quote(index.name, out),
          quote(index.table.name, index.table.quote, out), index_elements(index, out), where);
}

// ---- changes of a table
//
// SQLite renames, adds and drops columns, and no more. Everything else is a new table.

void Sqlite::rename_table(const ir::RenameTable& rename, const Rendering& out) const {
  out.add("ALTER TABLE {} RENAME TO {}", altered_name(rename.table, out),
          quote(rename.new_name, out));
}

void Sqlite::rebuild_for(const ir::TableName& table, ir::Action action,
                         const Rendering& out) const {
  ir::Batch one{.table = table, .recreate = ir::Batch::Recreate::Always};
  one.operations.push_back({.origin = {out.span, out.span}, .action = std::move(action)});
  rebuild(one, out);
}

// ADD COLUMN takes neither UNIQUE nor PRIMARY KEY, nor NOT NULL without a default, nor a default
// that is an expression, nor a stored formula.
bool Sqlite::fits_add_column(const ir::AddColumn& add) const {
  const ir::Column& column = add.column;
  if (!column.nullable && !column.has_server_default()) return false;
  const bool computed = is_expression(column.server_default) && !is_constant(column.server_default);
  if (column.primary_key || computed) return false;
  const auto* formula = std::get_if<ir::Computed>(&column.server_default);
  if (formula != nullptr && formula->persisted.value_or(false)) return false;
  return std::ranges::all_of(add.constraints, [&](const ir::Constraint& constraint) {
    const auto* check = std::get_if<ir::Check>(&constraint);
    if (check != nullptr && !check->column.empty()) return true;
    return !is_written(constraint, &column.type) ||
           (std::holds_alternative<ir::ForeignKey>(constraint) && add.inline_references);
  });
}

void Sqlite::add_column(const ir::AddColumn& add, const Rendering& out) const {
  if (add.if_not_exists) {
    ir::AddColumn plain = add;
    plain.if_not_exists = false;
    if (must_change(add.table, add.column.name, ir::Presence::Absent, out)) add_column(plain, out);
    return;
  }
  if (!fits_add_column(add) && out.before.find_table(add.table) != nullptr) {
    rebuild_for(add.table, add, out);
    return;
  }
  if (!add.column.nullable && !add.column.has_server_default()) {
    out.warn("unsupported-add-column", "{} adds no NOT NULL column without a default: `{}.{}`",
             facts().display, add.table, add.column.name)
        .help("give it a `server_default`");
  }
  Dialect::add_column(add, out);
}

/// IF EXISTS and IF NOT EXISTS of columns, which SQLite does not have: answered from the replay.
bool Sqlite::must_change(const ir::TableName& table, const std::string& column, ir::Presence wanted,
                         const Rendering& out) const {
  const ir::Presence presence = out.before.column(table, column);
  if (presence == ir::Presence::Unknown) {
    out.refuse("unsupported-condition",
               "{} has no IF EXISTS for columns, and whether `{}.{}` "
               "exists is not known",
               facts().display, table, column);
  }
  return presence == wanted;
}

void Sqlite::drop_column(const ir::DropColumn& drop, const Rendering& out) const {
  if (drop.if_exists) {
    ir::DropColumn plain = drop;
    plain.if_exists = false;
    if (must_change(drop.table, drop.column, ir::Presence::Present, out)) drop_column(plain, out);
    return;
  }
  const ir::Table* known = out.before.find_table(drop.table);
  const auto held = [&](const ir::Table& table) {
    return std::ranges::any_of(table.constraints,
                               [&](const ir::Constraint& constraint) {
                                 const auto in = [&](const std::vector<std::string>& names) {
                                   return std::ranges::find(names, drop.column) != names.end();
                                 };
                                 return migc::match(
                                     constraint,
                                     [&](const ir::PrimaryKey& c) { return in(c.columns); },
                                     [&](const ir::Unique& c) { return in(c.columns); },
                                     [&](const ir::ForeignKey& c) { return in(c.columns); },
                                     [&](const ir::Check& c) {
                                       return is_written(constraint, nullptr) &&
                                              ir::mentions_column(c.condition, drop.column);
                                     },
                                     [](const ir::Exclude&) { return false; });
                               }) ||
           std::ranges::any_of(
               table.indexes,
               [&](const ir::Index& index) {
                 const ir::OptionValue* where = index.options.find("sqlite_where");
                 const auto* condition =
                     where == nullptr ? nullptr : std::get_if<ir::Expr>(&where->data);
                 const auto* text =
                     where == nullptr ? nullptr : std::get_if<std::string>(&where->data);
                 return (condition != nullptr && ir::mentions_column(*condition, drop.column)) ||
                        (text != nullptr && ir::mentions_column(ir::raw_sql(*text), drop.column)) ||
                        std::ranges::any_of(index.elements, [&](const ir::IndexElement& element) {
                          return ir::mentions_column(element.expression, drop.column);
                        });
               }) ||
           std::ranges::any_of(table.columns, [&](const ir::Column& other) {
             const auto* formula = std::get_if<ir::Computed>(&other.server_default);
             return formula != nullptr && other.name != drop.column &&
                    ir::mentions_column(formula->expression, drop.column);
           });
  };
  const bool unable = older_than(drops_columns, out);
  if (unable || (known != nullptr && held(*known))) {
    rebuild_for(drop.table, drop, out);
    return;
  }
  Dialect::drop_column(drop, out);
}

void Sqlite::alter_column(const ir::AlterColumn& alter, const Rendering& out) const {
  if (!alter.nullable && !alter.server_default && !alter.type) {
    if (alter.comment) {
      out.warn("ignored-argument", "{} has no comments: that of `{}.{}` is left out",
               facts().display, alter.table, alter.column);
    }
    if (alter.new_name && *alter.new_name != alter.column) alter_name(alter, out);
    return;
  }
  rebuild_for(alter.table, alter, out);
}

void Sqlite::alter_name(const ir::AlterColumn& alter, const Rendering& out) const {
  if (older_than(renames_columns, out)) {
    rebuild_for(alter.table, alter, out);
    return;
  }
  out.add("ALTER TABLE {} RENAME COLUMN {} TO {}", altered_name(alter.table, out),
          quote(alter.column, out), quote(*alter.new_name, out));
}

void Sqlite::add_constraint(const ir::AddConstraint& add, const Rendering& out) const {
  rebuild_for(add.table, add, out);
}

void Sqlite::drop_constraint(const ir::DropConstraint& drop, const Rendering& out) const {
  rebuild_for(drop.table, drop, out);
}

void Sqlite::comment_table(const ir::CommentTable& comment, const Rendering& out) const {
  out.warn("ignored-argument", "{} has no comments: that of `{}` is left out", facts().display,
           comment.table);
}

void Sqlite::truncate(const ir::Truncate& truncate, const Rendering& out) const {
  for (const ir::TableName& table : truncate.tables) {
    out.add("DELETE FROM {}", table_name(table, out));
  }
}

// ---- batches

bool Sqlite::casts_in_rebuild(const ir::Type& type) const {
  return !std::holds_alternative<ir::Json>(type.kind);
}

bool Sqlite::rebuilds(const ir::Batch& batch, const Rendering& in) const {
  return std::ranges::any_of(batch.operations, [&](const ir::Operation& operation) {
    return migc::match(
        operation.action,
        [&](const ir::AddColumn& add) {
          if (is_expression(add.column.server_default)) return true;
          const auto* formula = std::get_if<ir::Computed>(&add.column.server_default);
          if (formula != nullptr && formula->persisted.value_or(false)) return true;
          const bool constrained =
              std::ranges::any_of(add.constraints, [&](const ir::Constraint& c) {
                const auto* check = std::get_if<ir::Check>(&c);
                return !std::holds_alternative<ir::PrimaryKey>(c) &&
                       (check == nullptr || check->column.empty());
              });
          if (constrained && !(add.inline_references && fits_add_column(add))) return true;
          return !fits_add_column(add) && in.before.find_table(batch.table) != nullptr;
        },
        [](const ir::CreateIndex&) { return false; }, [](const ir::DropIndex&) { return false; },
        [](const auto&) { return true; });
  });
}

}  // namespace migc::dialects
