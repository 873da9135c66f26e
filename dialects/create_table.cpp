// CREATE TABLE, ADD COLUMN, and the parts they share.
#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/ir/schema.h"
#include "dialects/dialect.h"

namespace migc::dialects {
namespace {

void inherit_schema(ir::Type& type, const std::string& schema) {
  if (auto* named = std::get_if<ir::Enum>(&type.kind)) {
    if (named->inherit_schema && named->schema.empty()) named->schema = schema;
  }
  if (auto* array = std::get_if<ir::Array>(&type.kind)) inherit_schema(*array->item, schema);
}

/// The type that brought this CHECK, if one did.
const ir::Type* type_behind(const ir::Constraint& constraint, const ir::Table& table) {
  const auto* check = std::get_if<ir::Check>(&constraint);
  if (check == nullptr || check->type_of.empty()) return nullptr;
  const ir::Column* column = table.find_column(check->type_of);
  return column == nullptr ? nullptr : &column->type;
}

bool stands_in_column(const ir::Constraint& constraint) {
  const auto* check = std::get_if<ir::Check>(&constraint);
  return check != nullptr && !check->column.empty();
}

bool waits(const ir::Constraint& constraint) {
  const auto* key = std::get_if<ir::ForeignKey>(&constraint);
  return key != nullptr && key->use_alter;
}

}  // namespace

ir::Table completed(ir::Table table) {
  for (ir::Column& column : table.columns) inherit_schema(column.type, table.name.schema);
  const ir::PrimaryKey* key = table.primary_key();
  if (key == nullptr) return table;
  for (const std::string& name : key->columns) {
    ir::Column* column = table.find_column(name);
    if (column == nullptr) continue;
    column->primary_key = true;
    if (!column->nullable_said) column->nullable = false;
  }
  return table;
}

namespace {

/// Where keys do not count up by themselves, a Sequence is one that the server must have.
void check_sequences(const ir::Table& table, const Rendering& out) {
  if (!out.dialect.facts().identity_columns) return;
  for (const ir::Column& column : table.columns) {
    if (!column.sequence || out.before.sequence(*column.sequence) == ir::Presence::Present)
      continue;
    out.warn("missing-sequence", "the sequence `{}` of `{}.{}` is created by no revision",
             *column.sequence, table.name, column.name)
        .help("create it with op.execute(sa.schema.CreateSequence(…)), and use it as the default");
  }
}

void check_counting(const ir::Table& table, const Rendering& out) {
  for (const ir::Column& column : table.columns) {
    const auto& kind = column.type.kind;
    const bool number = std::holds_alternative<ir::Integer>(kind) ||
                        std::holds_alternative<ir::Numeric>(kind) ||
                        std::holds_alternative<ir::Float>(kind);
    if (column.autoincrement == ir::Column::Autoincrement::On && column.primary_key && !number) {
      out.refuse("invalid-autoincrement", "`{}.{}` is to count up, but is no number", table.name,
                 column.name);
    }
  }
}

}  // namespace

namespace {

/// SQLAlchemy leaves a foreign key with use_alter to an ALTER TABLE that no one writes. It is
/// written once both tables are there.
std::vector<ir::AddConstraint> keys_to_add(const ir::Table& table, const Rendering& out) {
  std::vector<ir::AddConstraint> keys;
  if (!out.dialect.facts().alters_columns) return keys;
  for (const ir::Constraint& constraint : table.constraints) {
    if (!waits(constraint)) continue;
    const ir::TableName& referred = std::get<ir::ForeignKey>(constraint).referred;
    const bool itself = out.before.key(referred) == out.before.key(table.name);
    if (!itself && out.before.table(referred) == ir::Presence::Absent) continue;
    keys.push_back({.table = table.name, .constraint = constraint});
  }
  // A revision in which a key waits has asked for the schema: it is there to be looked at.
  if (out.before.is_watched() || out.before.table(table.name) != ir::Presence::Absent) return keys;
  for (const auto& [name, key] : out.before.references_to(table.name)) {
    if (key.use_alter) keys.push_back({.table = name, .constraint = key});
  }
  return keys;
}

}  // namespace

void Dialect::prepare_types(std::span<const ir::Column>, bool, const Rendering&) const {}

void Dialect::create_table(const ir::CreateTable& create, const Rendering& out) const {
  const ir::Table table = completed(create.table);
  check_counting(table, out);
  check_sequences(table, out);
  prepare_types(table.columns, true, out);
  out.out.statement(create_table_text(table, create.if_not_exists, out));

  for (const ir::AddConstraint& key : keys_to_add(table, out)) add_constraint(key, out);
  for (const ir::Index& index : table.indexes) create_index({index, false}, out);
  if (!facts_.comments || facts_.inline_comments) return;
  if (table.comment && !table.comment->empty()) {
    comment_table({table.name, table.comment, std::nullopt}, out);
  }
  for (const ir::Column& column : table.columns) {
    if (column.comment && !column.comment->empty()) {
      comment_column(table.name, column.name, column.comment, out);
    }
  }
}

std::string Dialect::create_table_words(const ir::Table& table, bool if_not_exists,
                                        const Rendering& in) const {
  std::string text = "CREATE ";
  for (const std::string& prefix : table.prefixes) text += prefix + " ";
  return fmt::format("{}TABLE {}{}", text, if_not_exists ? "IF NOT EXISTS " : "",
                     table_name(table.name, in));
}

std::string Dialect::create_table_text(const ir::Table& table, bool if_not_exists,
                                       const Rendering& in) const {
  std::vector<std::string> lines;
  for (const ir::Column& column : table.columns) {
    Rendering here = in;
    if (column.origin.where != Span{}) here.span = column.origin.where;
    std::string line = column_definition(column, table, here);
    for (const ir::Constraint& constraint : table.constraints) {
      const auto* check = std::get_if<ir::Check>(&constraint);
      if (check != nullptr && check->column == column.name) {
        line += " " + this->constraint(constraint, here);
      }
    }
    lines.push_back(std::move(line));
  }

  const auto add = [&](const ir::Constraint& constraint) {
    if (stands_in_column(constraint) || (waits(constraint) && facts_.alters_columns)) return;
    if (!is_written(constraint, type_behind(constraint, table))) return;
    std::string text = table_constraint(constraint, table, in);
    if (!text.empty()) lines.push_back(std::move(text));
  };
  for (const ir::Constraint& constraint : table.constraints) {
    if (std::holds_alternative<ir::PrimaryKey>(constraint)) add(constraint);
  }
  for (const ir::Constraint& constraint : table.constraints) {
    if (!std::holds_alternative<ir::PrimaryKey>(constraint)) add(constraint);
  }

  std::string body;
  for (const std::string& line : lines) {
    body += fmt::format("{}\n    {}", body.empty() ? "" : ", ", line);
  }
  return fmt::format("{} ({}\n){}", create_table_words(table, if_not_exists, in), body,
                     table_options(table, in));
}

std::string Dialect::table_options(const ir::Table&, const Rendering&) const { return {}; }

std::string Dialect::column_definition(const ir::Column& column, const ir::Table&,
                                       const Rendering& in) const {
  std::string text =
      fmt::format("{} {}", quote(column.name, column.quote, in), type(column.type, in, &column));
  if (const auto* value = std::get_if<ir::Expr>(&column.server_default)) {
    text += " DEFAULT " + default_value(*value, column, in);
  }
  if (const auto* formula = std::get_if<ir::Computed>(&column.server_default)) {
    text += " " + computed(*formula, in);
  }
  const auto* counted = std::get_if<ir::Identity>(&column.server_default);
  if (counted != nullptr && facts_.identity_columns) text += " " + identity(*counted, in);
  if (!column.nullable && (counted == nullptr || !facts_.identity_columns)) text += " NOT NULL";
  return text;
}

std::string Dialect::default_value(const ir::Expr& value, const ir::Column&,
                                   const Rendering& in) const {
  Rendering inside = in;
  inside.literals = true;
  return expr(value, inside);
}

std::string Dialect::computed(const ir::Computed& computed, const Rendering& in) const {
  std::string text =
      fmt::format("GENERATED ALWAYS AS ({})", expr(computed.expression, in.in_ddl()));
  if (computed.persisted) text += *computed.persisted ? " STORED" : " VIRTUAL";
  return text;
}

std::string Dialect::identity(const ir::Identity& identity, const Rendering&) const {
  const std::string options = sequence_options(identity.sequence);
  return fmt::format("GENERATED {} AS IDENTITY{}", identity.always ? "ALWAYS" : "BY DEFAULT",
                     options.empty() ? "" : fmt::format(" ({})", options));
}

std::string Dialect::sequence_options(const ir::SequenceOptions& options) const {
  std::vector<std::string> words;
  const auto add = [&](std::string_view name, std::optional<std::int64_t> value) {
    if (value) words.push_back(fmt::format("{} {}", name, *value));
  };
  add("INCREMENT BY", options.increment);
  add("START WITH", options.start);
  add("MINVALUE", options.min_value);
  add("MAXVALUE", options.max_value);
  if (options.no_min_value) words.emplace_back("NO MINVALUE");
  if (options.no_max_value) words.emplace_back("NO MAXVALUE");
  add("CACHE", options.cache);
  if (options.cycle) words.emplace_back(*options.cycle ? "CYCLE" : "NO CYCLE");
  return join_text(words, " ");
}

// ---- constraints

bool Dialect::is_written(const ir::Constraint& constraint, const ir::Type* type_of) const {
  const auto* check = std::get_if<ir::Check>(&constraint);
  if (check == nullptr || check->type_of.empty() || type_of == nullptr) return true;
  const ir::Type& own = own_type(*type_of);
  return migc::match(
      own.kind, [&](const ir::Boolean&) { return facts_.boolean_checks; },
      [&](const ir::Enum& t) { return !t.native || !(facts_.named_types || facts_.inline_enums); },
      [](const auto&) { return false; });
}

std::string Dialect::constraint(const ir::Constraint& constraint, const Rendering& in) const {
  return migc::match(
      constraint, [&](const ir::PrimaryKey& c) { return primary_key(c, in); },
      [&](const ir::Unique& c) { return unique(c, in); },
      [&](const ir::ForeignKey& c) { return foreign_key(c, in); },
      [&](const ir::Check& c) { return check(c, in); },
      [&](const ir::Exclude& c) { return exclude(c, in); });
}

std::string Dialect::table_constraint(const ir::Constraint& constraint, const ir::Table&,
                                      const Rendering& in) const {
  return this->constraint(constraint, in);
}

std::string Dialect::referred_name(const ir::TableName& table, const Rendering& in) const {
  return table_name(table, in);
}

std::string Dialect::constraint_name(const ir::ObjectName& name, const Rendering& in) const {
  return name.empty() ? "" : fmt::format("CONSTRAINT {} ", quote(name, in));
}

std::string Dialect::primary_key(const ir::PrimaryKey& key, const Rendering& in) const {
  if (key.columns.empty()) return {};
  return fmt::format("{}PRIMARY KEY ({}){}", constraint_name(key.name, in),
                     name_list(key.columns, in), deferral(key.deferral, in));
}

std::string Dialect::unique(const ir::Unique& unique, const Rendering& in) const {
  if (unique.columns.empty()) return {};
  return fmt::format("{}UNIQUE ({}){}", constraint_name(unique.name, in),
                     name_list(unique.columns, in), deferral(unique.deferral, in));
}

std::string Dialect::foreign_key(const ir::ForeignKey& key, const Rendering& in) const {
  // Without columns it refers to the primary key.
  const std::string columns = key.referred_columns.empty()
                                  ? std::string()
                                  : fmt::format(" ({})", name_list(key.referred_columns, in));
  return fmt::format("{}FOREIGN KEY({}) REFERENCES {}{}{}{}{}", constraint_name(key.name, in),
                     name_list(key.columns, in), referred_name(key.referred, in), columns,
                     match_clause(key, in), cascades(key, in), deferral(key.deferral, in));
}

std::string Dialect::check(const ir::Check& check, const Rendering& in) const {
  return fmt::format("{}CHECK ({}){}", constraint_name(check.name, in),
                     expr(check.condition, in.in_ddl()), deferral(check.deferral, in));
}

std::string Dialect::exclude(const ir::Exclude&, const Rendering& in) const {
  in.refuse("unsupported-constraint", "{} has no EXCLUDE constraints", facts_.display);
  return {};
}

std::string Dialect::phrase(std::string_view words, const Rendering& in,
                            std::string_view also) const {
  const bool plain = !words.empty() && std::ranges::all_of(words, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == ' ' || also.find(c) != std::string_view::npos;
  });
  if (!plain) in.refuse("unexpected-phrase", "`{}` is not a sequence of key words", words);
  return std::string(words);
}

