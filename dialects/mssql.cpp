#include "dialects/mssql.h"

#include <algorithm>
#include <array>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/ir/schema.h"
#include "dialects/catalogue.h"
#include "dialects/client_lines.h"
#include "dialects/expression.h"
#include "dialects/reserved.h"

namespace migc::dialects {
namespace {

constexpr std::array<Driver, 3> known_drivers{{
    {"pyodbc", Paramstyle::Qmark, false},
    {"aioodbc", Paramstyle::Qmark, false},
    {"pymssql", Paramstyle::Pyformat, false},
}};

const Mssql instance;

/// Text within '…' of dynamic SQL or of a procedure's argument.
std::string within_quotes(std::string text) { return replace_all(std::move(text), "'", "''"); }

/// What sqlcmd takes for its own, in quotes or not: `$(variable)`, and lines that hold a command.
std::vector<std::size_t> sqlcmd_hazards(std::string_view literal) {
  std::vector<std::size_t> cuts;
  for (std::size_t line = 0; line <= literal.size();) {
    const std::size_t end = std::min(literal.size(), literal.find('\n', line));
    const std::size_t start = std::min(end, literal.find_first_not_of(" \t", line));
    const std::string text = ascii_lower(trim(literal.substr(start, end - start)));
    const std::string_view word = std::string_view(text).substr(0, text.find_first_of(" \t"));
    static constexpr std::array<std::string_view, 5> commands{"go", "reset", "ed", "quit", "exit"};
    const bool command = std::ranges::find(commands, word) != commands.end();
    if (line > 0 && !text.empty() && (command || text[0] == ':' || text.starts_with("!!"))) {
      cuts.push_back(start + 1);
    }
    for (std::size_t at = literal.find("$(", line); at < end; at = literal.find("$(", at + 1)) {
      cuts.push_back(at + 1);
    }
    line = end + 1;
  }
  return cuts;
}

/// Statements that must be the first of their batch.
bool begins_batch(std::string_view sql) {
  const std::string start = ascii_lower(past_comments(sql).substr(0, 80));
  for (const std::string_view verb : {"create ", "alter ", "create or alter "}) {
    if (!start.starts_with(verb)) continue;
    const std::string_view rest = trim(std::string_view(start).substr(verb.size()));
    for (const std::string_view noun :
         {"view", "proc", "trigger", "function", "schema", "rule", "default"}) {
      if (rest.starts_with(noun)) return true;
    }
  }
  return false;
}

bool batch_is_open(const Script& script) {
  for (auto unit = script.units().rbegin(); unit != script.units().rend(); ++unit) {
    if (unit->kind == Unit::Kind::Comment) continue;
    return unit->kind == Unit::Kind::Begin || unit->kind == Unit::Kind::Raw;
  }
  return false;
}

/// A table as object_id() takes it: Alembic writes the names bare, and where they are plain the
/// function reads them so.
std::string object_name(const ir::TableName& table, const std::string& quoted) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (!std::ranges::all_of(table.schema, plain) || !std::ranges::all_of(table.name, plain)) {
    return within_quotes(quoted);
  }
  return table.schema.empty() ? table.name : fmt::format("{}.{}", table.schema, table.name);
}

/// The database and the owner in `db.owner`; brackets keep a dot in a name.
std::pair<std::string, std::string> schema_parts(std::string_view schema) {
  std::vector<std::string> parts;
  std::string part;
  bool bracket = false, bracketed = false;
  const auto push = [&] {
    if (!part.empty()) parts.push_back(bracketed ? fmt::format("[{}]", part) : part);
    part.clear();
    bracketed = false;
  };
  for (const char c : schema) {
    if (c == '[') {
      bracket = bracketed = true;
    } else if (c == ']') {
      bracket = false;
    } else if (c == '.' && !bracket) {
      push();
    } else {
      part += c;
    }
  }
  bracketed = false;
  push();
  if (parts.empty()) return {};
  const std::string owner = parts.back();
  parts.pop_back();
  return {join_text(parts, "."), owner};
}

}  // namespace

extern const Entry mssql{instance};

