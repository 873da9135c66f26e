#include "linter/rule.h"

namespace migc::rules {
namespace {

/// A virtual generated column holds nothing of its own.
bool is_virtual(const ir::Column& column) {
  const auto* computed = std::get_if<ir::Computed>(&column.server_default);
  return computed != nullptr && computed->persisted.has_value() && !*computed->persisted;
}

void check(const ir::DropColumn& drop, const linter::Step& step, linter::Report& report) {
  // Made in this revision: it holds nothing that was there before.
  if (step.creates(drop.table) || step.adds(drop.table, drop.column)) return;
  if (step.before.column(drop.table, drop.column) == ir::Presence::Absent) return;
  if (const ir::Column* column = step.before.find_column(drop.table, drop.column)) {
    if (is_virtual(*column)) return;
  }

  report.at(step, "column `{}.{}` is dropped with all its values", drop.table, drop.column)
      .note("the release that is still running reads and writes it until it is replaced")
      .help(
          "stop reading it, then stop writing it (drop NOT NULL first), and drop it in a later "
          "release");
}

}  // namespace

extern const linter::Rule drop_column{
    .id = "DES005",
    .name = "drop-column",
    .severity = Severity::Error,
    .summary = "a column that existed before the revision is dropped",
    .explanation = R"md(
The values are gone, and the release that is still running names the column in
its queries: an ORM lists every column it knows.

    op.drop_column("users", "nickname")

The statement itself is quick on PostgreSQL (a short ACCESS EXCLUSIVE lock, no
rewrite), MariaDB and MySQL from 8.0.29 on; older MySQL and SQLite rewrite the
table.

Instead, over several releases: stop reading the column; drop its NOT NULL and
stop writing it; drop it.

A column added in the same revision, a column of a table created in it, and a
virtual generated column are not reported.
)md",
    .check = linter::on<ir::DropColumn, check>,
};

}  // namespace migc::rules
