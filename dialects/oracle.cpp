#include "dialects/oracle.h"

#include <algorithm>
#include <array>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/ir/schema.h"
#include "dialects/catalogue.h"
#include "dialects/client_lines.h"
#include "dialects/expression.h"
#include "dialects/name_release.h"
#include "dialects/reserved.h"

namespace migc::dialects {
namespace {

constexpr std::array<Driver, 3> known_drivers{{
    {"cx_oracle", Paramstyle::Named, false},
    {"oracledb", Paramstyle::Named, false},
    {"oracledb_async", Paramstyle::Named, false},
}};

const Oracle instance;

/// The next word in lower case, which is taken away with what stands before it.
std::string next_word(std::string_view& sql) {
  sql = past_comments(sql);
  const std::size_t end = std::min(sql.size(), sql.find_first_of(" \t\r\n(;/-"));
  const std::string word = ascii_lower(sql.substr(0, end));
  sql.remove_prefix(end);
  return word;
}

/// A block of PL/SQL, whose semicolons are its own.
bool is_block(std::string_view sql) {
  sql = past_comments(sql, true);
  const std::string verb = next_word(sql);
  if (verb == "begin" || verb == "declare") return true;
  const auto one_of = [](const std::string& word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
  };
  if (verb == "with") return one_of(next_word(sql), {"function", "procedure"});
  if (verb != "create") return false;
  std::string noun = next_word(sql);
  while (one_of(noun, {"or", "replace", "and", "resolve", "compile", "force", "noforce",
                       "editionable", "noneditionable"})) {
    noun = next_word(sql);
  }
  return one_of(noun, {"procedure", "function", "trigger", "package", "type", "library", "java"});
}

/// A query with functions of its own: `/` runs it, and it has no semicolon at its end.
bool is_query_with_block(std::string_view sql) {
  sql = past_comments(sql);
  return next_word(sql) == "with";
}

bool has_blank_line(std::string_view sql) {
  for (std::size_t at = sql.find('\n'); at != std::string_view::npos; at = sql.find('\n', at + 1)) {
    const std::size_t next = sql.find_first_not_of(" \t\r", at + 1);
    if (next != std::string_view::npos && sql[next] == '\n') return true;
  }
  return false;
}

/// Statements that stand in one text, each without its semicolon: at one a statement ends, but
/// for blocks, which go on to a line that holds only `/`.
std::vector<std::string> statements_of(std::string_view sql) {
  std::vector<std::string> all;
  std::size_t start = 0;
  bool block = is_block(sql);
  const auto push = [&](std::size_t end) {
    std::string_view one = trim(sql.substr(start, end - start));
    if (block && is_query_with_block(one)) {
      while (one.ends_with(';')) one = trim(one.substr(0, one.size() - 1));
    }
    if (!past_comments(one).empty() || (all.empty() && end == sql.size() && !one.empty())) {
      all.emplace_back(one);
    }
    start = std::min(end + 1, sql.size());
    block = is_block(sql.substr(start));
  };
  const auto past = [&](std::string_view end, std::size_t from) {
    const std::size_t found = sql.find(end, from);
    return found == std::string_view::npos ? sql.size() : found + end.size();
  };
  const auto stands_alone = [&](std::size_t at) {
    const std::size_t line = sql.rfind('\n', at) + 1;  // 0 when there is none before it.
    const std::size_t end = std::min(sql.size(), sql.find('\n', at));
    return trim(sql.substr(line, end - line)) == "/";
  };
  const std::vector<LiteralSpan> literals = literals_of(sql);
  auto literal = literals.begin();
  for (std::size_t at = 0; at < sql.size();) {
    const std::string_view rest = sql.substr(at);
    while (literal != literals.end() && literal->begin < at) ++literal;
    if (literal != literals.end() && literal->begin == at) {
      at = literal->end;
    } else if (rest.starts_with("--")) {
      at = past("\n", at);
    } else if (rest.starts_with("/*")) {
      at = past("*/", at + 2);
    } else if (rest[0] == '"') {
      at = past("\"", at + 1);
    } else if ((rest[0] == ';' && !block) || (rest[0] == '/' && stands_alone(at))) {
      push(at++);
    } else {
      ++at;
    }
  }
  if (start < sql.size()) push(sql.size());
  return all;
}

std::size_t line_end(std::string_view text, std::size_t from) {
  return std::min(text.size(), text.find('\n', from));
}

/// Lines of a literal that SQL*Plus takes for its own: it looks at every line, in quotes or not.
std::vector<std::size_t> sqlplus_hazards(std::string_view literal) {
  std::vector<std::size_t> cuts;
  for (std::size_t line = 0, end = line_end(literal, 0); end <= literal.size();
       line = end + 1, end = line_end(literal, line)) {
    const std::string_view text = trim(literal.substr(line, end - line));
    const bool first = line == 0, last = end == literal.size();
    if (!first && (text.starts_with('#') || text.starts_with('@'))) cuts.push_back(line);
    if (!last && !text.empty() &&
        (text.ends_with(';') || text.ends_with('-') || (!first && (text == "/" || text == ".")))) {
      cuts.push_back(end);
    }
    if (last) break;
  }
  return cuts;
}

/// The statement with semicolons and hyphens out of the way that end lines of comments and code,
/// where SQL*Plus ends the statement or joins the lines.
std::string plain_line_ends(std::string_view sql, bool block) {
  std::string text;
  const std::vector<LiteralSpan> literals = literals_of(sql);
  auto literal = literals.begin();
  const auto comment = [&](std::size_t at, std::size_t end) {
    while (at < end) {
      const std::size_t stop = std::min(end, line_end(sql, at));
      std::string_view line = sql.substr(at, stop - at);
      if (!block) {
        const std::size_t content = line.find_last_not_of(" \t\r;");
        if (const std::string_view ending = line.substr(content + 1);
            ending.find(';') != std::string_view::npos) {
          line = line.substr(0, content + 1);
        }
      }
      text += line;
      if (stop < end) text += '\n';
      at = stop + 1;
    }
  };
  for (std::size_t at = 0; at < sql.size();) {
    const std::string_view rest = sql.substr(at);
    while (literal != literals.end() && literal->begin < at) ++literal;
    std::size_t end = at + 1;
    if (literal != literals.end() && literal->begin == at) {
      end = literal->end;
    } else if (rest.starts_with("--") || rest.starts_with("/*")) {
      end = rest[0] == '-' ? line_end(sql, at) : std::min(sql.size(), sql.find("*/", at + 2));
      comment(at, end);
      at = end;
      continue;
    } else if (rest[0] == '"') {
      end = std::min(sql.size(), sql.find('"', at + 1));
    } else if (rest[0] == '-') {
      const std::size_t next = sql.find_first_not_of(" \t\r", at + 1);
      if (next != std::string_view::npos && sql[next] == '\n') {
        text += "- ";
        at = next + 1;
        continue;
      }
    }
    end = std::max(end, at + 1);
    text += sql.substr(at, end - at);
    at = end;
  }
  return text;
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

std::string Oracle::identity(const ir::Identity& identity, const Rendering& in) const {
  if (in.target.server() < ServerVersion{12, 1, 0}) {
    in.refuse("unsupported-identity", "{} has no IDENTITY before version 12", facts().display)
        .help("use a Sequence");
  }
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
  if (key.on_delete.empty()) return {};
  if (equal_ignoring_case(key.on_delete, "RESTRICT") ||
      equal_ignoring_case(key.on_delete, "NO ACTION")) {
    in.unlike_alembic("to refuse is what Oracle Database does, and ON DELETE has no words for it");
    return {};
  }
  if (equal_ignoring_case(key.on_delete, "SET DEFAULT")) {
    in.refuse("unsupported-constraint", "{} has no ON DELETE SET DEFAULT", facts().display);
  }
  return " ON DELETE " + phrase(key.on_delete, in);
}

std::string Oracle::match_clause(const ir::ForeignKey& key, const Rendering& in) const {
  if (key.match.empty()) return {};
  if (!equal_ignoring_case(key.match, "SIMPLE")) {
    in.refuse("unsupported-constraint", "{} has no MATCH {}", facts().display,
              phrase(key.match, in));
    return {};
  }
  in.unlike_alembic("MATCH SIMPLE is what Oracle Database does, and has no words for");
  return {};
}

// CREATE SCHEMA is something else there: several statements in one.
void Oracle::create_schema(const ir::CreateSchema& create, const Rendering& out) const {
  out.refuse("unsupported-operation", "a schema of {} is a user: `{}` cannot be created as one",
             facts().display, create.name)
      .help("say CREATE USER in op.execute()");
}

void Oracle::drop_schema(const ir::DropSchema& drop, const Rendering& out) const {
  out.refuse("unsupported-operation", "a schema of {} is a user: `{}` cannot be dropped as one",
             facts().display, drop.name)
      .help("say DROP USER in op.execute()");
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
  if (text.find_first_of(";/") == std::string::npos) {
    out.out.statement(std::move(text));
    return;
  }
  const std::vector<std::string> statements = statements_of(text);
  if (statements.size() != 1 || statements.front() != trim(text)) {
    out.unlike_alembic(
        "a statement that `/` runs has no semicolon and no `/` of its own, and stands alone; "
        "Alembic "
        "leaves both to the author");
  }
  for (const std::string& statement : statements) out.out.statement(statement);
}

// … and looks for its commands in every line, also in those of literals and comments.
void Oracle::keep_lines(std::size_t first, const Rendering& out) const {
  std::vector<Unit> units(out.out.units().begin() + static_cast<std::ptrdiff_t>(first),
                          out.out.units().end());
  bool changed = false;
  for (Unit& unit : units) {
    if (unit.kind != Unit::Kind::Statement || unit.text.find('\n') == std::string::npos) continue;
    std::string text = plain_line_ends(unit.text, is_block(unit.text));
    if (has_hazards(text, sqlplus_hazards)) {
      std::string_view rest = text;
      // A comment is given as one literal; a block takes any expression.
      if (next_word(rest) == "comment") {
        text = fmt::format("BEGIN EXECUTE IMMEDIATE '{}'; END;",
                           replace_all(std::move(text), "'", "''"));
      }
      text = parted_literals(text, sqlplus_hazards, " || ");
    }
    changed = changed || text != unit.text;
    unit.text = std::move(text);
  }
  if (!changed) return;
  out.unlike_alembic(
      "a line that SQL*Plus would take for its own (`/`, or with `;` or `-` at its end) is written "
      "otherwise");
  out.out.truncate(first);
  append_units(std::move(units), out.out);
}

// … and `&` for a variable, and an empty line for the end, unless it is told otherwise.
void Oracle::prepare_client(std::size_t first, const Rendering& out) const {
  keep_lines(first, out);
  if (out.target.server() < ServerVersion{23, 0, 0}) refuse_news(first, out);
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

// What older servers do not know.
void Oracle::refuse_news(std::size_t first, const Rendering& out) const {
  const bool short_names = out.target.server() < ServerVersion{12, 2, 0};
  for (std::size_t i = first; i < out.out.size(); ++i) {
    const Unit& unit = out.out.units()[i];
    if (unit.kind != Unit::Kind::Statement) continue;
    const std::string words = ascii_lower(bare_words(unit.text));
    if ((words.starts_with("drop ") && words.find(" if exists ") != std::string::npos) ||
        (words.starts_with("create ") && words.find(" if not exists ") != std::string::npos)) {
      out.refuse("unsupported-condition", "{} has no IF [NOT] EXISTS before version 23",
                 facts().display);
      return;
    }
    if (!short_names) continue;
    for (const std::string_view word : split(words, ' ')) {
      if (word.size() <= 30) continue;
      out.refuse("identifier-too-long", "name `{}` is longer than the 30 bytes of {} before 12.2",
                 word, facts().display)
          .help("give it a shorter name");
      return;
    }
  }
}

// ---- batches

void Oracle::write_rebuild(const Rebuild& rebuild, bool, const Rendering& out) const {
  std::optional<NameRelease> release = release_names(rebuild, out);
  if (!release) return;
  for (const ir::DropConstraint& drop : release->drops) drop_constraint(drop, out);
  const ir::InsertSelect copy = rebuild.copy();
  // The rows say their numbers, which ALWAYS does not take, and the next one follows theirs.
  std::optional<ir::AlterColumn> counting;
  for (ir::Column& column : release->fresh.columns) {
    auto* identity = std::get_if<ir::Identity>(&column.server_default);
    if (identity == nullptr || std::ranges::find(copy.columns, column.name) == copy.columns.end()) {
      continue;
    }
    counting = ir::AlterColumn{.table = rebuild.old_table().name, .column = column.name};
    counting->server_default = ir::Default{*identity};
    identity->always = false;
  }
  create_table({release->fresh, false}, out);
  insert_select(copy, out);
  const ir::TableName& name = rebuild.old_table().name;
  drop_table({.table = name}, out);
  rename_table({.table = rebuild.temporary_name(), .new_name = name.name}, out);
  if (counting) {
    const auto& was = std::get<ir::Identity>(**counting->server_default);
    out.unlike_alembic("an identity goes on counting behind the rows that were copied");
    out.add("{} GENERATED {}{} AS IDENTITY (START WITH LIMIT VALUE)", modify(*counting, out),
            was.always ? "ALWAYS" : "BY DEFAULT", was.on_null ? " ON NULL" : "");
  }
  for (const ir::Index& index : rebuild.indexes()) create_index({index, false}, out);
  for (const ir::AddConstraint& add : release->later) add_constraint(add, out);
}

}  // namespace migc::dialects
