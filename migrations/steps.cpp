#include "migrations/steps.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "compiler/base/text.h"

namespace migc::migrations {
namespace {

/// The rows of the version table, and which revisions they imply: a revision is implied while a
/// row or an implied revision stands directly above it.
class Rows {
 public:
  Rows(const Graph& graph, const Path& start, bool downward)
      : graph_(graph),
        downward_(downward),
        row_(graph.size(), false),
        above_(graph.size(), 0),
        gone_(graph.size(), 0),
        seen_(graph.size(), 0),
        excepted_(graph.size(), 0) {
    for (const RevisionIndex index : start) insert(index);
  }

  bool has(RevisionIndex index) const { return row_[position(index)]; }
  bool empty() const { return count_ == 0; }
  std::size_t count() const { return count_; }
  /// Whether a row or an implied revision, other than `but` itself, stands above the revision.
  bool implied(RevisionIndex index) const { return above_[position(index)] > 0; }
  std::uint32_t above(RevisionIndex index) const { return above_[position(index)]; }

  void insert(RevisionIndex index) {
    const bool was = there(index);
    row_[position(index)] = true;
    ++count_;
    if (was) return;
    Path todo{index};
    while (!todo.empty()) {
      const RevisionIndex at = todo.back();
      todo.pop_back();
      for (const RevisionIndex below : graph_.requirements(at)) {
        if (!there(below)) todo.push_back(below);
        ++above_[position(below)];
      }
    }
  }

  void remove(RevisionIndex index) {
    row_[position(index)] = false;
    --count_;
    if (there(index)) return;
    Path todo{index};
    while (!todo.empty()) {
      const RevisionIndex at = todo.back();
      todo.pop_back();
      for (const RevisionIndex below : graph_.requirements(at)) {
        --above_[position(below)];
        if (!there(below)) todo.push_back(below);
      }
    }
  }

  /// Whether a row that is none of `but` stands above the revision.
  bool implied_by_others(RevisionIndex index, std::span<const RevisionIndex> but) {
    if (!implied(index)) return false;
    ++question_;
    for (const RevisionIndex row : but) excepted_[position(row)] = question_;
    Path todo{index};
    while (!todo.empty()) {
      const RevisionIndex at = todo.back();
      todo.pop_back();
      const auto children = graph_.all_children(at);
      // On the way down what has gone stays away, and need not be passed again.
      std::uint32_t& gone = gone_[position(at)];
      while (downward_ && gone < children.size() && !there(children[gone])) ++gone;
      for (const RevisionIndex child : children.subspan(gone)) {
        if (!there(child) || seen_[position(child)] == question_) continue;
        if (has(child) && excepted_[position(child)] != question_) return true;
        seen_[position(child)] = question_;
        todo.push_back(child);
      }
    }
    return false;
  }

 private:
  bool there(RevisionIndex index) const {
    return row_[position(index)] || above_[position(index)] > 0;
  }

  const Graph& graph_;
  bool downward_;
  std::vector<bool> row_;
  std::vector<std::uint32_t> above_;
  std::vector<std::uint32_t> gone_;
  std::vector<std::uint32_t> seen_, excepted_;  // In which question.
  std::uint32_t question_ = 0;
  std::size_t count_ = 0;
};

/// Writes the changes of one step, and carries them out on the rows.
class Maintainer {
 public:
  Maintainer(const Graph& graph, const Path& start, Diagnostics& diagnostics, bool downward = false)
      : graph_(graph), rows_(graph, start, downward), diagnostics_(diagnostics) {}

  Rows& rows() { return rows_; }

  bool insert(RevisionIndex index, Step& step) {
    if (rows_.has(index)) return refuse(index, "is already there");
    rows_.insert(index);
    step.changes.push_back({VersionChange::Kind::Insert, {}, graph_[index].id});
    return true;
  }
  bool remove(RevisionIndex index, Step& step) {
    if (!rows_.has(index)) return refuse(index, "is not there");
    rows_.remove(index);
    step.changes.push_back({VersionChange::Kind::Delete, graph_[index].id, {}});
    return true;
  }
  bool update(RevisionIndex from, RevisionIndex to, Step& step) {
    if (rows_.has(to)) return refuse(to, "is already there");
    if (!rows_.has(from)) return refuse(from, "is not there");
    rows_.insert(to);
    rows_.remove(from);
    step.changes.push_back({VersionChange::Kind::Update, graph_[from].id, graph_[to].id});
    return true;
  }

  bool upgrade(RevisionIndex index, Step& step) {
    const auto from = graph_.requirements(index);
    Path present;
    for (const RevisionIndex parent : from) {
      if (rows_.has(parent)) present.push_back(parent);
    }
    if (present.empty()) return insert(index, step);
    if (present.size() == 1) return update(present.front(), index, step);

    // What another row implies has no row of its own.
    Path merged(from.begin(), from.end());
    if (rows_.count() > present.size()) {
      std::erase_if(merged,
                    [&](RevisionIndex parent) { return rows_.implied_by_others(parent, from); });
    }
    if (merged.empty()) return refuse(index, "follows nothing that is there");
    for (std::size_t i = 0; i + 1 < merged.size(); ++i) {
      if (!remove(merged[i], step)) return false;
    }
    return update(merged.back(), index, step);
  }

