#include "migrations/steps.h"

#include <gtest/gtest.h>

namespace migc::migrations {
namespace {

TEST(Steps, AStepThatContradictsTheVersionTableIsRefused) {
  std::vector<Revision> revisions(2);
  revisions[0].id = "a1";
  revisions[1].id = "b2";
  revisions[1].down_revisions = {{"a1", {}}};
  Diagnostics diagnostics;
  const Graph graph = Graph::build(std::move(revisions), diagnostics);
  const RevisionIndex a1 = *graph.find("a1"), b2 = *graph.find("b2");

  EXPECT_TRUE(downgrade_steps(graph, {b2}, {b2, a1}, diagnostics));
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_FALSE(downgrade_steps(graph, {a1}, {b2}, diagnostics));
  ASSERT_EQ(diagnostics.all().size(), 1U);
  EXPECT_EQ(diagnostics.all().front().code, "version-table");
  EXPECT_EQ(diagnostics.all().front().message,
            "the version table cannot follow: its row `b2` is not there");
}

}  // namespace
}  // namespace migc::migrations