Mssql::Mssql()
    : Dialect({.name = "mssql",
               .display = "SQL Server",
               .transactional_ddl = true,
               .identifier_limit = 128,
               .generated_limit = 128,
               .batch_separator = "GO",
               .begin = "BEGIN TRANSACTION",
               .separates_begin = false,
               .native_boolean = false,
               .native_uuid = true,
               .sequences = true,
               .typed_sequences = true,
               .identity_columns = true,
               .newest = {16, 0, 0}}) {}

std::span<const Driver> Mssql::drivers() const { return known_drivers; }
std::unique_ptr<ExpressionPrinter> Mssql::printer(const Rendering& in) const {
  return mssql_printer(in);
}
std::span<const std::string_view> Mssql::reserved_words() const { return reserved_mssql(); }

std::string Mssql::quoted(std::string_view name) const {
  return fmt::format("[{}]", replace_all(std::string(name), "]", "]]"));
}

std::string Mssql::schema_name(std::string_view schema, const Rendering& in) const {
  auto [database, owner] = schema_parts(schema);
  if (database.empty()) return quote(owner, in);
  // `[a].[b]` says itself how it is to be taken.
  if (database.find("].[") == std::string::npos && database.find("].") == std::string::npos) {
    if (database.starts_with('[')) database = database.substr(1, database.size() - 2);
    database = quote(database, in);
  }
  return fmt::format("{}.{}", database, quote(owner, in));
}

// ---- tables

std::string Mssql::create_table_words(const ir::Table& table, bool if_not_exists,
                                      const Rendering& in) const {
  const std::string words = Dialect::create_table_words(table, false, in);
  if (!if_not_exists) return words;
  in.unlike_alembic("SQL Server has no CREATE TABLE IF NOT EXISTS: OBJECT_ID() is asked instead");
  return fmt::format("IF OBJECT_ID(N'{}', N'U') IS NULL\n{}",
                     within_quotes(table_name(table.name, in)), words);
}

std::string Mssql::column_definition(const ir::Column& column, const ir::Table& table,
                                     const Rendering& in) const {
  std::string text = quote(column.name, column.quote, in) + " ";
  const auto* formula = std::get_if<ir::Computed>(&column.server_default);
  const auto* counted = std::get_if<ir::Identity>(&column.server_default);
  text += formula != nullptr ? computed(*formula, in) : type(column.type, in, &column);

  const bool on = column.autoincrement == ir::Column::Autoincrement::On;
  if (!column.nullable || column.primary_key || column.sequence || on || counted != nullptr) {
    text += " NOT NULL";
  } else if (formula == nullptr) {
    text += " NULL";
  }

  const auto number = [&](std::string_view name) -> std::optional<std::int64_t> {
    const ir::OptionValue* value = option(column.options, name, in);
    const auto* n = value == nullptr ? nullptr : std::get_if<std::int64_t>(&value->data);
    return n == nullptr ? std::nullopt : std::optional<std::int64_t>(*n);
  };
  ir::Identity by_options;
  by_options.sequence.start = number("identity_start");
  by_options.sequence.increment = number("identity_increment");
  if (counted != nullptr && (by_options.sequence.start || by_options.sequence.increment)) {
    in.refuse("invalid-argument", "`{}.{}` has both an Identity and the options `mssql_identity_…`",
              table.name, column.name);
  }

  const ir::Column* automatic = ir::autoincrement_column(table);
  const bool is_automatic = automatic != nullptr && automatic->name == column.name;
  if (counted != nullptr) {
    text += identity(*counted, in);
  } else if ((is_automatic || on) && !column.sequence) {
    if (on && !is_automatic) {
      in.warn("second-identity", "`{}.{}` becomes an identity column although it is no key",
              table.name, column.name);
    }
    text += identity(by_options, in);
  } else if (const auto* value = std::get_if<ir::Expr>(&column.server_default)) {
    text += " DEFAULT " + default_value(*value, column, in);
  }
  return text;
}

std::string Mssql::computed(const ir::Computed& computed, const Rendering& in) const {
  return fmt::format("AS ({}){}", expr(computed.expression, in.in_ddl()),
                     computed.persisted.value_or(false) ? " PERSISTED" : "");
}

std::string Mssql::identity(const ir::Identity& identity, const Rendering&) const {
  const ir::SequenceOptions& options = identity.sequence;
  if (!options.start && !options.increment) return " IDENTITY";
  return fmt::format(" IDENTITY({},{})", options.start.value_or(1), options.increment.value_or(1));
}