  bool downgrade(RevisionIndex index, Step& step) {
    if (!rows_.has(index)) return refuse(index, "is not there");
    const bool alone = rows_.count() == 1;
    Path to;
    for (const RevisionIndex parent : graph_.requirements(index)) {
      // The revision itself is one of those above its parent. While there are other rows, Alembic
      // asks them alone, and gives a row to a parent that another parent implies.
      const bool implied =
          rows_.above(parent) > 1 && (alone || rows_.implied_by_others(parent, {&index, 1}));
      if (!rows_.has(parent) && !implied && !rows_.implied(index)) to.push_back(parent);
    }
    if (to.empty()) return remove(index, step);
    for (std::size_t i = 0; i + 1 < to.size(); ++i) {
      if (!insert(to[i], step)) return false;
    }
    return update(index, to.back(), step);
  }

 private:
  bool refuse(RevisionIndex index, std::string_view why) {
    diagnostics_
        .error("version-table", graph_[index].id_span,
               "the version table cannot follow: its row `{}` {}", graph_[index].id, why)
        .note("the revisions that were named do not go together");
    return false;
  }

  const Graph& graph_;
  Rows rows_;
  Diagnostics& diagnostics_;
};

std::vector<std::string> parent_names(const Revision& revision) {
  std::vector<std::string> names;
  for (const Reference& parent : revision.down_revisions) names.push_back(parent.name);
  return names;
}

}  // namespace

std::optional<std::vector<Step>> upgrade_steps(const Graph& graph, const Path& start,
                                               const Path& path, Diagnostics& diagnostics) {
  Maintainer table(graph, start, diagnostics);
  std::vector<Step> steps;
  steps.reserve(path.size());
  for (const RevisionIndex index : path) {
    Step step;
    step.kind = Step::Kind::Upgrade;
    step.revision = index;
    step.from = parent_names(graph[index]);
    step.to = {graph[index].id};
    step.first = table.rows().empty();
    if (!table.upgrade(index, step)) return std::nullopt;
    steps.push_back(std::move(step));
  }
  return steps;
}

std::optional<std::vector<Step>> downgrade_steps(const Graph& graph, const Path& start,
                                                 const Path& path, Diagnostics& diagnostics) {
  Maintainer table(graph, start, diagnostics, true);
  std::vector<Step> steps;
  steps.reserve(path.size());
  for (const RevisionIndex index : path) {
    Step step;
    step.kind = Step::Kind::Downgrade;
    step.upward = false;
    step.revision = index;
    step.from = {graph[index].id};
    step.to = parent_names(graph[index]);
    step.first = table.rows().empty();
    if (!table.downgrade(index, step)) return std::nullopt;
    steps.push_back(std::move(step));
  }
  return steps;
}

std::optional<std::vector<Step>> stamp_steps(const Graph& graph, const Path& start,
                                             const std::vector<std::string>& targets,
                                             Diagnostics& diagnostics) {
  Path concerned;  // The rows on the lineage of a target.
  std::vector<bool> known(graph.size(), false);
  for (const std::string& target : targets) {
    const auto found = graph.on_lineage(start, target, true, diagnostics);
    if (!found) return std::nullopt;
    for (const RevisionIndex row : *found) {
      if (!known[position(row)]) concerned.push_back(row);
      known[position(row)] = true;
    }
  }
  // Base is what names nothing, and so are more steps down than there are.
  const auto destinations = graph.stamp_targets(targets, diagnostics);
  if (!destinations) return std::nullopt;

  Maintainer table(graph, start, diagnostics);
  std::vector<Step> steps;
  const auto begin = [&](bool upward) {
    Step step;
    step.kind = Step::Kind::Stamp;
    step.upward = upward;
    step.first = table.rows().empty();
    return step;
  };
  const auto ids = [&](const Path& path) {
    std::vector<std::string> names;
    for (const RevisionIndex index : path) names.push_back(graph[index].id);
    return names;
  };
  const auto share = [&](const std::vector<bool>& set) {
    return std::ranges::any_of(concerned, [&](RevisionIndex row) { return set[position(row)]; });
  };

  for (const std::optional<RevisionIndex>& destination : *destinations) {
    if (!destination) {
      for (const RevisionIndex row : concerned) {
        Step step = begin(false);
        step.from = {graph[row].id};
        if (!table.remove(row, step)) return std::nullopt;
        steps.push_back(std::move(step));
      }
      continue;
    }
    if (known[position(*destination)]) continue;
    const bool down = share(graph.descendants({*destination}));
    const bool up = share(graph.ancestors({*destination}));
    if (down && up) {
      diagnostics.error("overlapping-revisions", {}, "`{}` lies between two starting points",
                        graph[*destination].id);
      return std::nullopt;
    }
    Step step = begin(!down);
    step.to = {graph[*destination].id};
    bool done = false;
    if (!down && !up) {
      done = table.insert(*destination, step);
    } else {
      step.from = ids(concerned);
      const bool all_there =
          std::ranges::all_of(concerned, [&](RevisionIndex row) { return table.rows().has(row); });
      if (up && !all_there) {
        done = table.insert(*destination, step);
      } else {
        done = true;
        for (std::size_t i = 0; done && i + 1 < concerned.size(); ++i) {
          done = table.remove(concerned[i], step);
        }
        done = done && table.update(concerned.back(), *destination, step);
      }
    }
    if (!done) return std::nullopt;
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace migc::migrations