std::string Dialect::match_clause(const ir::ForeignKey& key, const Rendering& in) const {
  return key.match.empty() ? "" : " MATCH " + phrase(key.match, in);
}

std::string Dialect::cascades(const ir::ForeignKey& key, const Rendering& in) const {
  std::string text;
  if (!key.on_delete.empty()) text += " ON DELETE " + phrase(key.on_delete, in);
  if (!key.on_update.empty()) text += " ON UPDATE " + phrase(key.on_update, in);
  return text;
}

std::string Dialect::deferral(const ir::Deferral& deferral, const Rendering& in) const {
  std::string text;
  if (deferral.deferrable) text += *deferral.deferrable ? " DEFERRABLE" : " NOT DEFERRABLE";
  if (!deferral.initially.empty()) text += " INITIALLY " + phrase(deferral.initially, in);
  return text;
}

// ---- ADD COLUMN

namespace {

/// The one foreign key that may stand in the column itself.
const ir::ForeignKey* inline_reference(const ir::AddColumn& add) {
  if (!add.inline_references) return nullptr;
  const ir::ForeignKey* found = nullptr;
  for (const ir::Constraint& constraint : add.constraints) {
    const auto* key = std::get_if<ir::ForeignKey>(&constraint);
    if (key == nullptr) continue;
    if (found != nullptr || key->columns.size() != 1) return nullptr;
    found = key;
  }
  return found;
}

}  // namespace

