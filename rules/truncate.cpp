#include "linter/rule.h"

namespace migc::rules {
namespace {

void check(const ir::Truncate& truncate, const linter::Step& step, linter::Report& report) {
  for (const ir::TableName& table : truncate.tables) {
    if (step.creates(table)) continue;
    report.at(step, "table `{}` is emptied", table)
        .help("delete the rows that are in the way in batches, or fill a new table and swap names");
  }
}

}  // namespace

extern const linter::Rule truncate{
    .id = "DES010",
    .name = "truncate",
    .severity = Severity::Error,
    .summary = "a table that existed before the revision is emptied",
    .explanation = R"md(
TRUNCATE takes all rows at once, and there is no way back to them.

    op.execute("TRUNCATE audit_log")

PostgreSQL takes an ACCESS EXCLUSIVE lock and gives the table a new file; MySQL
and MariaDB commit whatever transaction was open.

Instead, delete what must go in batches outside the migration, or fill a new
table and swap the names.

A table created in the same revision is not reported.
)md",
    .check = linter::on<ir::Truncate, check>,
};

}  // namespace migc::rules
