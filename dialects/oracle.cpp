#include "dialects/oracle.h"

#include <algorithm>
#include <array>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/ir/schema.h"
#include "dialects/catalogue.h"
#include "dialects/expression.h"
#include "dialects/reserved.h"

namespace migc::dialects {
namespace {

constexpr std::array<Driver, 3> known_drivers{{
    {"cx_oracle", Paramstyle::Named, false},
    {"oracledb", Paramstyle::Named, false},
    {"oracledb_async", Paramstyle::Named, false},
}};

const Oracle instance;

/// A block of PL/SQL, whose semicolons are its own.
bool is_block(std::string_view sql) {
  const std::string start = ascii_lower(trim(sql).substr(0, 200));
  if (start.starts_with("begin") || start.starts_with("declare")) return true;
  if (!start.starts_with("create")) return false;
  return std::ranges::any_of(
      std::array<std::string_view, 6>{" procedure ", " function ", " trigger ", " package ",
                                      " type ", " library "},
      [&](std::string_view noun) { return start.find(noun) != std::string::npos; });
}

bool has_blank_line(std::string_view sql) {
  for (std::size_t at = sql.find('\n'); at != std::string_view::npos; at = sql.find('\n', at + 1)) {
    const std::size_t next = sql.find_first_not_of(" \t\r", at + 1);
    if (next != std::string_view::npos && sql[next] == '\n') return true;
  }
  return false;
}

/// Statements that stand in one text, each without its semicolon.
std::vector<std::string> statements_of(std::string_view sql) {
  std::vector<std::string> all;
  std::size_t start = 0;
  const auto push = [&](std::size_t end) {
    const std::string_view one = trim(sql.substr(start, end - start));
    if (!one.empty()) all.emplace_back(one);
    start = end + 1;
  };
  const auto past = [&](std::string_view end, std::size_t from) {
    const std::size_t found = sql.find(end, from);
    return found == std::string_view::npos ? sql.size() : found + end.size();
  };
  for (std::size_t at = 0; at < sql.size();) {
    const std::string_view rest = sql.substr(at);
    if (rest.starts_with("--")) {
      at = past("\n", at);
    } else if (rest.starts_with("/*")) {
      at = past("*/", at + 2);
    } else if (rest[0] == '\'' || rest[0] == '"') {
      at = past(rest.substr(0, 1), at + 1);
    } else if (rest[0] == ';') {
      push(at++);
    } else {
      ++at;
    }
  }
  if (start < sql.size()) push(sql.size());
  return all;
}

}  // namespace

extern const Entry oracle{instance};

Oracle::Oracle()
    : Dialect({.name = "oracle",
               .display = "Oracle Database",
               .identifier_limit = 128,
               .generated_limit = 128,
               .terminator = "",
               .batch_separator = "/",
               .begin = "SET TRANSACTION READ WRITE",
               .native_boolean = false,
               .boolean_checks = true,
               .sequences = true,
               .identity_columns = true,
               .newest = {23, 0, 0}}) {}

std::span<const Driver> Oracle::drivers() const { return known_drivers; }
std::unique_ptr<ExpressionPrinter> Oracle::printer(const Rendering& in) const {
  return oracle_printer(in);
}
std::span<const std::string_view> Oracle::reserved_words() const { return reserved_oracle(); }

bool Oracle::needs_quotes(std::string_view name) const {
  return name.starts_with('_') || Dialect::needs_quotes(name);
}

// ---- tables

std::string Oracle::table_options(const ir::Table& table, const Rendering& in) const {
  std::string text;
  if (const auto action = option_text(table.options, "on_commit", in); action && !action->empty()) {
    text += "\n ON COMMIT " + ascii_upper(replace_all(*action, "_", " "));
  }
  if (option_flag(table.options, "compress", in)) {
    const auto kind = option_text(table.options, "compress", in);
    text += kind ? "\n COMPRESS FOR " + *kind : "\n COMPRESS";
  }
  if (const auto space = option_text(table.options, "tablespace", in); space && !space->empty()) {
    text += "\n TABLESPACE " + quote(*space, in);
  }
  return text;
}

std::string Oracle::computed(const ir::Computed& computed, const Rendering& in) const {
  if (computed.persisted.value_or(false)) {
    in.refuse("unsupported-computed", "{} has no stored computed columns", facts().display)
        .help("leave `persisted` out, or set it to False");
  }
  return fmt::format("GENERATED ALWAYS AS ({}){}", expr(computed.expression, in.in_ddl()),
                     computed.persisted == false ? " VIRTUAL" : "");
}

std::string Oracle::identity(const ir::Identity& identity, const Rendering&) const {
  const std::string options = sequence_options(identity.sequence);
  return fmt::format("GENERATED {}{} AS IDENTITY{}", identity.always ? "ALWAYS" : "BY DEFAULT",
                     identity.on_null ? " ON NULL" : "",
                     options.empty() ? "" : fmt::format(" ({})", options));
}

std::string Oracle::sequence_options(const ir::SequenceOptions& options) const {
  std::string text = Dialect::sequence_options(options);
  for (const std::string_view word : {"MINVALUE", "MAXVALUE", "CYCLE"}) {
    text = replace_all(std::move(text), fmt::format("NO {}", word), fmt::format("NO{}", word));
  }
  if (options.order) text += *options.order ? " ORDER" : " NOORDER";
  return std::string(trim(text));
}

std::string Oracle::cascades(const ir::ForeignKey& key, const Rendering& in) const {
  if (!key.on_update.empty()) {
    in.warn("ignored-argument", "{} has no ON UPDATE: `onupdate` is left out", facts().display);
  }
  return key.on_delete.empty() ? "" : " ON DELETE " + phrase(key.on_delete, in);
}

void Oracle::rename_table(const ir::RenameTable& rename, const Rendering& out) const {
  out.add("ALTER TABLE {} RENAME TO {}", altered_name(rename.table, out),
          quote(rename.new_name, out));
}

void Oracle::add_column(const ir::AddColumn& add, const Rendering& out) const {
  if (add.if_not_exists) {
    out.refuse("unsupported-condition", "{} has no IF NOT EXISTS for columns: `{}.{}`",
               facts().display, add.table, add.column.name);
    return;
  }
  const bool checked = std::ranges::any_of(add.constraints, [](const ir::Constraint& constraint) {
    const auto* check = std::get_if<ir::Check>(&constraint);
    return check != nullptr && !check->column.empty();
  });
  if (checked || add.inline_references || add.inline_primary_key) {
    out.unlike_alembic(
        "what stands in an added column (CHECK, REFERENCES, PRIMARY KEY) is kept; Alembic leaves "
        "it "
        "out");
  }
  Dialect::add_column(add, out);
}

void Oracle::create_index(const ir::CreateIndex& create, const Rendering& out) const {
  const ir::Index& index = create.index;
  if (index.name.empty()) return Dialect::create_index(create, out);
  if (option(index.options, "vector", out) != nullptr) {
    out.refuse("unsupported-option", "`oracle_vector` of index `{}` cannot be rendered",
               index.name.text);
  }
  if (create.if_not_exists) {
    out.unlike_alembic("`if_not_exists` of an index is kept; Alembic leaves it out");
  }
  if (create.if_not_exists && out.target.server() < ServerVersion{23, 0, 0}) {
    out.refuse("unsupported-condition", "{} has no IF NOT EXISTS for indexes before version 23",
               facts().display);
  }
  std::string tail;
  if (option_flag(index.options, "compress", out)) {
    const auto columns = option_text(index.options, "compress", out);
    tail = columns ? " COMPRESS " + *columns : " COMPRESS";
  }
  const std::string& schema = index.table.schema;
  out.add("CREATE {}{}INDEX {}{}{} ON {} ({}){}", index.unique ? "UNIQUE " : "",
          option_flag(index.options, "bitmap", out) ? "BITMAP " : "",
          create.if_not_exists ? "IF NOT EXISTS " : "",
          schema.empty() ? "" : schema_name(schema, out) + ".", quote(index.name, out),
          table_name(index.table, out), index_elements(index, out), tail);
}

void Oracle::comment_table(const ir::CommentTable& comment, const Rendering& out) const {
  if (!comment.comment) {
    out.unlike_alembic("an empty comment removes one; Oracle Database has no IS NULL for that");
  }
  out.add("COMMENT ON TABLE {} IS {}", table_name(comment.table, out),
          string_literal(comment.comment.value_or(""), out));
}

// ---- ALTER COLUMN

std::string Oracle::modify(const ir::AlterColumn& alter, const Rendering& in) const {
  return fmt::format("ALTER TABLE {} MODIFY {}", altered_name(alter.table, in),
                     quote(alter.column, in));
}

void Oracle::alter_nullable(const ir::AlterColumn& alter, const Rendering& out) const {
  out.add("{} {}", modify(alter, out), *alter.nullable ? "NULL" : "NOT NULL");
}

void Oracle::alter_type_of(const ir::AlterColumn& alter, const Rendering& out) const {
  out.add("{} {}", modify(alter, out), type(*alter.type, out));
}

void Oracle::alter_comment(const ir::AlterColumn& alter, const Rendering& out) const {
  const std::string table = altered_name(alter.table, out), column = quote(alter.column, out);
  if (table != alter.table.name || column != alter.column) {
    out.unlike_alembic(
        "COMMENT ON COLUMN says the schema and quotes the names; Alembic does neither");
  }
  out.add("COMMENT ON COLUMN {}.{} IS {}", table, column,
          string_literal(alter.comment->value_or(""), out));
}

void Oracle::alter_name(const ir::AlterColumn& alter, const Rendering& out) const {
  out.add("ALTER TABLE {} RENAME COLUMN {} TO {}", altered_name(alter.table, out),
          quote(alter.column, out), quote(*alter.new_name, out));
}

void Oracle::set_default(const ir::AlterColumn& alter, const ir::Expr& value,
                         const Rendering& out) const {
  out.add("{} DEFAULT {}", modify(alter, out),
          default_value(value, altered_column(alter, out), out));
}

void Oracle::drop_default(const ir::AlterColumn& alter, const Rendering& out) const {
  out.add("{} DEFAULT NULL", modify(alter, out));
}

void Oracle::alter_identity(const ir::AlterColumn& alter, const Rendering& out) const {
  const bool removed =
      !*alter.server_default || std::holds_alternative<ir::NoDefault>(**alter.server_default);
  if (removed) {
    out.add("{} DROP IDENTITY", modify(alter, out));
    return;
  }
  const auto* to = std::get_if<ir::Identity>(&**alter.server_default);
  if (to == nullptr) return Dialect::alter_identity(alter, out);
  out.add("{} {}", modify(alter, out), identity(*to, out));
}

// ---- text

// SQL*Plus takes the semicolon of a statement for a part of it.
void Oracle::execute(const ir::Execute& execute, const Rendering& out) const {
  std::string text =
      execute.verbatim ? ir::plain_text(execute.sql).value_or("") : expr(execute.sql, out);
  if (is_block(text) || text.find(';') == std::string::npos) {
    out.out.statement(std::move(text));
    return;
  }
  const std::vector<std::string> statements = statements_of(text);
  if (statements.size() != 1 || statements.front() != trim(text)) {
    out.unlike_alembic(
        "a statement that `/` runs has no semicolon, and stands alone; Alembic leaves both to the "
        "author");
  }
  for (const std::string& statement : statements) out.out.statement(statement);
}

// … and `&` for a variable, and an empty line for the end, unless it is told otherwise.
void Oracle::prepare_client(std::size_t first, const Rendering& out) const {
  const auto tell = [&](std::string_view command, std::string reason, const auto& is_needed) {
    const std::vector<Unit>& units = out.out.units();
    const auto told = [&](const Unit& unit) {
      return unit.kind == Unit::Kind::Raw && unit.text == command;
    };
    const auto from = units.begin() + static_cast<std::ptrdiff_t>(first);
    const auto needs = [&](const Unit& unit) {
      return unit.kind == Unit::Kind::Statement && is_needed(unit.text);
    };
    if (std::none_of(from, units.end(), needs) || std::ranges::any_of(units, told)) return;
    out.unlike_alembic(std::move(reason));
    out.out.raw_before(first, std::string(command));
  };
  tell("SET DEFINE OFF", "SET DEFINE OFF keeps SQL*Plus from asking for the value of `&`",
       [](std::string_view text) { return text.find('&') != std::string_view::npos; });
  tell("SET SQLBLANKLINES ON", "SET SQLBLANKLINES ON keeps SQL*Plus from ending at an empty line",
       has_blank_line);
}

}  // namespace migc::dialects
