#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/ir/operation.h"
#include "compiler/ir/schema.h"
#include "dialects/dialect.h"
#include "migrations/graph.h"

namespace migc::linter {

/// One operation of a revision, and the state it meets. Batches, autocommit blocks and raw SQL are
/// taken apart: a rule sees only what changes something.
struct Step {
  const migrations::Revision& revision;
  const ir::Operation& operation;
  ir::Schema before;
  const dialects::Facts& target;
  bool in_transaction = true;
  bool in_batch = false;
  std::size_t created_before = 0;  ///< How much of `created` is older than this step.
  const std::vector<ir::TableName>& created;
  std::size_t added_before = 0;  ///< … and of `added`.
  const std::vector<std::pair<ir::TableName, std::string>>& added;

  /// The table was made earlier in this revision, so it has no rows that matter.
  bool creates(const ir::TableName& table) const;
  /// The column was added earlier in this revision.
  bool adds(const ir::TableName& table, std::string_view column) const;
  /// The operation hangs on a condition that could not be decided.
  bool possible() const { return operation.possible; }
};

/// A revision as a whole.
struct RevisionView {
  const migrations::Revision& revision;
  const migrations::Graph& graph;
  const dialects::Facts& target;
  std::span<const Step> upgrade;                      ///< What it does, in order.
  std::span<const Step> downgrade;                    ///< … and how it goes back.
  bool upgrade_known = true, downgrade_known = true;  ///< All of it could be read.
  bool has_downgrade = true;
  bool downgrade_raises = false;  ///< It says itself that there is no way back.
  Span upgrade_span, downgrade_span;
  const ir::Schema& before;      ///< The state before the upgrade.
  const ir::Schema& after;       ///< … after it.
  const ir::Schema& back_again;  ///< … after the downgrade.
};

/// A place where a rule was hurt.
struct Finding {
  Diagnostic diagnostic;
  Span in_revision;  ///< The line of the revision that led there: suppressions stand at it.
};

struct Rule;

/// What a check tells. The rule's name and severity are added here.
class Report {
 public:
  Report(const Rule& rule, std::vector<Finding>& findings) : rule_(rule), findings_(findings) {}

  /// `report.at(column.origin, "column `{}` …", name).note("why it hurts").help("what to do")`
  template <class... Args>
  Diagnostic& at(const Origin& origin, fmt::format_string<Args...> format, Args&&... args) {
    return add(origin.where, origin.in_revision, fmt::format(format, std::forward<Args>(args)...));
  }
  template <class... Args>
  Diagnostic& at(const Step& step, fmt::format_string<Args...> format, Args&&... args) {
    Diagnostic& diagnostic = at(step.operation.origin, format, std::forward<Args>(args)...);
    if (step.possible()) diagnostic.note("it stands behind a condition that cannot be decided");
    return diagnostic;
  }
  template <class... Args>
  Diagnostic& at(Span span, fmt::format_string<Args...> format, Args&&... args) {
    return add(span, span, fmt::format(format, std::forward<Args>(args)...));
  }

 private:
  Diagnostic& add(Span where, Span in_revision, std::string message);

  const Rule& rule_;
  std::vector<Finding>& findings_;
};

using Check = void (*)(const Step&, Report&);
using RevisionCheck = void (*)(const RevisionView&, Report&);
using GraphCheck = void (*)(const migrations::Graph&, Report&);

/// One fault that migrations have. A rule is a file in `rules/` that defines one of these.
struct Rule {
  std::string_view id;    ///< `DES005`
  std::string_view name;  ///< `drop-column`: either one selects, suppresses, explains.
  Severity severity = Severity::Error;
  std::string_view summary;      ///< One line, for lists.
  std::string_view explanation;  ///< Markdown: what `migc explain` prints.
  Check check = nullptr;
  RevisionCheck check_revision = nullptr;
  GraphCheck check_graph = nullptr;
};

template <class Op>
using OperationCheck = void (*)(const Op&, const Step&, Report&);

/// A check of one kind of operation, lifted to steps: `.check = linter::on<ir::AddColumn, check>`.
template <class Op, OperationCheck<Op> check>
inline constexpr Check on = [](const Step& step, Report& report) {
  if (const Op* op = std::get_if<Op>(&step.operation.action)) check(*op, step, report);
};

}  // namespace migc::linter