std::string Mssql::clustering(const ir::Options& options, const Rendering& in) const {
  const ir::OptionValue* value = option(options, "clustered", in);
  if (value == nullptr || std::holds_alternative<ir::Null>(value->data)) return {};
  return option_flag(options, "clustered", in) ? "CLUSTERED " : "NONCLUSTERED ";
}

std::string Mssql::primary_key(const ir::PrimaryKey& key, const Rendering& in) const {
  if (key.columns.empty()) return {};
  refuse_deferral(key.deferral, in);
  return fmt::format("{}PRIMARY KEY {}({})", constraint_name(key.name, in),
                     clustering(key.options, in), name_list(key.columns, in));
}

std::string Mssql::unique(const ir::Unique& unique, const Rendering& in) const {
  if (unique.columns.empty()) return {};
  refuse_deferral(unique.deferral, in);
  return fmt::format("{}UNIQUE {}({})", constraint_name(unique.name, in),
                     clustering(unique.options, in), name_list(unique.columns, in));
}

std::string Mssql::foreign_key(const ir::ForeignKey& key, const Rendering& in) const {
  refuse_deferral(key.deferral, in);
  ir::ForeignKey at_once = key;
  at_once.deferral = {};
  return Dialect::foreign_key(at_once, in);
}

std::string Mssql::check(const ir::Check& check, const Rendering& in) const {
  refuse_deferral(check.deferral, in);
  ir::Check at_once = check;
  at_once.deferral = {};
  return Dialect::check(at_once, in);
}

// SQL Server checks at once, which is what NOT DEFERRABLE and INITIALLY IMMEDIATE ask for.
void Mssql::refuse_deferral(const ir::Deferral& deferral, const Rendering& in) const {
  if (!deferral.deferrable && deferral.initially.empty()) return;
  const bool at_once =
      deferral.initially.empty() || equal_ignoring_case(deferral.initially, "IMMEDIATE");
  if (deferral.deferrable.value_or(false) || !at_once) {
    in.refuse("unsupported-constraint", "{} defers no constraints", facts().display)
        .help("leave `deferrable` and `initially` out for it");
    return;
  }
  in.unlike_alembic("constraints are checked at once, for which SQL Server has no words");
}

std::string Mssql::match_clause(const ir::ForeignKey& key, const Rendering& in) const {
  if (key.match.empty()) return {};
  if (!equal_ignoring_case(key.match, "SIMPLE")) {
    in.refuse("unsupported-constraint", "{} has no MATCH {}", facts().display,
              phrase(key.match, in));
    return {};
  }
  in.unlike_alembic("MATCH SIMPLE is what SQL Server does, and has no words for");
  return {};
}

std::string Mssql::cascades(const ir::ForeignKey& key, const Rendering& in) const {
  ir::ForeignKey known = key;
  for (std::string* action : {&known.on_delete, &known.on_update}) {
    if (!equal_ignoring_case(*action, "RESTRICT")) continue;
    in.unlike_alembic("SQL Server has no RESTRICT; NO ACTION is the same there");
    *action = "NO ACTION";
  }
  return Dialect::cascades(known, in);
}

namespace {

void note_escape(std::string_view name, const Rendering& out) {
  if (name.find('\'') == std::string_view::npos) return;
  out.unlike_alembic(
      "a quote in a name is doubled within a string; Alembic lets it end the string");
}

void note_column_constraints(const ir::AddColumn& add, const Rendering& out) {
  const bool checked = std::ranges::any_of(add.constraints, [](const ir::Constraint& constraint) {
    const auto* check = std::get_if<ir::Check>(&constraint);
    return check != nullptr && !check->column.empty();
  });
  if (checked || add.inline_references || add.inline_primary_key) {
    out.unlike_alembic(
        "what stands in an added column (CHECK, REFERENCES, PRIMARY KEY) is kept; "
        "Alembic leaves it out");
  }
}

void note_batch(const Rendering& out) {
  out.unlike_alembic("`GO` stands before a statement that must be the first of its batch");
}

}  // namespace

