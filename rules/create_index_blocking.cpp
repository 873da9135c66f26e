#include <algorithm>

#include "linter/rule.h"

namespace migc::rules {
namespace {

void check(const ir::CreateIndex& create, const linter::Step& step, linter::Report& report) {
  const ir::Index& index = create.index;
  if (!step.target.index_build_blocks_writes) return;
  if (index.options.flag("postgresql_concurrently")) return;
  if (index.options.flag("postgresql_only")) return;  // ON ONLY a partitioned parent: no rows.
  if (step.creates(index.table)) return;
  if (const ir::TableState* state = step.before.find_state(index.table)) {
    const auto& prefixes = state->table.prefixes;
    if (std::ranges::find(prefixes, "TEMPORARY") != prefixes.end()) return;
  }

  const std::string name =
      index.name.empty() ? "an index" : fmt::format("index `{}`", index.name.text);
  report.at(step, "{} is built while writes to `{}` wait", name, index.table)
      .note("CREATE INDEX locks the table against writes until every row is read")
      .help(
          "build it with postgresql_concurrently=True inside "
          "`with op.get_context().autocommit_block():`");
}

}  // namespace

extern const linter::Rule create_index_blocking{
    .id = "LCK001",
    .name = "create-index-blocking",
    .severity = Severity::Error,
    .summary = "an index is built on an existing table without CONCURRENTLY",
    .explanation = R"md(
On PostgreSQL a plain CREATE INDEX takes a SHARE lock: reads go on, every
INSERT, UPDATE and DELETE waits until the whole table has been read.

    op.create_index("ix_users_email", "users", ["email"])

Instead, build it beside the traffic. That cannot happen inside a transaction:

    with op.get_context().autocommit_block():
        op.create_index("ix_users_email", "users", ["email"],
                        postgresql_concurrently=True, if_not_exists=True)

If it fails half way it leaves an INVALID index behind: drop it and try again.
Put it into a revision of its own, since what stands before it is committed.

An index on a table created in the same revision is not reported.
)md",
    .check = linter::on<ir::CreateIndex, check>,
};

}  // namespace migc::rules