void Dialect::add_column(const ir::AddColumn& add, const Rendering& out) const {
  ir::Table table{.name = add.table, .columns = {add.column}, .constraints = add.constraints};
  if (add.column.primary_key && table.primary_key() == nullptr) {
    table.constraints.emplace_back(ir::PrimaryKey{.columns = {add.column.name}, .implicit = true});
  }
  table = completed(std::move(table));
  const ir::Column& column = table.columns.front();

  check_counting(table, out);
  const bool keyed = std::ranges::any_of(add.constraints, [](const ir::Constraint& constraint) {
    return std::holds_alternative<ir::PrimaryKey>(constraint);
  });
  if (add.column.primary_key && !add.inline_primary_key && !keyed) {
    out.warn("lost-primary-key", "`{}.{}` is added without becoming a primary key", add.table,
             add.column.name)
        .help("say `inline_primary_key=True`, or use op.create_primary_key()");
  }
  prepare_types(table.columns, false, out);
  out.add("ALTER TABLE {} {}", altered_name(add.table, out), added_column(add, table, out));

  const ir::ForeignKey* inlined = inline_reference(add);
  for (const ir::Constraint& constraint : add.constraints) {
    if (std::holds_alternative<ir::PrimaryKey>(constraint) || stands_in_column(constraint)) {
      continue;
    }
    if (inlined != nullptr && std::holds_alternative<ir::ForeignKey>(constraint)) continue;
    if (!is_written(constraint, type_behind(constraint, table))) continue;
    add_constraint({add.table, constraint}, out);
  }
  for (const ir::Index& index : add.indexes) create_index({index, false}, out);
  if (facts_.comments && !facts_.inline_comments && column.comment && !column.comment->empty()) {
    comment_column(add.table, column.name, column.comment, out);
  }
}

std::string Dialect::added_column(const ir::AddColumn& add, const ir::Table& table,
                                  const Rendering& in) const {
  std::string text =
      fmt::format("{}{}{}", add_column_words(), add.if_not_exists ? "IF NOT EXISTS " : "",
                  column_definition(table.columns.front(), table, in));
  if (add.inline_primary_key && add.column.primary_key) text += " PRIMARY KEY";
  if (const ir::ForeignKey* key = inline_reference(add)) {
    if (!key->name.empty()) text += " CONSTRAINT " + quote(key->name, in);
    text += fmt::format(" REFERENCES {} ({}){}{}{}", referred_name(key->referred, in),
                        name_list(key->referred_columns, in), match_clause(*key, in),
                        cascades(*key, in), deferral(key->deferral, in));
  }
  for (const ir::Constraint& constraint : add.constraints) {
    if (stands_in_column(constraint)) text += " " + this->constraint(constraint, in);
  }
  return text;
}

}  // namespace migc::dialects
