#include "dialects/mysql.h"

#include <algorithm>
#include <array>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/ir/restate.h"
#include "compiler/ir/schema.h"
#include "compiler/ir/walk.h"
#include "dialects/catalogue.h"
#include "dialects/expression.h"
#include "dialects/mysql_routines.h"
#include "dialects/rebuild.h"
#include "dialects/reserved.h"

namespace migc::dialects {
namespace {

constexpr std::array<Driver, 9> known_drivers{{
    {"mysqldb", Paramstyle::Format, true},
    {"pymysql", Paramstyle::Format, true},
    {"aiomysql", Paramstyle::Format, true},
    {"asyncmy", Paramstyle::Format, true},
    {"cymysql", Paramstyle::Format, true},
    {"mysqlconnector", Paramstyle::Format, false},
    {"mariadbconnector", Paramstyle::Qmark, false},
    {"pyodbc", Paramstyle::Qmark, false},
    {"gaerdbms", Paramstyle::Format, true},
}};

const Mysql instance({.name = "mysql",
                      .display = "MySQL",
                      .identifier_limit = 255,
                      .generated_limit = 64,
                      .inline_comments = true,
                      .inline_enums = true,
                      .boolean_checks = true,
                      .backslash_escapes = true,
                      .backslash_strings = true,
                      .newest = {8, 4, 0}});

std::string option_value(const ir::OptionValue& value, const Rendering& in) {
  return migc::match(
      value.data, [](const ir::Null&) { return std::string("None"); },
      [](bool b) { return std::string(b ? "1" : "0"); },
      [](std::int64_t n) { return fmt::format("{}", n); },
      [](double n) { return fmt::format("{}", n); }, [](const std::string& s) { return s; },
      [&](const ir::Expr& e) { return in.dialect.expr(e, in.in_ddl()); },
      [](const ir::OptionList&) { return std::string(); },
      [](const ir::OptionMap&) { return std::string(); });
}

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

/// The names of mysql_… options, without their prefix and in upper case, in the order written;
/// those of the dialect itself win over its family's.
std::vector<std::pair<std::string, std::string>> table_settings(const ir::Table& table,
                                                                const Rendering& in) {
  std::vector<std::pair<std::string, std::string>> settings;
  const Facts& facts = in.dialect.facts();
  for (const std::string_view owner : {facts.name, facts.family}) {
    if (owner.empty()) continue;
    const std::string prefix = fmt::format("{}_", owner);
    for (const auto& [key, value] : table.options.items) {
      if (!key.starts_with(prefix)) continue;
      std::string name = ascii_upper(std::string_view(key).substr(prefix.size()));
      if (std::ranges::find(settings, name, [](const auto& s) { return s.first; }) !=
          settings.end()) {
        continue;
      }
      settings.emplace_back(std::move(name), option_value(value, in));
    }
  }
  return settings;
}

bool names_character_set(std::string_view option) {
  return one_of(option, {"DEFAULT_CHARSET", "DEFAULT_CHARACTER_SET", "CHARSET", "CHARACTER_SET"});
}

}  // namespace

extern const Entry mysql{instance};

std::span<const Driver> Mysql::drivers() const { return known_drivers; }
std::unique_ptr<ExpressionPrinter> Mysql::printer(const Rendering& in) const {
  return mysql_printer(in, false);
}
std::span<const std::string_view> Mysql::reserved_words() const { return reserved_mysql(); }

std::string Mysql::quoted(std::string_view name) const {
  return fmt::format("`{}`", replace_all(std::string(name), "`", "``"));
}

std::string Mysql::altered_name(const ir::TableName& table, const Rendering& in) const {
  if (table.schema.find('.') != std::string::npos) {
    in.unlike_alembic(
        "a schema with a dot is quoted whole, as in CREATE TABLE; Alembic takes its parts in ALTER "
        "TABLE");
  }
  return table_name(table, in);
}

std::string Mysql::if_exists(bool said, std::string_view words, const Rendering& in) const {
  if (!said) return {};
  if (!conditional_parts()) {
    in.refuse("unsupported-condition", "{} has no {} for columns, indexes and constraints",
              facts().display, trim(words));
  }
  return std::string(words);
}

// ---- tables

void Mysql::create_table(const ir::CreateTable& create, const Rendering& out) const {
  Dialect::create_table(create, out);
}

void Mysql::add_column(const ir::AddColumn& add, const Rendering& out) const {
  if_exists(add.if_not_exists, "IF NOT EXISTS ", out);
  Dialect::add_column(add, out);
}

void Mysql::drop_column(const ir::DropColumn& drop, const Rendering& out) const {
  if_exists(drop.if_exists, "IF EXISTS ", out);
  Dialect::drop_column(drop, out);
}

std::string Mysql::column_definition(const ir::Column& column, const ir::Table& table,
                                     const Rendering& in) const {
  std::string text =
      fmt::format("{} {}", quote(column.name, column.quote, in), type(column.type, in, &column));
  const auto* formula = std::get_if<ir::Computed>(&column.server_default);
  if (formula != nullptr) text += " " + computed(*formula, in);

  const bool nullable =
      column.nullable || (formula != nullptr && computed_is_nullable() && !column.nullable_said);
  if (!nullable) {
    text += " NOT NULL";
  } else if (std::holds_alternative<ir::Timestamp>(own_type(column.type).kind) &&
             ascii_upper(own_type(column.type).exact).starts_with("TIMESTAMP")) {
    // Without it, older servers make the first TIMESTAMP of a table NOT NULL.
    text += " NULL";
  }
  if (column.comment) text += " COMMENT " + string_literal(*column.comment, in);

  const ir::Column* counted = ir::autoincrement_column(table);
  const auto* value = std::get_if<ir::Expr>(&column.server_default);
  const bool free = std::holds_alternative<ir::NoDefault>(column.server_default) ||
                    std::holds_alternative<ir::Identity>(column.server_default);
  const bool counts =
      (counted != nullptr && counted->name == column.name) || column.options.flag("auto_increment");
  if (counts && free) {
    text += " AUTO_INCREMENT";
  } else if (value != nullptr) {
    text += " DEFAULT " + default_value(*value, column, in);
  }
  return text;
}

std::string Mysql::table_options(const ir::Table& table, const Rendering& in) const {
  std::vector<std::pair<std::string, std::string>> settings = table_settings(table, in);
  if (table.comment) settings.emplace_back("COMMENT", *table.comment);

  const auto partition_rank = [](std::string_view name) {
    constexpr std::array<std::string_view, 4> order{"PARTITION_BY", "PARTITIONS", "SUBPARTITION_BY",
                                                    "SUBPARTITIONS"};
    const auto found = std::ranges::find(order, name);
    return found == order.end() ? -1 : static_cast<int>(found - order.begin());
  };
  // A collation belongs to a character set, which must stand before it.
  const bool has_charset = std::ranges::any_of(
      settings, [](const auto& setting) { return names_character_set(setting.first); });
  const auto rank = [&](const auto& setting) {
    const int partition = partition_rank(setting.first);
    if (partition >= 0) return 2 + partition;
    return setting.first == "COLLATE" && has_charset ? 1 : 0;
  };
  std::ranges::stable_sort(settings, {}, rank);

  std::vector<std::string> words;
  for (const auto& [name, value] : settings) {
    const bool quoted_text =
        one_of(name, {"COMMENT", "DATA_DIRECTORY", "INDEX_DIRECTORY", "PASSWORD", "CONNECTION"});
    const bool partition = partition_rank(name) >= 0;
    const bool spaced =
        partition || one_of(name, {"DATA_DIRECTORY", "INDEX_DIRECTORY", "DEFAULT_CHARACTER_SET",
                                   "CHARACTER_SET", "DEFAULT_CHARSET", "DEFAULT_COLLATE"});
    const bool joined_by_blank = partition || one_of(name, {"TABLESPACE", "DEFAULT_CHARACTER_SET",
                                                            "CHARACTER_SET", "COLLATE"});
    words.push_back(fmt::format("{}{}{}", spaced ? replace_all(name, "_", " ") : name,
                                joined_by_blank ? " " : "=",
                                quoted_text ? string_literal(value, in) : value));
  }
  return join_text(words, " ");
}

std::string Mysql::sequence_options(const ir::SequenceOptions& options) const {
  return replace_all(Dialect::sequence_options(options), "NO CYCLE", "NOCYCLE");
}

// ---- constraints

std::string Mysql::primary_key(const ir::PrimaryKey& key, const Rendering& in) const {
  const auto method = option_text(key.options, "using", in);
  return Dialect::primary_key(key, in) +
         (method && !method->empty() ? " USING " + quote(*method, in) : "");
}

std::string Mysql::match_clause(const ir::ForeignKey& key, const Rendering& in) const {
  if (key.deferral.deferrable || !key.deferral.initially.empty()) {
    in.warn("unsupported-deferral", "{} knows no DEFERRABLE and rejects the statement",
            facts().display)
        .help("leave `deferrable` and `initially` out");
  }
  if (!key.match.empty()) {
    in.refuse("unsupported-match", "{} reads MATCH and then ignores ON DELETE and ON UPDATE",
              facts().display)
        .help("leave `match` out");
  }
  return {};
}

namespace {

ir::DropConstraint::Kind kind_of(const ir::Constraint& constraint) {
  using enum ir::DropConstraint::Kind;
  return migc::match(
      constraint, [](const ir::PrimaryKey&) { return PrimaryKey; },
      [](const ir::Unique&) { return Unique; }, [](const ir::ForeignKey&) { return ForeignKey; },
      [](const ir::Check&) { return Check; }, [](const ir::Exclude&) { return Unsaid; });
}

}  // namespace

void Mysql::drop_constraint(const ir::DropConstraint& drop, const Rendering& out) const {
  using enum ir::DropConstraint::Kind;
  std::string_view words;
  auto kind = drop.kind;
  const ir::Constraint* known = kind != Unsaid || drop.name.empty()
                                    ? nullptr
                                    : out.before.find_constraint(drop.table, drop.name.text);
  if (known != nullptr) {
    out.unlike_alembic(
        "the kind of a constraint comes from the replayed schema where `drop_constraint` leaves it "
        "unsaid; Alembic refuses");
    kind = kind_of(*known);
  }
  switch (kind) {
    case Unsaid:
      out.refuse(
             "unsaid-constraint-type",
             "{} drops each kind of constraint in its own words, and of `{}` the kind is unsaid",
             facts().display, drop.name.text)
          .help("add `type_=` (`foreignkey`, `primary`, `unique` or `check`)");
      return;
    case PrimaryKey:
      out.add("ALTER TABLE {} DROP PRIMARY KEY", table_name(drop.table, out));
      return;
    case Unique:
      words = "INDEX ";
      break;
    case ForeignKey:
      words = "FOREIGN KEY ";
      break;
    case Check:
      words = drop_check_words();
      if (words == "CHECK " && out.target.server() < ServerVersion{8, 0, 16}) {
        out.refuse("unsupported-operation", "{} has CHECK constraints that can be dropped since {}",
                   facts().display, "8.0.16");
        return;
      }
      break;
  }
  if (drop.name.empty()) return Dialect::drop_constraint(drop, out);
  out.add("ALTER TABLE {} DROP {}{}{}", table_name(drop.table, out), words,
          if_exists(drop.if_exists, "IF EXISTS ", out), quote(drop.name, out));
}

// A type's CHECK has no name that could be known, and goes with the column's old definition.
// Alembic leaves it, so it goes only where it is known to be there.
void Mysql::drop_type_constraint(const ir::TableName& table, const ir::Constraint& constraint,
                                 const Rendering& out) const {
  const ir::ObjectName& name = ir::name_of(constraint);
  if (name.empty() || out.before.find_constraint(table, name.text) == nullptr) return;
  drop_constraint({.table = table, .name = name, .kind = ir::DropConstraint::Kind::Check}, out);
}

// ---- batches

// The names of foreign keys are names of the database, so they leave the old table first.
void Mysql::prepare_rebuild(const Rebuild& rebuild, const Rendering& out) const {
  const ir::Table fresh = rebuild.new_table();
  for (const ir::Constraint& constraint : rebuild.old_table().constraints) {
    const ir::ObjectName& name = ir::name_of(constraint);
    const bool again = std::ranges::any_of(fresh.constraints, [&](const ir::Constraint& other) {
      return std::holds_alternative<ir::ForeignKey>(other) && ir::name_of(other).text == name.text;
    });
    if (name.empty() || !again) continue;
    drop_constraint({.table = rebuild.old_table().name,
                     .name = name,
                     .kind = ir::DropConstraint::Kind::ForeignKey},
                    out);
  }
}

void Mysql::write_rebuild(const Rebuild& rebuild, bool from_replay, const Rendering& out) const {
  const bool referred = !out.before.references_to(rebuild.old_table().name).empty();
  if (referred) out.add("SET foreign_key_checks=0");
  Dialect::write_rebuild(rebuild, from_replay, out);
  if (referred) out.add("SET foreign_key_checks=1");
}

// ---- indexes

namespace {

/// Text that is neither a column nor the beginning of one, `a(10)`.
bool calls_function(const ir::Expr& expression) {
  if (!std::holds_alternative<ir::RawSql>(expression.node)) return false;
  const std::string text = ir::plain_text(expression).value_or("");
  const std::size_t open = text.find('(');
  if (open == std::string::npos) return false;
  const std::size_t digits = text.find_first_not_of("0123456789 ", open + 1);
  return open == 0 || digits == std::string::npos || text[digits] != ')';
}

}  // namespace

void Mysql::note_functional(const std::string& text, const Rendering& in) const {
  if (!functional_indexes()) {
    in.warn("unsupported-index", "{} has no index on an expression and rejects `{}`",
            facts().display, text)
        .help("index a generated column");
  } else if (in.target.server() < ServerVersion{8, 0, 13}) {
    in.refuse("unsupported-index", "{} has indexes on expressions since 8.0.13", facts().display)
        .help("index a generated column");
  } else if (!text.starts_with('(')) {
    in.warn("unsupported-index", "{} rejects an expression in an index without parentheses: `{}`",
            facts().display, text)
        .help("write a pair of parentheses around it");
  }
}

std::string Mysql::default_value(const ir::Expr& value, const ir::Column& column,
                                 const Rendering& in) const {
  std::string text = Dialect::default_value(value, column, in);
  if (text.starts_with('(') && in.target.server() < default_expressions_since()) {
    const ServerVersion since = default_expressions_since();
    in.refuse("unsupported-default", "{} has expressions as defaults since {}.{}.{}",
              facts().display, since.major, since.minor, since.patch);
  }
  return text;
}

std::string Mysql::index_elements(const ir::Index& index, const Rendering& in) const {
  const ir::OptionValue* lengths = option(index.options, "length", in);
  const auto length_of = [&](const ir::Expr& element, const std::string& text) -> std::string {
    if (lengths == nullptr) return {};
    if (const auto* all = std::get_if<std::int64_t>(&lengths->data)) {
      return fmt::format("({})", *all);
    }
    const auto* each = std::get_if<ir::OptionMap>(&lengths->data);
    if (each == nullptr) return {};
    const auto* column = std::get_if<ir::ColumnRef>(&element.node);
    for (const auto& [name, length] : *each) {
      if (name == text || (column != nullptr && name == column->column)) {
        return fmt::format("({})", option_value(length, in));
      }
    }
    return {};
  };

  std::vector<std::string> elements;
  for (const ir::IndexElement& element : index.elements) {
    const ir::Expr& expression = unlabeled(element.expression);
    const auto* unary = std::get_if<ir::Unary>(&expression.node);
    const bool ordered = unary != nullptr && (unary->op == ir::Operator::Ascending ||
                                              unary->op == ir::Operator::Descending);
    const bool grouped = std::holds_alternative<ir::BinaryExpr>(expression.node) ||
                         std::holds_alternative<ir::Function>(expression.node) ||
                         (unary != nullptr && !ordered);
    std::string text = expr(expression, in.in_ddl());
    if (grouped) text = fmt::format("({})", text);
    if (grouped || calls_function(expression)) note_functional(text, in);
    text += length_of(expression, text);
    elements.push_back(std::move(text));
  }
  return join_text(elements, ", ");
}

void Mysql::create_index(const ir::CreateIndex& create, const Rendering& out) const {
  const ir::Index& index = create.index;
  if (index.name.empty()) return Dialect::create_index(create, out);
  const auto prefix = option_text(index.options, "prefix", out);
  std::string tail;
  if (const auto parser = option_text(index.options, "with_parser", out)) {
    tail += " WITH PARSER " + *parser;
  }
  if (const auto method = option_text(index.options, "using", out)) {
    tail += " USING " + quote(*method, out);
  }
  out.add("CREATE {}{}INDEX {}{} ON {} ({}){}", index.unique ? "UNIQUE " : "",
          prefix && !prefix->empty() ? *prefix + " " : "",
          if_exists(create.if_not_exists, "IF NOT EXISTS ", out), quote(index.name, out),
          table_name(index.table, out), index_elements(index, out), tail);
}

void Mysql::drop_index(const ir::DropIndex& drop, const Rendering& out) const {
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
  out.add("DROP INDEX {}{} ON {}", if_exists(drop.if_exists, "IF EXISTS ", out),
          quote(drop.name, out), table_name(*table, out));
}

// ---- comments

void Mysql::comment_table(const ir::CommentTable& comment, const Rendering& out) const {
  if (!comment.comment) {
    out.unlike_alembic("an empty comment removes one; Alembic may write COMMENT NULL, an error");
  }
  out.add("ALTER TABLE {} COMMENT {}", table_name(comment.table, out),
          string_literal(comment.comment.value_or(""), out));
}

// ---- ALTER COLUMN

namespace {

bool is_identity_or_computed(const ir::Change<ir::Default>& change) {
  return change && *change &&
         (std::holds_alternative<ir::Identity>(**change) ||
          std::holds_alternative<ir::Computed>(**change));
}

bool is_fetched(const ir::Change<ir::Default>& change) {
  return change && *change && std::holds_alternative<ir::FetchedDefault>(**change);
}

const ir::Expr* default_expression(const ir::Change<ir::Default>& change) {
  return change && *change ? std::get_if<ir::Expr>(&**change) : nullptr;
}

}  // namespace

// MODIFY and CHANGE restate all of a column, and what they leave unsaid is reset. So what the
// revision does not say comes from the replayed schema.
ir::AlterColumn Mysql::filled(const ir::AlterColumn& alter, const Rendering& in) const {
  ir::AlterColumn all = alter;
  const ir::Column* known = in.before.find_column(alter.table, alter.column);
  if (known == nullptr) {
    const bool said = (alter.nullable || alter.existing.nullable) &&
                      (alter.server_default || alter.existing.server_default);
    if (!said) {
      in.warn(
            "unsaid-column-facts",
            "all of `{}.{}` is restated, and NOT NULL, default and comment are lost if it has any",
            alter.table, alter.column)
          .help("say `existing_nullable`, `existing_server_default` and `existing_comment`");
    }
    return all;
  }
  if (known->options.flag("unmodelled")) {
    in.refuse("unsaid-column-facts",
              "`{}.{}` must be restated, and the SQL that made it says more of it than is known",
              alter.table, alter.column)
        .help("alter it in SQL of your own");
    if (!all.existing.type) all.existing.type = known->type;
    return all;
  }
  const bool silent =
      (!all.nullable && !all.existing.nullable && !known->nullable) ||
      (!all.server_default && !all.existing.server_default && known->has_server_default()) ||
      (!all.comment && !all.existing.comment && known->comment);
  if (silent) {
    in.unlike_alembic(
        "what a column has and the revision leaves unsaid comes from the replayed schema; Alembic "
        "restates the column without it");
  }
  const ir::TableState* state = in.before.find_state(alter.table);
  const ir::Column* counted = state == nullptr ? nullptr : ir::autoincrement_column(state->table);
  const bool counts =
      (counted != nullptr && counted->name == known->name) || known->options.flag("auto_increment");
  contradictions(alter, *known, counts, in);
  fill_type(all, *known, in);
  if (!all.existing.nullable) all.existing.nullable = known->nullable;
  if (!all.existing.server_default) {
    all.existing.server_default = known->has_server_default()
                                      ? std::optional<ir::Default>(known->server_default)
                                      : std::optional<ir::Default>();
  }
  if (!all.existing.comment) all.existing.comment = known->comment;
  if (!all.existing.autoincrement && !all.autoincrement && counts) {
    all.existing.autoincrement = true;
  }
  return all;
}

// What a revision says of the column as it is wins; but it may have been written for another one.
void Mysql::contradictions(const ir::AlterColumn& alter, const ir::Column& known, bool counts,
                           const Rendering& in) const {
  const auto warn = [&](std::string_view argument, std::string_view lost) {
    in.warn("contradicted-column", "`{}` contradicts the revisions before: `{}.{}` loses its {}",
            argument, alter.table, alter.column, lost)
        .label(known.origin.where, "the column is made here")
        .help(fmt::format("leave `{}` out, or say what the column has", argument));
  };
  if (!alter.nullable && alter.existing.nullable.value_or(false) && !known.nullable) {
    warn("existing_nullable", "NOT NULL");
  }
  const ir::Change<ir::Default>& said = alter.existing.server_default;
  if (!alter.server_default && said && !*said && known.has_server_default()) {
    warn("existing_server_default", "default");
  }
  const ir::Change<std::string>& comment = alter.existing.comment;
  if (!alter.comment && comment && !*comment && known.comment) warn("existing_comment", "comment");
  if (!alter.autoincrement && alter.existing.autoincrement == false && counts) {
    warn("existing_autoincrement", "AUTO_INCREMENT");
  }
}

namespace {

bool is_unsigned(const ir::Type& type) {
  return migc::match(
      type.kind, [](const ir::Integer& t) { return t.is_unsigned; },
      [](const ir::Numeric& t) { return t.is_unsigned; },
      [](const ir::Float& t) { return t.is_unsigned; }, [](const auto&) { return false; });
}

/// What is left when only that is said which SQLAlchemy's own types say.
ir::Type plainly(const ir::Type& type, bool generic) {
  ir::Type plain = type;
  if (generic) {
    plain.exact.clear();
    plain.dialect.clear();
  }
  migc::match(
      plain.kind,
      [](ir::Integer& t) {
        t.is_unsigned = t.zerofill = false;
        t.display_width.reset();
      },
      [](ir::Numeric& t) { t.is_unsigned = t.zerofill = false; },
      [](ir::Float& t) { t = {.size = t.size, .precision = t.precision}; },
      [](ir::String& t) { t = {.form = t.form, .length = t.length}; },
      [](ir::Binary& t) { t.size.clear(); },
      [](ir::Timestamp& t) { t.timezone = false, t.precision.reset(); },
      [](ir::Time& t) { t.timezone = false, t.precision.reset(); },
      [](ir::Enum& t) { t = {.values = t.values, .native = t.native, .set = t.set}; },
      [](const auto&) {});
  return plain;
}

/// Where one says no length or precision, it means that of the other.
void take_unsaid_length(ir::Type& said, const ir::Type& replayed) {
  if (auto* text = std::get_if<ir::String>(&said.kind)) {
    const auto* other = std::get_if<ir::String>(&replayed.kind);
    if (other != nullptr && !text->length) text->length = other->length;
  } else if (auto* number = std::get_if<ir::Numeric>(&said.kind)) {
    const auto* other = std::get_if<ir::Numeric>(&replayed.kind);
    if (other == nullptr || number->precision) return;
    number->precision = other->precision;
    number->scale = other->scale;
  }
}

/// A kind that the server has under one name.
bool is_plain(const ir::Type& type) {
  return migc::match(
      type.kind, [](const ir::Integer&) { return true; }, [](const ir::Numeric&) { return true; },
      [](const ir::Float&) { return true; }, [](const ir::String&) { return true; },
      [](const ir::Binary&) { return true; }, [](const ir::Date&) { return true; },
      [](const ir::Timestamp&) { return true; }, [](const auto&) { return false; });
}

}  // namespace

// The type as it is said, and the one that is replayed: of the same kind, the one that says more.
void Mysql::fill_type(ir::AlterColumn& all, const ir::Column& known, const Rendering& in) const {
  const ir::Type& replayed = own_type(known.type);
  if (all.type) {
    ir::Type type = own_type(*all.type);
    if (ir::keep_collation(type, replayed, naming())) {
      in.unlike_alembic(
          "a text keeps its character set and collation where the new type names none; Alembic "
          "leaves them out, and the table's take their place");
      all.type = std::move(type);
    } else if (is_unsigned(replayed) && !is_unsigned(type)) {
      in.warn("contradicted-column", "the new type of `{}.{}` is not UNSIGNED, as the column is",
              all.table, all.column)
          .help("say `unsigned=True`, or that it is meant");
    }
  }
  if (!all.existing.type) {
    all.existing.type = known.type;
    return;
  }
  if (all.type) return;
  const ir::Type& said = own_type(*all.existing.type);
  if (said.kind == replayed.kind && said.exact == replayed.exact) return;
  const bool generic = said.exact.empty() || replayed.dialect == "sql";
  ir::Type a = plainly(said, generic), b = plainly(replayed, generic);
  take_unsaid_length(a, b);
  const bool same_kind = a.kind.index() == b.kind.index();
  if (!same_kind && !(is_plain(a) && is_plain(b))) return;  // BOOL is TINYINT, JSON is LONGTEXT …
  if (!same_kind || type(a, in) != type(b, in)) {
    in.warn("contradicted-column",
            "`existing_type` contradicts the revisions before: `{}.{}` is of type {}, not {}",
            all.table, all.column, ir::describe(replayed), ir::describe(said))
        .label(known.origin.where, "the column is made here")
        .help("leave `existing_type` out, or say the type that the column has");
    return;
  }
  // What both say, the revision may say on purpose: letters of its own.
  if (const auto* text = std::get_if<ir::String>(&said.kind);
      text != nullptr && !(text->collation.empty() && text->charset.empty())) {
    return;
  }
  if (type(replayed, in) == (a.kind == said.kind ? type(said, in) : "")) return;
  in.unlike_alembic(
      "a column's type is restated as the revisions before made it; Alembic restates "
      "`existing_type`, which may say less of it");
  all.existing.type = known.type;
}

// ---- ALTER COLUMN

std::string Mysql::checks_of_column(const ir::AlterColumn& alter, const Rendering& in) const {
  const ir::TableState* state = in.before.find_state(alter.table);
  if (!checks_stand_in_columns() || state == nullptr) return {};
  std::string text;
  for (const ir::Constraint& constraint : state->table.constraints) {
    const auto* check = std::get_if<ir::Check>(&constraint);
    if (check == nullptr || !check->name.empty() ||
        !equal_ignoring_case(check->column, alter.column)) {
      continue;
    }
    ir::Expr condition = check->condition;
    if (alter.new_name) ir::rename_column_in(condition, alter.column, *alter.new_name);
    text += fmt::format(" CHECK ({})", expr(condition, in.in_ddl()));
    in.unlike_alembic(
        "a CHECK that stands in its column is restated with it; Alembic leaves it out, and it is "
        "gone");
  }
  return text;
}

/// `GENERATED …` of a column that stays computed, and is not said to be anything else.
bool Mysql::restate_computed(const ir::AlterColumn& alter, const Rendering& out) const {
  const ir::Column* known = out.before.find_column(alter.table, alter.column);
  const auto* formula =
      known == nullptr ? nullptr : std::get_if<ir::Computed>(&known->server_default);
  if (formula == nullptr || known->options.flag("unmodelled") || alter.server_default ||
      alter.existing.server_default || alter.autoincrement ||
      (computed_is_nullable() && alter.nullable && !*alter.nullable)) {
    return false;
  }
  ir::AlterColumn all = alter;
  fill_type(all, *known, out);
  const std::string name = quote(alter.column, out);
  std::string text =
      fmt::format("ALTER TABLE {} {} {} {}", altered_name(alter.table, out),
                  alter.new_name ? fmt::format("CHANGE {} {}", name, quote(*alter.new_name, out))
                                 : fmt::format("MODIFY {}", name),
                  type(all.type ? *all.type : *all.existing.type, out), computed(*formula, out));
  const bool nullable = alter.nullable.value_or(known->nullable);
  if (!nullable && !computed_is_nullable()) text += " NOT NULL";
  const std::optional<std::string>& comment = alter.comment ? *alter.comment : known->comment;
  if (comment && !comment->empty()) text += " COMMENT " + string_literal(*comment, out);
  out.add("{}", text);
  return true;
}

void Mysql::alter_facts(const ir::AlterColumn& alter, const Rendering& out) const {
  const bool restates =
      alter.new_name || alter.nullable || alter.type || alter.autoincrement || alter.comment;
  if (restates && restate_computed(alter, out)) return;
  const ir::Column* known = out.before.find_column(alter.table, alter.column);
  // A moment may have a function as its default, which ALTER COLUMN does not take.
  const bool moment = !restates && default_expression(alter.server_default) != nullptr &&
                      known != nullptr &&
                      std::holds_alternative<ir::Timestamp>(own_type(known->type).kind);
  ir::AlterColumn all = alter;
  if (restates || moment) all = filled(alter, out);
  if (is_fetched(all.server_default) || (restates && is_fetched(all.existing.server_default))) {
    out.refuse("unknown-default", "{} restates the default of `{}.{}`, and it is not known",
               facts().display, alter.table, alter.column);
    return;
  }
  if (is_identity_or_computed(all.server_default) ||
      is_identity_or_computed(all.existing.server_default)) {
    out.refuse("unsupported-operation",
               "{} cannot alter `{}.{}`: it is or becomes a computed or identity column",
               facts().display, alter.table, alter.column);
    return;
  }

  const ir::Type* type_now = all.type            ? &*all.type
                             : all.existing.type ? &*all.existing.type
                                                 : nullptr;
  const bool default_removed =
      all.server_default &&
      (!*all.server_default || std::holds_alternative<ir::NoDefault>(**all.server_default));
  const bool change =
      all.new_name.has_value() || (type_now != nullptr && !default_removed &&
                                   std::holds_alternative<ir::Timestamp>(own_type(*type_now).kind));
  const std::string head = fmt::format("ALTER TABLE {}", altered_name(alter.table, out));
  const std::string name = quote(alter.column, out);
  if (!change && !restates) {
    if (!all.server_default) return;
    const ir::Expr* value = default_expression(all.server_default);
    if (value == nullptr) {
      out.add("{} ALTER COLUMN {} DROP DEFAULT", head, name);
      return;
    }
    const std::string text = default_value(*value, altered_column(all, out), out);
    if (ascii_upper(text).find(" ON UPDATE ") != std::string::npos && !text.starts_with('\'')) {
      out.refuse("unknown-column-type",
                 "ON UPDATE of `{}.{}` is said with its type, and that is not known", alter.table,
                 alter.column)
          .help("say `existing_type`");
      return;
    }
    out.add("{} ALTER COLUMN {} SET DEFAULT {}", head, name, text);
    return;
  }
  if (type_now == nullptr) {
    out.refuse("unknown-column-type", "{} restates the type of `{}.{}`, and it is not known",
               facts().display, alter.table, alter.column)
        .help("say `existing_type`");
    return;
  }
  if (!restates && !moment) {
    all = filled(alter, out);
    if (all.type)
      type_now = &*all.type;
    else
      type_now = &*all.existing.type;
  }

  std::string definition = fmt::format(
      "{} {}", type(*type_now, out),
      all.nullable.value_or(all.existing.nullable.value_or(true)) ? "NULL" : "NOT NULL");
  if (all.autoincrement.value_or(all.existing.autoincrement.value_or(false))) {
    definition += " AUTO_INCREMENT";
  }
  const ir::Expr* value =
      default_expression(all.server_default ? all.server_default : all.existing.server_default);
  if (value != nullptr) {
    definition += " DEFAULT " + default_value(*value, altered_column(all, out), out);
  }
  const ir::Change<std::string>& comment = all.comment ? all.comment : all.existing.comment;
  if (comment && *comment && !(*comment)->empty()) {
    definition += " COMMENT " + string_literal(**comment, out);
  }
  definition += checks_of_column(alter, out);
  if (change) {
    out.add("{} CHANGE {} {} {}", head, name, all.new_name ? quote(*all.new_name, out) : name,
            definition);
  } else {
    out.add("{} MODIFY {} {}", head, name, definition);
  }
}

// ---- text

// The mysql client splits at each semicolon unless told otherwise.
void Mysql::execute(const ir::Execute& execute, const Rendering& out) const {
  const std::string text =
      execute.verbatim ? ir::plain_text(execute.sql).value_or("") : expr(execute.sql, out);
  const std::optional<Routines> routines = routines_in(text);
  if (!routines) {
    Dialect::execute(execute, out);
    return;
  }
  out.unlike_alembic("DELIMITER keeps the mysql client from splitting a body at its semicolons");
  out.out.raw("DELIMITER " + routines->delimiter);
  for (const std::string& statement : routines->statements) {
    // On a line of its own: the statement may end in a comment.
    out.out.raw(fmt::format("{}\n{}", statement, routines->delimiter));
  }
  out.out.raw("DELIMITER ;");
}

}  // namespace migc::dialects
