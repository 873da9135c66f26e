#include "dialects/dialect.h"

#include "compiler/base/match.h"

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
  script.set_backslash_escapes(facts_.backslash_strings);
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
