#include "linter/rule.h"

namespace migc::rules {
namespace {

void check(const linter::RevisionView& view, linter::Report& report) {
  if (!view.has_downgrade || view.downgrade_raises) return;
  if (view.upgrade.empty()) return;  // Nothing to take back: a merge, an empty step.
  if (!view.downgrade.empty() || !view.downgrade_known) return;

  const std::size_t more = view.upgrade.size() - 1;
  report.at(view.downgrade_span, "`downgrade` of revision `{}` does nothing", view.revision.id)
      .note(fmt::format("its `upgrade` does: {}{}", describe(view.upgrade.front().operation),
                        more > 0 ? fmt::format(", and {} more", more) : ""))
      .help("write the way back, or raise with the reason why there is none");
}

}  // namespace

extern const linter::Rule noop_downgrade{
    .id = "REV002",
    .name = "noop-downgrade",
    .severity = Severity::Error,
    .summary = "the downgrade is empty although the upgrade does something",
    .explanation = R"md(
An empty `downgrade` is worse than none: it succeeds, the version table says
that the revision was taken back, and the schema still has what it made. The
next upgrade then fails with "already exists".

    def downgrade():
        pass

Write the way back, or raise with the reason why there is none.

A revision whose `upgrade` does nothing, such as a merge, is not reported.
)md",
    .check_revision = check,
};

}  // namespace migc::rules
