#include "linter/rule.h"

namespace migc::rules {
namespace {

void check(const linter::RevisionView& view, linter::Report& report) {
  if (!view.target.named_types) return;
  if (!view.has_downgrade || view.downgrade_raises || view.downgrade.empty()) return;
  if (!view.upgrade_known || !view.downgrade_known) return;
  view.after.for_each_type([&](const ir::TypeState& made) {
    const auto name = ir::name_of(made.type);
    if (!name || !std::holds_alternative<ir::Enum>(made.type.kind)) return;
    const ir::TypeState* old = view.before.find_type(*name);
    const bool was_there = old != nullptr && old->presence != ir::Presence::Absent;
    if (was_there || made.existed || made.presence != ir::Presence::Present) return;
    if (view.back_again.type(*name) != ir::Presence::Present) return;
    report.at(made.changed, "the enum type `{}` stays behind after `downgrade`", *name)
        .note("dropping a table or column does not drop its type, and the next upgrade fails on it")
        .help(fmt::format("end `downgrade` with `op.execute(\"DROP TYPE {}\")`", *name));
  });
}

}  // namespace

extern const linter::Rule enum_type_left_behind{
    .id = "REV008",
    .name = "enum-type-left-behind",
    .severity = Severity::Error,
    .summary = "an enum type that the upgrade makes is not dropped by the downgrade",
    .explanation = R"md(
On PostgreSQL `sa.Enum` in create_table makes a type. Dropping the table leaves
that type behind:

    def upgrade():
        op.create_table("pets", sa.Column("mood", sa.Enum("calm", "wild", name="mood")))

    def downgrade():
        op.drop_table("pets")

After such a downgrade the next upgrade ends with "type mood already exists".
Drop the type where its last column goes:

    def downgrade():
        op.drop_table("pets")
        op.execute("DROP TYPE mood")

A type that was there before the revision is not reported, nor one that the
revision leaves to others with `create_type=False`.
)md",
    .check_revision = check,
};

}  // namespace migc::rules