void Mssql::rename_table(const ir::RenameTable& rename, const Rendering& out) const {
  if (rename.new_schema) {
    out.add("ALTER SCHEMA {} TRANSFER {}", quote(*rename.new_schema, out),
            altered_name(rename.table, out));
    return;
  }
  const std::string name = altered_name(rename.table, out);
  note_escape(name, out);
  out.add("EXEC sp_rename '{}', {}", within_quotes(name), quote(rename.new_name, out));
}

void Mssql::add_column(const ir::AddColumn& add, const Rendering& out) const {
  if (!add.if_not_exists) {
    note_column_constraints(add, out);
    if (add.inline_references) {
      ir::AddColumn at_once = add;
      for (ir::Constraint& constraint : at_once.constraints) {
        auto* key = std::get_if<ir::ForeignKey>(&constraint);
        if (key == nullptr) continue;
        refuse_deferral(key->deferral, out);
        key->deferral = {};
      }
      return Dialect::add_column(at_once, out);
    }
    return Dialect::add_column(add, out);
  }
  out.unlike_alembic("`if_not_exists` of a column asks COL_LENGTH(); Alembic leaves it out");
  if (!add.constraints.empty() || !add.indexes.empty()) {
    out.refuse("unsupported-condition",
               "{} has no IF NOT EXISTS for columns with constraints or indexes: `{}.{}`",
               facts().display, add.table, add.column.name);
    return;
  }
  ir::Table table{.name = add.table, .columns = {add.column}};
  ir::AddColumn plain = add;
  plain.if_not_exists = false;
  out.add("IF COL_LENGTH(N'{}', N'{}') IS NULL\nALTER TABLE {} {}",
          within_quotes(altered_name(add.table, out)), within_quotes(add.column.name),
          altered_name(add.table, out), added_column(plain, completed(std::move(table)), out));
}

// A column cannot go while a constraint without a known name holds it.
void Mssql::drop_hidden_constraint(const ir::TableName& table, std::string_view column,
                                   std::string_view catalogue, const Rendering& out) const {
  const std::string name = altered_name(table, out);
  out.add(
      "declare @const_name varchar(256)\n"
      "select @const_name = QUOTENAME([name]) from {}\n"
      "where parent_object_id = object_id('{}')\n"
      "and col_name(parent_object_id, parent_column_id) = '{}'\n"
      "exec('alter table {} drop constraint ' + @const_name)",
      catalogue, object_name(table, name), within_quotes(std::string(column)), within_quotes(name));
  note_escape(name, out);
  note_escape(column, out);
}

void Mssql::drop_hidden_key(const ir::DropColumn& drop, const Rendering& out) const {
  const std::string name = altered_name(drop.table, out);
  out.add(
      "declare @const_name varchar(256)\n"
      "select @const_name = QUOTENAME([name]) from\n"
      "sys.foreign_keys fk join sys.foreign_key_columns fkc\n"
      "on fk.object_id=fkc.constraint_object_id\n"
      "where fkc.parent_object_id = object_id('{}')\n"
      "and col_name(fkc.parent_object_id, fkc.parent_column_id) = '{}'\n"
      "exec('alter table {} drop constraint ' + @const_name)",
      object_name(drop.table, name), within_quotes(drop.column), within_quotes(name));
  note_escape(name, out);
  note_escape(drop.column, out);
}

void Mssql::drop_column(const ir::DropColumn& drop, const Rendering& out) const {
  if (option_flag(drop.options, "drop_default", out)) {
    drop_hidden_constraint(drop.table, drop.column, "sys.default_constraints", out);
  }
  if (option_flag(drop.options, "drop_check", out)) {
    drop_hidden_constraint(drop.table, drop.column, "sys.check_constraints", out);
  }
  if (option_flag(drop.options, "drop_foreign_key", out)) drop_hidden_key(drop, out);
  clear_column(drop, out);
  Dialect::drop_column(drop, out);
}

// ---- indexes

