// Large and awkward histories: each must be read, ordered and turned into steps within a second
// each way and 256 MiB (of a release build; other builds get more time).

#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "migrations/graph.h"
#include "migrations/steps.h"

namespace migc::migrations {
namespace {

#ifdef NDEBUG
constexpr double most_seconds = 2.0;
#else
constexpr double most_seconds = 8.0;
#endif

Revision revision(std::size_t number, const std::vector<std::size_t>& parents,
                  const std::vector<std::size_t>& depends_on = {}) {
  const auto id = [](std::size_t n) {
    return fmt::format("{:08x}", n * 2654435761U % 0xffffffffU);
  };
  Revision result;
  result.id = id(number);
  for (const std::size_t parent : parents) result.down_revisions.push_back({id(parent), {}});
  for (const std::size_t on : depends_on) result.depends_on.push_back({id(on), {}});
  return result;
}

long peak_mebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

/// Up from base to all heads, and all the way down again.
void there_and_back(std::vector<Revision> revisions) {
  const std::size_t count = revisions.size();
  const auto began = std::chrono::steady_clock::now();
  Diagnostics diagnostics;
  const Graph graph = Graph::build(std::move(revisions), diagnostics);
  ASSERT_TRUE(diagnostics.empty()) << diagnostics.all().front().message;
  const auto up = graph.upgrade_path({}, "heads", diagnostics);
  ASSERT_TRUE(up.has_value());
  EXPECT_EQ(up->size(), count);
  const auto steps = upgrade_steps(graph, {}, *up, diagnostics);
  ASSERT_TRUE(steps.has_value());
  const auto listed = graph.history("", "", diagnostics);
  ASSERT_TRUE(listed.has_value());
  EXPECT_EQ(listed->size(), count);
  const auto down = graph.downgrade_path(graph.real_heads(), "base", diagnostics);
  ASSERT_TRUE(down.has_value());
  EXPECT_EQ(down->size(), count);
  ASSERT_TRUE(downgrade_steps(graph, graph.real_heads(), *down, diagnostics).has_value());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  EXPECT_LE(took.count(), most_seconds);
  EXPECT_LE(peak_mebibytes(), 256);
  fmt::print("{:>8} revisions {:6.3f} s, peak {} MiB\n", count, took.count(), peak_mebibytes());
}

TEST(GraphStress, ALineOf100000) {
  std::vector<Revision> revisions{revision(0, {})};
  for (std::size_t i = 1; i < 100'000; ++i) revisions.push_back(revision(i, {i - 1}));
  there_and_back(std::move(revisions));
}

TEST(GraphStress, ALineDeclaredBackwards) {
  std::vector<Revision> revisions;
  for (std::size_t i = 100'000; i-- > 1;) revisions.push_back(revision(i, {i - 1}));
  revisions.push_back(revision(0, {}));
  there_and_back(std::move(revisions));
}

std::vector<Revision> bushy(std::size_t count, double branch, double merge, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<> chance(0, 1);
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  std::vector<Revision> revisions{revision(0, {})};
  std::vector<std::size_t> heads{0};
  const auto take_head = [&] {
    const std::size_t place = below(heads.size());
    const std::size_t head = heads[place];
    heads[place] = heads.back();
    heads.pop_back();
    return head;
  };
  for (std::size_t i = 1; i < count; ++i) {
    if (heads.size() > 1 && chance(random) < merge) {
      const std::size_t a = take_head(), b = take_head();
      revisions.push_back(revision(i, {a, b}));
    } else if (chance(random) < branch) {
      revisions.push_back(revision(i, {below(i)}));
    } else {
      revisions.push_back(revision(i, {take_head()}));
    }
    heads.push_back(i);
  }
  return revisions;
}

// The parents drawn at random may be no heads any more; that is what makes it bushy.
TEST(GraphStress, Bushy50000) { there_and_back(bushy(50'000, 0.3, 0.25, 1)); }
TEST(GraphStress, BushyWithFewMerges) { there_and_back(bushy(50'000, 0.5, 0.05, 2)); }
TEST(GraphStress, ARandomTree) { there_and_back(bushy(50'000, 1.0, 0.0, 3)); }
TEST(GraphStress, ShortBranchesMergedSoon) { there_and_back(bushy(50'000, 0.3, 0.45, 4)); }

TEST(GraphStress, Shuffled) {
  std::vector<Revision> revisions = bushy(50'000, 0.3, 0.25, 5);
  std::shuffle(revisions.begin(), revisions.end(), std::mt19937(6));
  there_and_back(std::move(revisions));
}

TEST(GraphStress, AHundredThousandHeads) {
  std::vector<Revision> revisions{revision(0, {})};
  for (std::size_t i = 1; i <= 100'000; ++i) revisions.push_back(revision(i, {0}));
  there_and_back(std::move(revisions));
}

TEST(GraphStress, AHundredThousandBases) {
  std::vector<Revision> revisions;
  for (std::size_t i = 0; i < 100'000; ++i) revisions.push_back(revision(i, {}));
  there_and_back(std::move(revisions));
}

TEST(GraphStress, AMergeOf10000Parents) {
  std::vector<Revision> revisions{revision(0, {})};
  std::vector<std::size_t> parents;
  for (std::size_t i = 1; i <= 30'000; ++i) {
    revisions.push_back(revision(i, {i % 3 == 1 ? 0 : i - 1}));
    if (i % 3 == 0) parents.push_back(i);
  }
  revisions.push_back(revision(30'001, parents));
  there_and_back(std::move(revisions));
}

TEST(GraphStress, DiamondsOf64Levels) {
  std::vector<Revision> revisions{revision(0, {})};
  for (std::size_t i = 0; i < 64; ++i) {
    const std::size_t base = 3 * i;
    revisions.push_back(revision(base + 1, {base}));
    revisions.push_back(revision(base + 2, {base}));
    revisions.push_back(revision(base + 3, {base + 1, base + 2}));
  }
  there_and_back(std::move(revisions));
}

TEST(GraphStress, CrossedDiamonds) {
  std::vector<Revision> revisions{revision(0, {}), revision(1, {0}), revision(2, {0})};
  for (std::size_t i = 3; i < 60'000; i += 2) {
    revisions.push_back(revision(i, {i - 2, i - 1}));
    revisions.push_back(revision(i + 1, {i - 1, i - 2}));
  }
  there_and_back(std::move(revisions));
}

TEST(GraphStress, AMainLineWithSideBranches) {  // Each merged two steps later.
  std::vector<Revision> revisions{revision(0, {})};
  std::size_t line = 0;
  for (std::size_t i = 1; i + 2 < 60'000; i += 3) {
    revisions.push_back(revision(i, {line}));
    revisions.push_back(revision(i + 1, {line}));
    revisions.push_back(revision(i + 2, {i, i + 1}));
    line = i + 2;
  }
  there_and_back(std::move(revisions));
}

TEST(GraphStress, EachDependsOnAnother) {
  std::vector<Revision> revisions;
  std::mt19937 random(7);
  for (std::size_t i = 0; i < 10'000; ++i) {  // Two lines; the one depends on the other.
    std::vector<std::size_t> parents, depends_on;
    if (i >= 2) parents.push_back(i - 2);
    if (i % 2 == 1) depends_on.push_back(2 * (random() % (i / 2 + 1)));
    revisions.push_back(revision(i, parents, depends_on));
  }
  there_and_back(std::move(revisions));
}

TEST(GraphStress, AThousandLinesThatDependOnEachOther) {
  std::vector<Revision> revisions;
  std::mt19937 random(8);
  for (std::size_t i = 0; i < 50'000; ++i) {
    std::vector<std::size_t> parents, depends_on;
    if (i >= 1000) parents.push_back(i - 1000);
    if (i > 0 && random() % 4 == 0) depends_on.push_back(random() % i);
    revisions.push_back(revision(i, parents, depends_on));
  }
  there_and_back(std::move(revisions));
}

}  // namespace
}  // namespace migc::migrations
