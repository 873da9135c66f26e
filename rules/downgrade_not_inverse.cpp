#include <algorithm>
#include <optional>

#include "compiler/ir/diff.h"
#include "linter/rule.h"

namespace migc::rules {
namespace {

bool has_unread(std::span<const linter::Step> steps) {
  return std::ranges::any_of(steps, [](const linter::Step& step) {
    const auto* execute = std::get_if<ir::Execute>(&step.operation.action);
    return step.possible() || (execute != nullptr && !execute->understood);
  });
}

/// A thing that an operation makes or drops.
struct Subject {
  enum class Kind { Table, Column, Constraint, Index };
  Kind kind{};
  ir::TableName table;
  std::string name;
  bool made = false;
};

std::optional<Subject> subject(const ir::Action& action) {
  using enum Subject::Kind;
  if (const auto* a = std::get_if<ir::CreateTable>(&action))
    return Subject{Table, a->table.name, "", true};
  if (const auto* a = std::get_if<ir::DropTable>(&action))
    return Subject{Table, a->table, "", false};
  if (const auto* a = std::get_if<ir::AddColumn>(&action)) {
    return Subject{Column, a->table, a->column.name, true};
  }
  if (const auto* a = std::get_if<ir::DropColumn>(&action)) {
    return Subject{Column, a->table, a->column, false};
  }
  if (const auto* a = std::get_if<ir::AddConstraint>(&action)) {
    return Subject{Constraint, a->table, ir::name_of(a->constraint).text, true};
  }
  if (const auto* a = std::get_if<ir::DropConstraint>(&action)) {
    return Subject{Constraint, a->table, a->name.text, false};
  }
  if (const auto* a = std::get_if<ir::CreateIndex>(&action)) {
    return Subject{Index, {}, a->index.name.text, true};
  }
  if (const auto* a = std::get_if<ir::DropIndex>(&action)) {
    return Subject{Index, {}, a->name.text, false};
  }
  return std::nullopt;
}

/// The upgrade begins with dropping what the history before it does not know, or with making what
/// it knows: the history is not the whole story, and what the downgrade does about it is right.
bool history_is_wrong(const linter::RevisionView& view, const ir::Action& difference) {
  const std::optional<Subject> wanted = subject(difference);
  if (!wanted) return false;
  for (const linter::Step& step : view.upgrade) {
    const std::optional<Subject> found = subject(step.operation.action);
    if (!found || found->kind != wanted->kind || found->name != wanted->name) continue;
    if (step.before.key(found->table) != step.before.key(wanted->table)) continue;
    return found->made != wanted->made;
  }
  return false;
}

void check(const linter::RevisionView& view, linter::Report& report) {
  if (!view.has_downgrade || view.downgrade_raises) return;
  if (view.downgrade.empty()) return;  // noop-downgrade tells that.
  if (!view.upgrade_known || !view.downgrade_known) return;
  if (has_unread(view.upgrade) || has_unread(view.downgrade)) return;
  std::vector<ir::Difference> differences = ir::differences(view.before, view.back_again);
  std::erase_if(differences, [&](const ir::Difference& difference) {
    return history_is_wrong(view, difference.action);
  });
  if (differences.empty()) return;

  Diagnostic& diagnostic = report.at(
      view.downgrade_span,
      "`downgrade` of revision `{}` does not lead back to where `upgrade` began", view.revision.id);
  constexpr std::size_t shown = 5;
  for (std::size_t i = 0; i < differences.size() && i < shown; ++i) {
    diagnostic.note(fmt::format("afterwards: {}", differences[i].text));
  }
  if (differences.size() > shown) {
    diagnostic.note(fmt::format("and {} more differences", differences.size() - shown));
  }
  diagnostic.help("make `downgrade` undo each step of `upgrade`, the last one first");
}

}  // namespace

extern const linter::Rule downgrade_not_inverse{
    .id = "REV004",
    .name = "downgrade-not-inverse",
    .severity = Severity::Error,
    .summary = "upgrade and then downgrade do not give the schema from before",
    .explanation = R"md(
The upgrade is replayed on the schema that the history before it makes, then
the downgrade on top of that. What comes out should be what was there before;
the notes list where it is not.

    def upgrade():
        op.add_column("users", sa.Column("age", sa.Integer()))
        op.create_index("ix_users_age", "users", ["age"])

    def downgrade():
        op.drop_index("ix_users_age")      # the column stays

After such a downgrade the next upgrade fails, or the schema drifts from what
the models say. Make the downgrade undo each step, the last one first.

Columns come back without their rows' values: that is not compared. Revisions
with SQL that cannot be read are left out, and so is what the upgrade drops
although no revision made it.
)md",
    .check_revision = check,
};

}  // namespace migc::rules
