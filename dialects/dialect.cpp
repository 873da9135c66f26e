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

namespace {

void say_once(Severity severity, std::string_view code, std::string message, const Rendering& in) {
  const bool said = std::ranges::any_of(in.diagnostics.all(), [&](const Diagnostic& earlier) {
    return earlier.code == code && earlier.message == message;
  });
  if (!said) in.diagnostics.add(severity, code, in.span, std::move(message));
}

}  // namespace

void Rendering::unlike_alembic(std::string reason) const {
  say_once(Severity::Note, "unlike-alembic", std::move(reason), *this);
}

std::string percent_doubled(std::string text, const Rendering& in) {
  if (!in.target.double_percent || text.find('%') == std::string::npos) return text;
  say_once(Severity::Warning, "doubled-percent",
           fmt::format("`%` is written twice, for the driver `{}` to make one of it, but the "
                       "server takes both; `dialect_opts={{\"paramstyle\": \"named\"}}` of "
                       "context.configure() leaves it alone",
                       in.target.driver.name),
           in);
  return replace_all(std::move(text), "%", "%%");
}

void Dialect::render(const ir::Operation& operation, const ir::Schema& before, const Target& target,
                     Script& script, Diagnostics& diagnostics) const {
  script.set_origin(operation.origin);
  script.set_backslash_escapes(facts_.backslash_strings);
  const Rendering out{.dialect = *this,
                      .target = target,
                      .before = before,
                      .out = script,
                      .diagnostics = diagnostics,
                      .span = operation.origin.where,
                      .literals = target.literal_binds};
  const std::size_t before_it = script.size();
  perform(operation.action, out);
  prepare_client(before_it, out);
  for (std::size_t i = before_it; i < script.size(); ++i) {
    const Unit& unit = script.units()[i];
    if (unit.kind != Unit::Kind::Statement) continue;
    if (unit.text.find('\t') != std::string::npos) {
      out.unlike_alembic("a tab within a literal stays a tab; Alembic makes four spaces of it");
    }
    if (unit.text.ends_with('\n')) {
      out.unlike_alembic(
          "the comment at the end of the statement is closed by a line end; Alembic makes the "
          "terminator a part of it");
    }
  }
}

void Dialect::perform(const ir::Action& action, const Rendering& out) const {
  migc::match(
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

}  // namespace migc::dialects
