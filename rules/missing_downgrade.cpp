#include "linter/rule.h"

namespace migc::rules {
namespace {

void check(const linter::RevisionView& view, linter::Report& report) {
  if (view.has_downgrade) return;
  if (view.revision.down_revisions.empty()) return;  // Nobody goes back behind the beginning.

  report.at(view.upgrade_span, "revision `{}` has no `downgrade`", view.revision.id)
      .help("write the way back, or a `downgrade` that raises and says why there is none");
}

}  // namespace

extern const linter::Rule missing_downgrade{
    .id = "REV001",
    .name = "missing-downgrade",
    .severity = Severity::Error,
    .summary = "a revision has no downgrade function",
    .explanation = R"md(
When a release must be taken back, its revision must be too. Without a
`downgrade` Alembic stops with an AttributeError in the middle of it.

Write the way back. Where there is none, say so:

    def downgrade():
        raise NotImplementedError("the split names cannot be joined again")

The first revision of a history is not reported.
)md",
    .check_revision = check,
};

}  // namespace migc::rules
