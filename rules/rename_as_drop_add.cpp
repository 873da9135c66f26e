#include <algorithm>

#include "compiler/base/text.h"
#include "linter/rule.h"

namespace migc::rules {
namespace {

bool mentions(std::string_view sql, std::string_view name) {
  return ascii_lower(sql).find(ascii_lower(name)) != std::string::npos;
}

/// Values may be carried over by this step: an UPDATE of the table, an INSERT from a query, or SQL
/// that cannot be read and names the table.
bool copies(const linter::Step& step, const ir::TableName& table) {
  const ir::Action& action = step.operation.action;
  if (const auto* update = std::get_if<ir::Update>(&action)) {
    return step.before.key(update->table.table) == step.before.key(table);
  }
  if (std::holds_alternative<ir::InsertSelect>(action)) return true;
  if (const auto* execute = std::get_if<ir::Execute>(&action)) {
    const auto text = ir::plain_text(execute->sql);
    return !text || mentions(*text, table.name);
  }
  return false;
}

/// The only column of the same kind that the revision adds to the table, if it drops no other.
const linter::Step* replacement(const linter::RevisionView& view, const linter::Step& drop_step,
                                const ir::DropColumn& drop, const ir::Column& dropped) {
  const linter::Step* found = nullptr;
  std::size_t candidates = 0, drops = 0;
  const ir::TableName table = drop_step.before.key(drop.table);
  for (const linter::Step& step : view.upgrade) {
    const auto* other = std::get_if<ir::DropColumn>(&step.operation.action);
    if (other != nullptr && step.before.key(other->table) == table) ++drops;
    const auto* add = std::get_if<ir::AddColumn>(&step.operation.action);
    if (add == nullptr || step.before.key(add->table) != table) continue;
    if (add->column.name == drop.column) continue;
    if (add->column.type.kind.index() != dropped.type.kind.index()) continue;
    found = &step;
    ++candidates;
  }
  // With several of each there is no telling which became which.
  return candidates == 1 && drops == 1 ? found : nullptr;
}

void check(const linter::RevisionView& view, linter::Report& report) {
  for (const linter::Step& drop_step : view.upgrade) {
    const auto* drop = std::get_if<ir::DropColumn>(&drop_step.operation.action);
    if (drop == nullptr || drop_step.creates(drop->table)) continue;
    const ir::Column* dropped = drop_step.before.find_column(drop->table, drop->column);
    if (dropped == nullptr || drop_step.adds(drop->table, drop->column)) continue;
    const linter::Step* add_step = replacement(view, drop_step, *drop, *dropped);
    if (add_step == nullptr) continue;
    const bool copied = std::ranges::any_of(
        view.upgrade, [&](const linter::Step& step) { return copies(step, drop->table); });
    if (copied) continue;

    const std::string& added = std::get<ir::AddColumn>(add_step->operation.action).column.name;
    report
        .at(drop_step,
            "column `{}` of `{}` is dropped and `{}` of the same kind added: a rename that loses "
            "the values",
            drop->column, drop->table, added)
        .label(add_step->operation.origin.where, "added here")
        .help(fmt::format("rename it: op.alter_column(\"{}\", \"{}\", new_column_name=\"{}\")",
                          drop->table.name, drop->column, added));
  }
}

}  // namespace

extern const linter::Rule rename_as_drop_add{
    .id = "DES012",
    .name = "rename-as-drop-add",
    .severity = Severity::Error,
    .summary = "a column is dropped and one of the same kind added, with no copy between",
    .explanation = R"md(
Autogenerate cannot see that a column was renamed: it drops the old one and adds
the new one, and all values are gone.

    op.add_column("users", sa.Column("full_name", sa.String(80)))
    op.drop_column("users", "name")

Rename it instead:

    op.alter_column("users", "name", new_column_name="full_name")

Or, if the old release must keep working, add the new column, copy the values,
and drop the old column in a later revision.

Columns of different kinds, several on either side, and revisions that copy the
values are not reported.
)md",
    .check_revision = check,
};

}  // namespace migc::rules
