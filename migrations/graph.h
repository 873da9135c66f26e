#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "migrations/revision.h"

namespace migc::migrations {

using Path = std::vector<RevisionIndex>;

/// The revisions of a project and how they follow each other, with Alembic's grammar of revision
/// names and Alembic's order.
///
/// A revision follows its *parents* (`down_revision`) and its *dependencies* (`depends_on`). Most
/// questions are asked twice: of the versions alone, and of all that must have run before. Where
/// Alembic's order is that of a Python set, the order of declaration is used. All walks are
/// iterative, and near-linear in the number of revisions.
///
///     const Graph graph = Graph::build(std::move(revisions), diagnostics);
///     const auto start = graph.starting_points("base", diagnostics);
///     const auto path = graph.upgrade_path(*start, "head", diagnostics);   // oldest first
class Graph {
 public:
  Graph() = default;
  Graph(const Graph&) = delete;  // Names are views into the revisions.
  Graph& operator=(const Graph&) = delete;
  Graph(Graph&&) = default;
  Graph& operator=(Graph&&) = default;

  /// Reports ids used twice, missing parents, cycles, illegal ids, labels used twice. The graph is
  /// usable even then: what was wrong is left out of it.
  static Graph build(std::vector<Revision> revisions, Diagnostics& diagnostics);

  std::size_t size() const { return revisions_.size(); }
  std::span<const Revision> revisions() const { return revisions_; }
  const Revision& operator[](RevisionIndex index) const { return revisions_[position(index)]; }
  /// The revision with exactly this id.
  std::optional<RevisionIndex> find(std::string_view id) const;

  // The neighbours of a revision, in order of declaration where they are not in the order written.
  std::span<const RevisionIndex> parents(RevisionIndex) const;   ///< Versions alone.
  std::span<const RevisionIndex> children(RevisionIndex) const;  ///< Versions alone.
  /// What an upgrade to this revision replaces in the version table: parents, and the dependencies
  /// that no ancestor has already.
  std::span<const RevisionIndex> requirements(RevisionIndex) const;
  std::span<const RevisionIndex> all_children(RevisionIndex) const;  ///< With dependents.

  const Path& heads() const { return heads_; }            ///< No child.
  const Path& real_heads() const { return real_heads_; }  ///< Nor any dependent.
  const Path& bases() const { return bases_; }            ///< No parent.
  bool is_head(RevisionIndex index) const { return children(index).empty(); }
  bool is_real_head(RevisionIndex index) const { return all_children(index).empty(); }
  bool is_branch_point(RevisionIndex index) const { return children(index).size() > 1; }
  bool is_merge_point(RevisionIndex index) const;
  /// The revision's own labels and those of the branches it lies on.
  std::vector<std::string> labels(RevisionIndex) const;

  // Alembic's grammar of revision names. Each reports what cannot be resolved and gives nothing.

  /// `head`, `heads`, `base` (none), an id or its start, a label, `label@head`, `rev@heads`, …
  std::optional<Path> resolve(std::string_view name, Diagnostics&) const;
  /// As `resolve`, but of one revision at most.
  std::optional<Path> resolve_one(std::string_view name, Diagnostics&) const;
  /// What the version table holds before a script: `base` (nothing), a revision, or several
  /// separated by commas.
  std::optional<Path> starting_points(std::string_view names, Diagnostics&) const;

  /// The revisions to upgrade through, oldest first. `target` may be relative: `+2`, `head-1`.
  std::optional<Path> upgrade_path(const Path& start, std::string_view target, Diagnostics&) const;
  /// The revisions to downgrade, newest first.
  std::optional<Path> downgrade_path(const Path& start, std::string_view target,
                                     Diagnostics&) const;
  /// The revisions that `history -r BASE:HEAD` lists, newest first; `base` and `heads` when empty.
  std::optional<Path> history(std::string_view base, std::string_view head, Diagnostics&) const;

  /// What `stamp` is to set: nothing stands for base.
  std::optional<std::vector<std::optional<RevisionIndex>>> stamp_targets(
      const std::vector<std::string>& names, Diagnostics&) const;

  /// The given revisions newest first, as Alembic walks them down from `heads`. Nothing when some
  /// of them cannot be reached from there.
  std::optional<Path> order(const std::vector<bool>& wanted, const Path& heads) const;

  /// Membership of each revision in the ancestors or descendants (themselves included) of some.
  /// With `dependencies`, not the versions alone.
  std::vector<bool> ancestors(const Path& of, bool dependencies = true) const;
  std::vector<bool> descendants(const Path& of, bool dependencies = true) const;
  /// `candidates` that are an ancestor or a descendant of what `name` means.
  std::optional<Path> on_lineage(const Path& candidates, std::string_view name, bool dependencies,
                                 Diagnostics&) const;

 private:
  /// A list of neighbours for each revision, in one piece.
  struct Adjacency {
    std::vector<std::uint32_t> starts;
    std::vector<RevisionIndex> ends;

    std::span<const RevisionIndex> of(RevisionIndex index) const {
      const std::size_t at = position(index);
      return {ends.data() + starts[at], ends.data() + starts[at + 1]};
    }
  };
  friend class GraphBuilder;
  friend class Resolver;

  std::vector<Revision> revisions_;
  std::unordered_map<std::string_view, RevisionIndex>
      names_;                                   ///< Ids and labels; views into revisions_.
  std::vector<std::string_view> sorted_names_;  ///< For beginnings of ids.
  Adjacency parents_, children_, requirements_, all_parents_, all_children_;
  Path heads_, real_heads_, bases_;
  std::vector<RevisionIndex> labelled_;   ///< Revisions with labels of their own.
  std::vector<std::uint32_t> label_set_;  ///< For each revision, a place in label_sets_.
  std::vector<std::vector<std::uint32_t>> label_sets_{{}};  ///< Places in labelled_, ascending.
};

}  // namespace migc::migrations
