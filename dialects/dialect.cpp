#include "dialects/dialect.h"

#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/base/text.h"

namespace migc::dialects {

Rendering Rendering::in_ddl() const {
  Rendering inside = *this;
  inside.qualify_columns = false;
  inside.literals = true;
  return inside;
}

void Dialect::render(const ir::Operation& operation, const ir::Schema& before, const Target& target,
                     Script& script, Diagnostics& diagnostics) const {
  script.set_origin(operation.origin);
  const Rendering out{.dialect = *this,
                      .target = target,
                      .before = before,
                      .out = script,
                      .diagnostics = diagnostics,
                      .span = operation.origin.where,
                      .literals = target.literal_binds};
  perform(operation.action, out);
}

void Dialect::perform(const ir::Action& action, const Rendering& out) const {
  match(
      action, [&](const ir::CreateTable& a) { create_table(a, out); },
      [&](const ir::DropTable& a) { drop_table(a, out); },
      [&](const ir::RenameTable& a) { rename_table(a, out); },
      [&](const ir::AddColumn& a) { add_column(a, out); },
      [&](const ir::DropColumn& a) { drop_column(a, out); },
      [&](const ir::AlterColumn& a) { alter_column(a, out); },
      [&](const ir::AddConstraint& a) { add_constraint(a, out); },
      [&](const ir::DropConstraint& a) { drop_constraint(a, out); },
      [&](const ir::CreateIndex& a) { create_index(a, out); },
      [&](const ir::DropIndex& a) { drop_index(a, out); },
      [&](const ir::RenameIndex& a) { rename_index(a, out); },
      [&](const ir::RenameConstraint& a) { rename_constraint(a, out); },
      [&](const ir::CommentTable& a) { comment_table(a, out); },
      [&](const ir::CreateType& a) { create_type(a, out); },
      [&](const ir::DropType& a) { drop_type(a, out); },
      [&](const ir::AlterType& a) { alter_type(a, out); },
      [&](const ir::CreateSequence& a) { create_sequence(a, out); },
      [&](const ir::DropSequence& a) { drop_sequence(a, out); },
      [&](const ir::CreateView& a) { create_view(a, out); },
      [&](const ir::DropView& a) { drop_view(a, out); },
      [&](const ir::CreateSchema& a) { create_schema(a, out); },
      [&](const ir::DropSchema& a) { drop_schema(a, out); },
      [&](const ir::InsertRows& a) { insert_rows(a, out); },
      [&](const ir::InsertSelect& a) { insert_select(a, out); },
      [&](const ir::Update& a) { update(a, out); }, [&](const ir::Delete& a) { remove(a, out); },
      [&](const ir::Truncate& a) { truncate(a, out); }, [&](const ir::Query& a) { query(a, out); },
      [&](const ir::Execute& a) { execute(a, out); }, [&](const ir::Batch& a) { batch(a, out); },
      [&](const ir::Autocommit& a) { autocommit(a, out); },
      [&](const ir::Note& a) { note(a, out); });
}

// ---- names

bool Dialect::needs_quotes(std::string_view name) const {
  const auto words = reserved_words();
  if (std::ranges::binary_search(words, std::string_view(ascii_lower(name)))) return true;
  if (name.empty() || (name[0] >= '0' && name[0] <= '9') || name[0] == '$') return true;
  return !std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
  });
}

std::string Dialect::quoted(std::string_view name) const {
  return fmt::format("\"{}\"", replace_all(std::string(name), "\"", "\"\""));
}

std::string Dialect::quote(std::string_view name, const Rendering& in) const {
  return quote(name, std::nullopt, in);
}

std::string Dialect::quote(std::string_view name, std::optional<bool> said,
                           const Rendering& in) const {
  if (!said.value_or(needs_quotes(name))) return std::string(name);
  std::string text = quoted(name);
  return in.target.double_percent ? replace_all(std::move(text), "%", "%%") : text;
}

std::string Dialect::quote(const ir::ObjectName& name, const Rendering& in) const {
  return quote(name.text, name.quote, in);
}

std::string Dialect::table_name(const ir::TableName& table, const Rendering& in) const {
  const std::string name = quote(table.name, table.quote, in);
  return table.schema.empty() ? name : fmt::format("{}.{}", quote(table.schema, in), name);
}

