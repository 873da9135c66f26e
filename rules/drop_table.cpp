#include <algorithm>

#include "linter/rule.h"

namespace migc::rules {
namespace {

void check(const ir::DropTable& drop, const linter::Step& step, linter::Report& report) {
  if (step.creates(drop.table)) return;  // A table made in this revision is nobody's yet.
  const ir::TableState* state = step.before.find_state(drop.table);
  if (state != nullptr) {
    if (state->presence == ir::Presence::Absent) return;
    const auto& prefixes = state->table.prefixes;
    if (std::ranges::find(prefixes, "TEMPORARY") != prefixes.end()) return;
  }

  Diagnostic& diagnostic = report.at(step, "table `{}` is dropped with all its rows", drop.table);
  if (const auto references = step.before.references_to(drop.table); !references.empty()) {
    diagnostic.note(fmt::format("`{}` refers to it with a foreign key", references.front().first));
  }
  diagnostic.help("stop using the table, rename it out of the way, and drop it in a later release");
}

}  // namespace

extern const linter::Rule drop_table{
    .id = "DES001",
    .name = "drop-table",
    .severity = Severity::Error,
    .summary = "a table that existed before the revision is dropped",
    .explanation = R"md(
The rows are gone, and the release that is still running fails at once. A
downgrade makes the table anew, but empty.

    op.drop_table("invoices")

PostgreSQL takes an ACCESS EXCLUSIVE lock on the table and on each table that
its foreign keys refer to.

Instead, over several releases: stop using the table; rename it to a parking
name, from which it can come back; drop its foreign keys one by one; drop it.

A table created in the same revision and a temporary one are not reported.
)md",
    .check = linter::on<ir::DropTable, check>,
};

}  // namespace migc::rules
