#include "linter/rule.h"

namespace migc::rules {
namespace {

void tell(const ir::Options& options, std::string_view what, const linter::Step& step,
          linter::Report& report) {
  if (!step.in_transaction || !options.flag("postgresql_concurrently")) return;
  report.at(step, "{} CONCURRENTLY stands within a transaction", what)
      .note("PostgreSQL refuses it there, and the whole migration with it")
      .help("put it into `with op.get_context().autocommit_block():`");
}

void check(const linter::Step& step, linter::Report& report) {
  if (!step.target.index_build_blocks_writes) return;  // Nobody else knows CONCURRENTLY.
  if (const auto* create = std::get_if<ir::CreateIndex>(&step.operation.action)) {
    tell(create->index.options, "CREATE INDEX", step, report);
  } else if (const auto* drop = std::get_if<ir::DropIndex>(&step.operation.action)) {
    tell(drop->options, "DROP INDEX", step, report);
  }
}

}  // namespace

extern const linter::Rule concurrently_in_transaction{
    .id = "TXN001",
    .name = "concurrently-in-transaction",
    .severity = Severity::Error,
    .summary = "an index is built or dropped CONCURRENTLY within a transaction",
    .explanation = R"md(
PostgreSQL builds an index beside the traffic in several transactions of its
own, so the statement cannot stand in one. Alembic wraps migrations in one:

    op.create_index("ix_users_email", "users", ["email"],
                    postgresql_concurrently=True)

fails with "CREATE INDEX CONCURRENTLY cannot run inside a transaction block".
Instead:

    with op.get_context().autocommit_block():
        op.create_index("ix_users_email", "users", ["email"],
                        postgresql_concurrently=True)

What stands before the block is committed, so put it into a revision of its own.
)md",
    .check = check,
};

}  // namespace migc::rules