// ---- types and values

std::string Dialect::type(const ir::Type& type, const Rendering& in,
                          const ir::Column* column) const {
  const ir::Type* own = &type.resolved(facts_.name);
  if (own == &type && !facts_.family.empty()) own = &type.resolved(facts_.family);
  return spell_type(*own, in, column);
}

std::string Dialect::string_literal(std::string_view text, const Rendering& in) const {
  std::string escaped = replace_all(std::string(text), "'", "''");
  if (facts_.backslash_escapes) escaped = replace_all(std::move(escaped), "\\", "\\\\");
  if (in.target.double_percent) escaped = replace_all(std::move(escaped), "%", "%%");
  return fmt::format("'{}'", escaped);
}

std::string Dialect::literal(const ir::Datum& value, const ir::Type& type,
                             const Rendering& in) const {
  const ir::Type* own = &type.resolved(facts_.name);
  if (own == &type && !facts_.family.empty()) own = &type.resolved(facts_.family);
  return spell_literal(value, *own, in);
}

std::string Dialect::spell_literal(const ir::Datum& value, const ir::Type&,
                                   const Rendering& in) const {
  if (const auto* text = std::get_if<std::string>(&value.data)) return string_literal(*text, in);
  return "NULL";
}

// ---- what every database says alike

void Dialect::create_table(const ir::CreateTable&, const Rendering&) const {}
void Dialect::drop_table(const ir::DropTable& drop, const Rendering& out) const {
  out.add("DROP TABLE {}{}", drop.if_exists ? "IF EXISTS " : "", table_name(drop.table, out));
}
void Dialect::rename_table(const ir::RenameTable&, const Rendering&) const {}
void Dialect::add_column(const ir::AddColumn&, const Rendering&) const {}
void Dialect::drop_column(const ir::DropColumn&, const Rendering&) const {}
void Dialect::alter_column(const ir::AlterColumn&, const Rendering&) const {}
void Dialect::add_constraint(const ir::AddConstraint&, const Rendering&) const {}
void Dialect::drop_constraint(const ir::DropConstraint&, const Rendering&) const {}
void Dialect::create_index(const ir::CreateIndex&, const Rendering&) const {}
void Dialect::drop_index(const ir::DropIndex&, const Rendering&) const {}
void Dialect::rename_index(const ir::RenameIndex&, const Rendering&) const {}
void Dialect::rename_constraint(const ir::RenameConstraint&, const Rendering&) const {}
void Dialect::comment_table(const ir::CommentTable&, const Rendering&) const {}
void Dialect::create_type(const ir::CreateType&, const Rendering&) const {}
void Dialect::drop_type(const ir::DropType&, const Rendering&) const {}
void Dialect::alter_type(const ir::AlterType&, const Rendering&) const {}
void Dialect::create_sequence(const ir::CreateSequence&, const Rendering&) const {}
void Dialect::drop_sequence(const ir::DropSequence&, const Rendering&) const {}
void Dialect::create_view(const ir::CreateView&, const Rendering&) const {}
void Dialect::drop_view(const ir::DropView&, const Rendering&) const {}
void Dialect::create_schema(const ir::CreateSchema&, const Rendering&) const {}
void Dialect::drop_schema(const ir::DropSchema&, const Rendering&) const {}
void Dialect::truncate(const ir::Truncate&, const Rendering&) const {}
void Dialect::execute(const ir::Execute& execute, const Rendering& out) const {
  out.out.statement(expr(execute.sql, out));
}
void Dialect::batch(const ir::Batch& batch, const Rendering& out) const {
  for (const ir::Operation& operation : batch.operations) {
    Rendering inner = out;
    inner.span = operation.origin.where;
    perform(operation.action, inner);
  }
}
void Dialect::autocommit(const ir::Autocommit& block, const Rendering& out) const {
  if (out.target.transactional_ddl) out.out.commit();
  for (const ir::Operation& operation : block.operations) {
    Rendering inner = out;
    inner.span = operation.origin.where;
    perform(operation.action, inner);
  }
  if (out.target.transactional_ddl) out.out.begin();
}
void Dialect::note(const ir::Note& note, const Rendering& out) const { out.out.raw(note.text); }

}  // namespace migc::dialects