void Mssql::create_index(const ir::CreateIndex& create, const Rendering& out) const {
  const ir::Index& index = create.index;
  if (index.name.empty()) return Dialect::create_index(create, out);
  const std::string table = table_name(index.table, out);
  std::string tail;
  if (!index.elements.empty()) tail += fmt::format(" ({})", index_elements(index, out));
  if (const ir::OptionValue* include = option(index.options, "include", out)) {
    std::vector<std::string> names;
    if (const auto* list = std::get_if<ir::OptionList>(&include->data)) {
      for (const ir::OptionValue& item : *list) {
        if (const auto* name = std::get_if<std::string>(&item.data)) names.push_back(*name);
        if (const auto* column = std::get_if<ir::Expr>(&item.data)) {
          if (const auto* ref = std::get_if<ir::ColumnRef>(&column->node)) {
            names.push_back(ref->column);
          }
        }
      }
    }
    if (!names.empty()) tail += fmt::format(" INCLUDE ({})", name_list(names, out));
  }
  if (const ir::OptionValue* where = option(index.options, "where", out)) {
    if (const auto* condition = std::get_if<ir::Expr>(&where->data)) {
      tail += " WHERE " + expr(*condition, out.in_ddl());
    } else if (const auto* text = std::get_if<std::string>(&where->data)) {
      tail += " WHERE " + *text;
    }
  }
  std::string guard;
  if (create.if_not_exists) {
    out.unlike_alembic("`if_not_exists` of an index asks sys.indexes; Alembic leaves it out");
    guard = fmt::format(
        "IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE name = N'{}' AND object_id = "
        "OBJECT_ID(N'{}'))\n",
        within_quotes(index.name.text), within_quotes(table));
  }
  out.add("{}CREATE {}{}{}INDEX {} ON {}{}", guard, index.unique ? "UNIQUE " : "",
          clustering(index.options, out),
          option_flag(index.options, "columnstore", out) ? "COLUMNSTORE " : "",
          quote(index.name, out), table, tail);
}

void Mssql::drop_index(const ir::DropIndex& drop, const Rendering& out) const {
  if (drop.name.empty()) return Dialect::drop_index(drop, out);
  std::optional<ir::TableName> table = drop.table;
  if (!table) {
    const ir::Index* known = out.before.find_index(drop.name.text);
    if (known != nullptr) {
      table = known->table;
      out.unlike_alembic(
          "the table of an index comes from the replayed schema where `drop_index` leaves it "
          "unsaid; Alembic writes `no_table`");
    }
  }
  if (!table) {
    out.refuse("unsaid-table", "{} drops an index from its table, and of `{}` it is unsaid",
               facts().display, drop.name.text)
        .help("add `table_name=`");
    return;
  }
  if (table->schema.empty()) table->schema = drop.schema;
  out.add("DROP INDEX{} {} ON {}", drop.if_exists ? " IF EXISTS" : "", quote(drop.name, out),
          table_name(*table, out));
}

// ---- comments

std::string Mssql::comment_place(const ir::TableName& table, std::string_view column,
                                 const Rendering& in) const {
  // Who connects without saying a schema is in `dbo`.
  if (table.schema.empty()) {
    in.unlike_alembic(
        "comments of tables without a schema are written for `dbo`; Alembic fails with a "
        "traceback");
  }
  std::string place = fmt::format("'schema', {}, 'table', {}",
                                  table.schema.empty() ? "dbo" : schema_name(table.schema, in),
                                  quote(table.name, table.quote, in));
  if (!column.empty()) place += fmt::format(", 'column', {}", quote(column, in));
  return place;
}

void Mssql::comment_table(const ir::CommentTable& comment, const Rendering& out) const {
  const std::string place = comment_place(comment.table, {}, out);
  if (!comment.comment) {
    out.add("execute sp_dropextendedproperty 'MS_Description', {}", place);
    return;
  }
  out.add("execute sp_addextendedproperty 'MS_Description', N{}, {}",
          Dialect::string_literal(*comment.comment, out), place);
}

void Mssql::comment_column(const ir::TableName& table, std::string_view column,
                           const std::optional<std::string>& comment, const Rendering& out) const {
  out.add("execute sp_addextendedproperty 'MS_Description', N{}, {}",
          Dialect::string_literal(comment.value_or(""), out), comment_place(table, column, out));
}

void Mssql::alter_comment(const ir::AlterColumn& alter, const Rendering& out) const {
  const std::string place = comment_place(alter.table, alter.column, out);
  if (!*alter.comment) {
    out.add("exec sp_dropextendedproperty 'MS_Description', {}", place);
    return;
  }
  bool commented = alter.existing.comment && *alter.existing.comment;
  const ir::Column* known = out.before.find_column(alter.table, alter.column);
  if (!alter.existing.comment && known != nullptr) commented = known->comment.has_value();
  out.add("exec sp_{}extendedproperty 'MS_Description', N{}, {}", commented ? "update" : "add",
          Dialect::string_literal(**alter.comment, out), place);
}

