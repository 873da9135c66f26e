#include "linter/rule.h"

namespace migc::rules {
namespace {

/// `server_default=sa.text("NULL")` counts as none.
bool has_default(const ir::Column& column) {
  if (!column.has_server_default()) return false;
  const auto* expr = std::get_if<ir::Expr>(&column.server_default);
  if (expr == nullptr) return true;
  if (const auto* keyword = std::get_if<ir::Keyword>(&expr->node)) {
    return keyword->word != ir::Keyword::Word::Null;
  }
  const auto text = ir::plain_text(*expr);
  return !text || (*text != "NULL" && *text != "null");
}

void check(const ir::AddColumn& add, const linter::Step& step, linter::Report& report) {
  const ir::Column& column = add.column;
  if (column.nullable || has_default(column) || column.sequence) return;
  if (step.creates(add.table)) return;  // A table made in this revision has no rows yet.
  // What the server counts up by itself has a value for every row.
  using enum ir::Column::Autoincrement;
  const bool counts = column.primary_key ? column.autoincrement != Off : column.autoincrement == On;
  const bool serial = counts && std::holds_alternative<ir::Integer>(column.type.kind);
  if (serial) return;

  report.at(step, "required column `{}` added to existing table `{}`", column.name, add.table)
      .note("rows already there would have no value for it, so the statement fails")
      .help("add it as nullable, backfill, then set NOT NULL in a later revision");
}

}  // namespace

extern const linter::Rule add_required_column{
    .id = "DAT001",
    .name = "add-required-column",
    .severity = Severity::Error,
    .summary = "a NOT NULL column without a default is added to a table that may have rows",
    .explanation = R"md(
Every row needs a value for a NOT NULL column. A table that has rows has none to
give, so PostgreSQL and SQLite refuse the statement and the deployment stops
half way; MySQL and MariaDB fill in zeros and empty strings without a word.

    op.add_column("users", sa.Column("age", sa.Integer(), nullable=False))

Instead, take three steps, the last in a later revision:

    op.add_column("users", sa.Column("age", sa.Integer()))
    op.execute("UPDATE users SET age = 0 WHERE age IS NULL")
    op.alter_column("users", "age", nullable=False)

Or give it a constant `server_default`, which modern servers store without
touching the rows.

A table created in the same revision is empty and is not reported.
)md",
    .check = linter::on<ir::AddColumn, check>,
};

}  // namespace migc::rules
