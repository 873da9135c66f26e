#include <algorithm>
#include <map>

#include "linter/rule.h"

namespace migc::rules {
namespace {

void check(const migrations::Graph& graph, linter::Report& report) {
  // Heads of branches with labels of their own are meant to stand side by side.
  std::map<std::vector<std::string>, migrations::Path> by_labels;
  for (const migrations::RevisionIndex head : graph.real_heads()) {
    std::vector<std::string> labels = graph.labels(head);
    std::ranges::sort(labels);
    by_labels[std::move(labels)].push_back(head);
  }
  for (const auto& [_, heads] : by_labels) {
    if (heads.size() < 2) continue;
    std::string names;
    for (const migrations::RevisionIndex head : heads) {
      names += fmt::format("{}`{}`", names.empty() ? "" : ", ", graph[head].id);
    }
    Diagnostic& diagnostic =
        report.at(graph[heads.back()].id_span, "{} heads: {}", heads.size(), names);
    for (const migrations::RevisionIndex head : heads) {
      if (head != heads.back()) diagnostic.label(graph[head].id_span, "another head");
    }
    diagnostic.note("`upgrade head` does not know which of them is meant")
        .help("merge them with `alembic merge heads`, or let one follow the other");
  }
}

}  // namespace

extern const linter::Rule multiple_heads{
    .id = "HIS001",
    .name = "multiple-heads",
    .severity = Severity::Error,
    .summary = "the history has several heads",
    .explanation = R"md(
Two pull requests each added a revision to the same parent. Each was fine alone;
together `alembic upgrade head` refuses to choose.

Let one of them follow the other (change its `down_revision`), or write a merge
revision:

    alembic merge -m "merge heads" heads

Branches with labels of their own are meant to stand side by side and are not
reported.
)md",
    .check_graph = check,
};

}  // namespace migc::rules