// ---- ALTER COLUMN

void Mssql::alter_facts(const ir::AlterColumn& alter, const Rendering& out) const {
  const ir::Column* known = out.before.find_column(alter.table, alter.column);
  std::optional<bool> nullable = alter.nullable;
  const ir::Type* type_now = alter.type ? &*alter.type : nullptr;

  if (nullable && type_now == nullptr) {
    if (alter.existing.type) type_now = &*alter.existing.type;
    if (type_now == nullptr && known != nullptr) type_now = &known->type;
    if (type_now == nullptr) {
      out.refuse("unknown-column-type", "{} restates the type of `{}.{}`, and it is not known",
                 facts().display, alter.table, alter.column)
          .help("say `existing_type`");
      return;
    }
  } else if (!nullable && type_now != nullptr) {
    nullable = alter.existing.nullable;
    if (!nullable && known != nullptr) {
      nullable = known->nullable;
      out.unlike_alembic(
          "what a column has and the revision leaves unsaid comes from the replayed schema; "
          "Alembic "
          "restates the column without it");
    }
    if (!nullable) {
      out.warn("unsaid-column-facts", "`{}.{}` is restated, and NOT NULL is lost if it has it",
               alter.table, alter.column)
          .help("say `existing_nullable`");
    }
  }

  // ALTER COLUMN without COLLATE gives a text the collation of the database.
  ir::Type collated;
  if (type_now != nullptr && known != nullptr) {
    const auto* had = std::get_if<ir::String>(&known->type.kind);
    const auto* has = std::get_if<ir::String>(&type_now->kind);
    if (had != nullptr && has != nullptr && has->collation.empty() && !had->collation.empty()) {
      collated = *type_now;
      std::get<ir::String>(collated.kind).collation = had->collation;
      type_now = &collated;
      out.unlike_alembic(
          "a text keeps the collation that the replayed schema knows; Alembic restates the column "
          "without it");
    }
  }

  const auto existing = existing_default(alter, out);
  if (alter.server_default && *alter.server_default &&
      std::holds_alternative<ir::FetchedDefault>(**alter.server_default)) {
    out.refuse("unknown-default", "the new default of `{}.{}` is not said", alter.table,
               alter.column);
    return;
  }
  if (alter.server_default) {
    const bool special = [&] {
      const auto is = [](const ir::Change<ir::Default>& change) {
        return change && *change &&
               (std::holds_alternative<ir::Identity>(**change) ||
                std::holds_alternative<ir::Computed>(**change));
      };
      return is(alter.server_default) || is(existing);
    }();
    if (special) {
      Dialect::alter_default(alter, out);
      return;
    }
    const bool removed =
        !*alter.server_default || std::holds_alternative<ir::NoDefault>(**alter.server_default);
    // Alembic drops it too where the revision says that there is none.
    if (removed || alter.existing.server_default || (existing && *existing)) {
      drop_hidden_constraint(alter.table, alter.column, "sys.default_constraints", out);
    }
  }

  const std::string head = fmt::format("ALTER TABLE {} ALTER COLUMN {}",
                                       altered_name(alter.table, out), quote(alter.column, out));
  if (nullable && type_now != nullptr) {
    out.add("{} {} {}", head, type(*type_now, out), *nullable ? "NULL" : "NOT NULL");
  } else if (type_now != nullptr && alter.type) {
    out.add("{} {}", head, type(*type_now, out));
  }
  if (alter.comment) alter_comment(alter, out);
  if (alter.server_default && *alter.server_default) {
    if (const auto* value = std::get_if<ir::Expr>(&**alter.server_default)) {
      set_default(alter, *value, out);
    }
  }
  if (alter.new_name && *alter.new_name != alter.column) alter_name(alter, out);
}

void Mssql::set_default(const ir::AlterColumn& alter, const ir::Expr& value,
                        const Rendering& out) const {
  out.add("ALTER TABLE {} ADD DEFAULT {} FOR {}", altered_name(alter.table, out),
          default_value(value, altered_column(alter, out), out), quote(alter.column, out));
}

