#include <set>

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

/// MySQL and MariaDB give a value of their own.
bool fills_in(const dialects::Facts& target) {
  return target.name == "mysql" || target.family == "mysql";
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
      .note(fills_in(step.target)
                ? "rows already there get a zero or an empty text for it without a word"
                : "rows already there would have no value for it, so the statement fails")
      .help("add it as nullable, backfill, then set NOT NULL in a later revision");
}

/// Tables that a revision has emptied have no rows until something fills them again.
class Emptied {
 public:
  void note(const linter::Step& step) {
    const ir::Action& action = step.operation.action;
    if (const auto* erase = std::get_if<ir::Delete>(&action)) {
      const bool all = !erase->where && erase->using_tables.empty() && erase->options.items.empty();
      if (all && !step.possible()) tables_.insert(step.before.key(erase->table.table));
    } else if (const auto* truncate = std::get_if<ir::Truncate>(&action)) {
      if (step.possible()) return;
      for (const ir::TableName& table : truncate->tables) tables_.insert(step.before.key(table));
    } else if (const auto* rows = std::get_if<ir::InsertRows>(&action)) {
      tables_.erase(step.before.key(rows->table));
    } else if (const auto* select = std::get_if<ir::InsertSelect>(&action)) {
      tables_.erase(step.before.key(select->table));
    } else if (const auto* execute = std::get_if<ir::Execute>(&action)) {
      if (!execute->understood) tables_.clear();
    } else if (std::holds_alternative<ir::RenameTable>(action)) {
      tables_.clear();
    }
  }
  bool holds(const linter::Step& step, const ir::TableName& table) const {
    return tables_.contains(step.before.key(table));
  }

 private:
  std::set<ir::TableName> tables_;
};

void check_all(const linter::RevisionView& view, linter::Report& report) {
  Emptied emptied;
  for (const linter::Step& step : view.upgrade) {
    const auto* add = std::get_if<ir::AddColumn>(&step.operation.action);
    if (add != nullptr && !emptied.holds(step, add->table)) check(*add, step, report);
    emptied.note(step);
  }
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

A table created or emptied in the same revision has no rows and is not reported.
)md",
    .check_revision = check_all,
};

}  // namespace migc::rules
