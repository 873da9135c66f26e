#include <algorithm>

#include "compiler/base/text.h"
#include "linter/rule.h"

namespace migc::rules {
namespace {

/// At least four fifths of the columns of either table have their like in the other.
bool near_equal(const ir::Table& a, const ir::Table& b) {
  if (a.columns.size() < 2 || b.columns.size() < 2) return false;
  std::size_t shared = 0;
  for (const ir::Column& column : a.columns) {
    const ir::Column* other = b.find_column(column.name);
    if (other != nullptr && other->type.kind.index() == column.type.kind.index()) ++shared;
  }
  return shared * 5 >= std::max(a.columns.size(), b.columns.size()) * 4;
}

/// Rows may be carried over by this step.
bool copies(const linter::Step& step, const ir::TableName& into) {
  const ir::Action& action = step.operation.action;
  if (const auto* insert = std::get_if<ir::InsertSelect>(&action)) {
    return step.before.key(insert->table) == step.before.key(into);
  }
  if (const auto* execute = std::get_if<ir::Execute>(&action)) {
    const auto text = ir::plain_text(execute->sql);
    return !text || ascii_lower(*text).find(ascii_lower(into.name)) != std::string::npos;
  }
  return false;
}

void check(const linter::RevisionView& view, linter::Report& report) {
  for (const linter::Step& drop_step : view.upgrade) {
    const auto* drop = std::get_if<ir::DropTable>(&drop_step.operation.action);
    if (drop == nullptr || drop_step.creates(drop->table)) continue;
    const ir::Table* dropped = drop_step.before.find_table(drop->table);
    if (dropped == nullptr) continue;

    for (const linter::Step& step : view.upgrade) {
      const auto* create = std::get_if<ir::CreateTable>(&step.operation.action);
      if (create == nullptr || create->table.name == drop->table) continue;
      if (!near_equal(*dropped, create->table)) continue;
      const bool copied = std::ranges::any_of(view.upgrade, [&](const linter::Step& other) {
        return copies(other, create->table.name);
      });
      if (copied) continue;
      report
          .at(drop_step,
              "table `{}` is dropped and `{}` with the same columns created: a rename that loses "
              "the rows",
              drop->table, create->table.name)
          .label(step.operation.origin.where, "created here")
          .help(fmt::format("rename it: op.rename_table(\"{}\", \"{}\")", drop->table.name,
                            create->table.name.name));
    }
  }
}

}  // namespace

extern const linter::Rule table_rename_as_drop_create{
    .id = "DES013",
    .name = "table-rename-as-drop-create",
    .severity = Severity::Error,
    .summary = "a table is dropped and one with the same columns created, with no copy between",
    .explanation = R"md(
Autogenerate cannot see that a table was renamed: it drops the old one and
creates the new one, and all rows are gone.

    op.create_table("customers", sa.Column("id", ...), sa.Column("name", ...))
    op.drop_table("clients")

Rename it instead:

    op.rename_table("clients", "customers")

Tables that differ in more than a fifth of their columns, and revisions that
copy the rows with INSERT ... SELECT, are not reported.
)md",
    .check_revision = check,
};

}  // namespace migc::rules