void Mssql::alter_name(const ir::AlterColumn& alter, const Rendering& out) const {
  note_escape(altered_name(alter.table, out), out);
  note_escape(alter.column, out);
  out.add("EXEC sp_rename '{}.{}', {}, 'COLUMN'", within_quotes(altered_name(alter.table, out)),
          within_quotes(quote(alter.column, out)), quote(*alter.new_name, out));
}

// ---- schemas, text, rows

void Mssql::create_schema(const ir::CreateSchema& create, const Rendering& out) const {
  if (create.if_not_exists) {
    out.unlike_alembic(
        "SQL Server has no CREATE SCHEMA IF NOT EXISTS: SCHEMA_ID() is asked instead");
    out.add("IF SCHEMA_ID(N'{}') IS NULL\nEXEC(N'CREATE SCHEMA {}')", within_quotes(create.name),
            within_quotes(quote(create.name, out)));
    return;
  }
  if (batch_is_open(out.out)) {
    note_batch(out);
    out.out.separator();
  }
  Dialect::create_schema(create, out);
}

void Mssql::execute(const ir::Execute& execute, const Rendering& out) const {
  const std::size_t before = out.out.size();
  const bool open = batch_is_open(out.out);
  Dialect::execute(execute, out);
  if (!open || out.out.size() == before) return;
  std::string text = out.out.units().back().text;
  if (!begins_batch(text)) return;
  note_batch(out);
  out.out.truncate(before);
  out.out.separator();
  out.out.statement(std::move(text));
}

// ---- the client

// DROP … IF EXISTS is of 2016.
void Mssql::refuse_conditions(std::size_t first, const Rendering& out) const {
  for (std::size_t i = first; i < out.out.size(); ++i) {
    const Unit& unit = out.out.units()[i];
    if (unit.kind != Unit::Kind::Statement) continue;
    const std::string words = ascii_lower(bare_words(unit.text));
    const std::size_t drop = words.starts_with("drop ") ? 0 : words.find(" drop ");
    if (!words.starts_with("drop ") && !words.starts_with("alter table ")) continue;
    if (drop == std::string::npos || words.find(" if exists ", drop) == std::string::npos) continue;
    out.refuse("unsupported-condition", "{} has no DROP … IF EXISTS before version 13 (2016)",
               facts().display)
        .help("leave `if_exists` out, or ask OBJECT_ID() in op.execute()");
    return;
  }
}

void Mssql::prepare_client(std::size_t first, const Rendering& out) const {
  if (out.target.server() < ServerVersion{13, 0, 0}) refuse_conditions(first, out);
  const auto hazardous = [](const Unit& unit) {
    return unit.kind == Unit::Kind::Statement && has_hazards(unit.text, sqlcmd_hazards);
  };
  const auto from = out.out.units().begin() + static_cast<std::ptrdiff_t>(first);
  if (std::none_of(from, out.out.units().end(), hazardous)) return;
  out.unlike_alembic(
      "a literal that holds `$(` or a command of sqlcmd in a line of its own is written in parts");
  std::vector<Unit> units(from, out.out.units().end());
  for (Unit& unit : units) {
    if (!hazardous(unit)) continue;
    // A procedure takes no expression, but EXEC() takes a statement in parts.
    const std::string start = ascii_lower(past_comments(unit.text).substr(0, 8));
    if (start.starts_with("exec ") || start.starts_with("execute ")) {
      unit.text = fmt::format("EXEC(N'{}')", within_quotes(unit.text));
    }
    for (const LiteralSpan& literal : literals_of(unit.text)) {
      // Parts that are joined make no more than 8000 bytes.
      if (literal.end - literal.begin > (literal.national ? 4000 : 8000) &&
          !unit.text.starts_with("EXEC(")) {
        out.warn("long-literal-in-parts",
                 "a literal of more than 8000 bytes is written in parts, and {} may cut it",
                 facts().display)
            .help("give the text in several statements");
      }
    }
    unit.text = parted_literals(unit.text, sqlcmd_hazards, " + ");
  }
  out.out.truncate(first);
  append_units(std::move(units), out.out);
}

}  // namespace migc::dialects
