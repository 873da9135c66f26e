#include "migrations/graph.h"

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/text.h"

namespace migc::migrations {
namespace {

RevisionIndex index_of(std::size_t place) {
  return RevisionIndex{static_cast<std::uint32_t>(place)};
}

/// Ids near a misspelt one are looked for this often; a thousand missing parents have one cause.
constexpr int most_suggestions = 20;

using Lists = std::vector<std::vector<RevisionIndex>>;

bool contains(const std::vector<RevisionIndex>& list, RevisionIndex index) {
  return std::ranges::find(list, index) != list.end();
}

}  // namespace

/// Puts a graph together, and leaves out of it what it reports.
class GraphBuilder {
 public:
  GraphBuilder(Graph& graph, Diagnostics& diagnostics) : graph_(graph), diagnostics_(diagnostics) {}

  void build(std::vector<Revision> revisions) {
    take(std::move(revisions));
    name_labels();
    connect();
    break_cycles();
    sort();
    reduce_dependencies();
    graph_.parents_ = packed(parents_);
    graph_.all_parents_ = packed(all_parents_);
    graph_.requirements_ = packed(requirements_);
    graph_.children_ = reversed(parents_);
    graph_.all_children_ = reversed(all_parents_);
    for (std::size_t i = 0; i < size(); ++i) {
      const RevisionIndex index = index_of(i);
      if (graph_.is_head(index)) graph_.heads_.push_back(index);
      if (graph_.is_real_head(index)) graph_.real_heads_.push_back(index);
      if (parents_[i].empty()) graph_.bases_.push_back(index);
    }
    spread_labels();
  }

 private:
  std::size_t size() const { return graph_.revisions_.size(); }

  void take(std::vector<Revision> revisions) {
    graph_.revisions_.reserve(revisions.size());
    graph_.names_.reserve(revisions.size());
    for (Revision& revision : revisions) {
      if (!legal(revision)) continue;
      const auto known = graph_.names_.find(revision.id);
      if (known != graph_.names_.end()) {
        const Revision& first = graph_[known->second];
        diagnostics_
            .error("duplicate-revision", revision.id_span, "revision `{}` exists twice",
                   revision.id)
            .label(first.id_span, "the first one is here")
            .note(fmt::format("the files are `{}` and `{}`", first.path, revision.path))
            .help("give one of them another id, and name it in the revisions that follow it");
        continue;
      }
      const RevisionIndex index = index_of(size());
      graph_.revisions_.push_back(std::move(revision));
      graph_.names_.emplace(graph_.revisions_.back().id, index);
    }
  }

  bool legal(const Revision& revision) {
    if (revision.id.empty()) {
      diagnostics_.error("invalid-revision-id", revision.id_span, "the revision id is empty");
      return false;
    }
    if (escape_controls(revision.id) != revision.id) {
      diagnostics_
          .error("invalid-revision-id", revision.id_span,
                 "control character in the revision id `{}`", escape_controls(revision.id))
          .note("ids stand in comments of the script, where a line break would start a statement");
      return false;
    }
    std::string illegal;
    for (const char c : std::string_view("+-:@")) {
      if (revision.id.find(c) != std::string::npos) {
        illegal += illegal.empty() ? fmt::format("`{}`", c) : fmt::format(", `{}`", c);
      }
    }
    if (!illegal.empty()) {
      diagnostics_
          .error("invalid-revision-id", revision.id_span, "{} in the revision id `{}`", illegal,
                 revision.id)
          .note("on the command line these characters mean branches, steps and ranges");
      return false;
    }
    return true;
  }

  void name_labels() {
    const std::vector<Revision>& revisions = graph_.revisions_;
    for (std::size_t i = 0; i < size(); ++i) {
      if (revisions[i].branch_labels.empty()) continue;
      graph_.labelled_.push_back(index_of(i));
      for (const Reference& label : revisions[i].branch_labels) {
        const auto [other, added] = graph_.names_.try_emplace(label.name, index_of(i));
        if (added) continue;
        const Revision& holder = graph_[other->second];
        const bool is_id = holder.id == label.name;
        Diagnostic& said =
            diagnostics_.error("duplicate-branch-label", label.span, "branch label `{}` is {}",
                               label.name, is_id ? "also the id of a revision" : "used twice");
        if (is_id) {
          said.label(holder.id_span, "the revision with this id");
        } else {
          for (const Reference& first : holder.branch_labels) {
            if (first.name == label.name) {
              said.label(first.span, fmt::format("also used here, by `{}`", holder.id));
              break;
            }
          }
        }
      }
    }
    graph_.sorted_names_.reserve(graph_.names_.size());
    for (const auto& [name, index] : graph_.names_) graph_.sorted_names_.push_back(name);
    std::ranges::sort(graph_.sorted_names_);
  }

  void connect() {
    parents_.resize(size());
    all_parents_.resize(size());
    dependencies_.resize(size());
    for (std::size_t i = 0; i < size(); ++i) {
      const Revision& revision = graph_.revisions_[i];
      for (const Reference& reference : revision.down_revisions) {
        const std::optional<RevisionIndex> parent = graph_.find(reference.name);
        if (!parent) {
          report_missing("missing-parent", "parent", revision, reference);
        } else if (position(*parent) == i) {
          diagnostics_.error("revision-cycle", reference.span, "revision `{}` follows itself",
                             revision.id);
        } else {
          add(parents_[i], *parent);
        }
      }
      all_parents_[i] = parents_[i];
      for (const Reference& reference : revision.depends_on) {
        const auto dependency = graph_.names_.find(reference.name);
        if (dependency == graph_.names_.end()) {
          report_missing("missing-dependency", "dependency", revision, reference);
        } else if (position(dependency->second) == i) {
          diagnostics_.error("dependency-cycle", reference.span, "revision `{}` depends on itself",
                             revision.id);
        } else {
          dependencies_[i].push_back(dependency->second);
          add(all_parents_[i], dependency->second);
        }
      }
    }
  }

  /// A merge of ten thousand parents must not be searched ten thousand times.
  void add(std::vector<RevisionIndex>& list, RevisionIndex index) {
    if (list.size() < 16) {
      if (!contains(list, index)) list.push_back(index);
      return;
    }
    if (&list != marked_list_ || list.size() != marked_size_) {
      marked_.assign(size(), false);
      for (const RevisionIndex known : list) marked_[position(known)] = true;
    }
    if (!marked_[position(index)]) list.push_back(index);
    marked_[position(index)] = true;
    marked_list_ = &list;
    marked_size_ = list.size();
  }

  void report_missing(std::string_view code, std::string_view role, const Revision& revision,
                      const Reference& reference) {
    Diagnostic& said = diagnostics_.error(code, reference.span, "no revision `{}`, the {} of `{}`",
                                          escape_controls(reference.name), role, revision.id);
    if (graph_.names_.contains(reference.name)) {
      said.help(fmt::format("`{}` is a branch label; a parent is named by its id: `{}`",
                            reference.name, graph_[graph_.names_.at(reference.name)].id));
      return;
    }
    if (++suggestions_ > most_suggestions) return;
    const std::vector<std::string_view>& names = graph_.sorted_names_;
    const auto longer = std::ranges::lower_bound(names, std::string_view(reference.name));
    std::optional<std::string> near;
    if (!reference.name.empty() && longer != names.end() && longer->starts_with(reference.name)) {
      near = std::string(*longer);
    } else {
      near = closest_name(reference.name, std::span<const std::string_view>(names));
    }
    if (!near) {
      said.help("is its file missing from the version locations?");
      return;
    }
    const Revision& meant = graph_[graph_.names_.at(*near)];
    said.help(fmt::format("did you mean `{}`?", *near));
    said.label(meant.id_span, fmt::format("`{}` is here", meant.id));
  }

  /// Tarjan's strongly connected components, without recursion.
  void break_cycles() {
    constexpr std::uint32_t unseen = 0;
    const std::size_t count = size();
    std::vector<std::uint32_t> number(count, unseen), low(count, 0);
    std::vector<bool> on_stack(count, false);
    std::vector<std::uint32_t> stack;
    struct Frame {
      std::uint32_t node;
      std::uint32_t edge;
    };
    std::vector<Frame> frames;
    std::uint32_t next = 0;
    for (std::uint32_t root = 0; root < count; ++root) {
      if (number[root] != unseen) continue;
      frames.push_back({root, 0});
      while (!frames.empty()) {
        const std::uint32_t node = frames.back().node;
        if (frames.back().edge == 0 && number[node] == unseen) {
          number[node] = low[node] = ++next;
          stack.push_back(node);
          on_stack[node] = true;
        }
        if (frames.back().edge < all_parents_[node].size()) {
          const auto parent = static_cast<std::uint32_t>(all_parents_[node][frames.back().edge++]);
          if (number[parent] == unseen) {
            frames.push_back({parent, 0});
          } else if (on_stack[parent]) {
            low[node] = std::min(low[node], number[parent]);
          }
          continue;
        }
        frames.pop_back();
        if (!frames.empty()) {
          low[frames.back().node] = std::min(low[frames.back().node], low[node]);
        }
        if (low[node] != number[node]) continue;
        std::vector<RevisionIndex> component;
        for (;;) {
          const std::uint32_t member = stack.back();
          stack.pop_back();
          on_stack[member] = false;
          component.push_back(RevisionIndex{member});
          if (member == node) break;
        }
        if (component.size() > 1) report_cycle(component);
      }
    }
  }

  void report_cycle(const std::vector<RevisionIndex>& component) {
    std::vector<bool> inside(size(), false);
    for (const RevisionIndex member : component) inside[position(member)] = true;

    // The shortest way from the first revision back to itself.
    const RevisionIndex first = *std::ranges::min_element(component);
    std::vector<RevisionIndex> queue{first};
    std::map<RevisionIndex, RevisionIndex> reached_from;
    for (std::size_t i = 0; i < queue.size() && !reached_from.contains(first); ++i) {
      for (const RevisionIndex parent : all_parents_[position(queue[i])]) {
        if (!inside[position(parent)] || reached_from.contains(parent)) continue;
        reached_from.emplace(parent, queue[i]);
        queue.push_back(parent);
      }
    }
    std::vector<RevisionIndex> cycle{first};
    for (RevisionIndex at = reached_from.at(first); at != first; at = reached_from.at(at)) {
      cycle.push_back(at);
    }
    std::reverse(cycle.begin() + 1, cycle.end());

    bool versions_alone = true;
    std::string text;
    for (std::size_t i = 0; i < cycle.size(); ++i) {
      const RevisionIndex parent = cycle[(i + 1) % cycle.size()];
      if (!contains(parents_[position(cycle[i])], parent)) versions_alone = false;
      if (i == 12 && cycle.size() > 16) text += "… -> ";
      if (i >= 12 && i + 2 < cycle.size() && cycle.size() > 16) continue;
      text += fmt::format("`{}` -> ", graph_[cycle[i]].id);
    }
    text += fmt::format("`{}`", graph_[first].id);

    Diagnostic& said = diagnostics_.error(
        versions_alone ? "revision-cycle" : "dependency-cycle", reference_span(first, cycle[1]),
        "revisions {} each other in a circle: {}", versions_alone ? "follow" : "depend on", text);
    for (std::size_t i = 1; i < cycle.size() && i < 4; ++i) {
      const RevisionIndex parent = cycle[(i + 1) % cycle.size()];
      said.label(reference_span(cycle[i], parent),
                 fmt::format("`{}` follows `{}`", graph_[cycle[i]].id, graph_[parent].id));
    }

    for (const RevisionIndex member : component) {
      const auto within = [&](RevisionIndex parent) { return inside[position(parent)]; };
      std::erase_if(parents_[position(member)], within);
      std::erase_if(all_parents_[position(member)], within);
      std::erase_if(dependencies_[position(member)], within);
    }
  }

  /// Where `revision` names `parent`.
  Span reference_span(RevisionIndex revision, RevisionIndex parent) const {
    for (const Reference& reference : graph_[revision].down_revisions) {
      if (reference.name == graph_[parent].id) return reference.span;
    }
    for (const Reference& reference : graph_[revision].depends_on) {
      const auto found = graph_.names_.find(reference.name);
      if (found != graph_.names_.end() && found->second == parent) return reference.span;
    }
    return graph_[revision].id_span;
  }

  /// Parents before children.
  void sort() {
    std::vector<std::uint32_t> waiting(size(), 0);
    const Graph::Adjacency children = reversed(all_parents_);
    sorted_.reserve(size());
    for (std::size_t i = 0; i < size(); ++i) {
      waiting[i] = static_cast<std::uint32_t>(all_parents_[i].size());
      if (waiting[i] == 0) sorted_.push_back(index_of(i));
    }
    for (std::size_t i = 0; i < sorted_.size(); ++i) {
      for (const RevisionIndex child : children.of(sorted_[i])) {
        if (--waiting[position(child)] == 0) sorted_.push_back(child);
      }
    }
  }

  /// A dependency that an ancestor (by versions) has already is none of the revision's own.
  ///
  /// Only what two revisions depend on is in question. Sixty-four such at a time are followed
  /// through the graph as bits, which keeps a bushy history of many dependencies affordable.
  void reduce_dependencies() {
    std::vector<std::uint32_t> place(size());
    for (std::size_t i = 0; i < sorted_.size(); ++i) {
      place[position(sorted_[i])] = static_cast<std::uint32_t>(i);
    }
    std::map<RevisionIndex, std::vector<RevisionIndex>> dependents;
    for (std::size_t i = 0; i < size(); ++i) {
      for (const RevisionIndex on : dependencies_[i]) dependents[on].push_back(index_of(i));
    }
    struct Question {
      std::uint32_t first, last;  // Places of the dependents.
      RevisionIndex on;
    };
    std::vector<Question> questions;
    for (const auto& [on, list] : dependents) {
      if (list.size() < 2) continue;
      Question question{place[position(list[0])], place[position(list[0])], on};
      for (const RevisionIndex dependent : list) {
        question.first = std::min(question.first, place[position(dependent)]);
        question.last = std::max(question.last, place[position(dependent)]);
      }
      questions.push_back(question);
    }
    std::ranges::sort(questions, {}, &Question::first);

    std::vector<std::uint64_t> own(size(), 0), seen(size(), 0);
    std::map<std::pair<RevisionIndex, RevisionIndex>, bool> covered;  // (revision, dependency)
    for (std::size_t begin = 0; begin < questions.size(); begin += 64) {
      const std::size_t end = std::min(begin + 64, questions.size());
      std::uint32_t last = 0;
      for (std::size_t q = begin; q < end; ++q) {
        last = std::max(last, questions[q].last);
        for (const RevisionIndex dependent : dependents[questions[q].on]) {
          own[position(dependent)] |= std::uint64_t{1} << (q - begin);
        }
      }
      for (std::uint32_t at = questions[begin].first; at <= last; ++at) {
        const std::size_t node = position(sorted_[at]);
        std::uint64_t inherited = 0;
        for (const RevisionIndex parent : parents_[node]) {
          if (place[position(parent)] >= questions[begin].first)
            inherited |= seen[position(parent)];
        }
        for (std::uint64_t both = inherited & own[node]; both != 0; both &= both - 1) {
          const auto bit = static_cast<std::size_t>(std::countr_zero(both));
          covered[{sorted_[at], questions[begin + bit].on}] = true;
        }
        seen[node] = inherited | own[node];
      }
      for (std::size_t q = begin; q < end; ++q) {
        for (const RevisionIndex dependent : dependents[questions[q].on]) {
          own[position(dependent)] = 0;
        }
      }
    }

    requirements_.resize(size());
    for (std::size_t i = 0; i < size(); ++i) {
      requirements_[i] = parents_[i];
      for (const RevisionIndex on : dependencies_[i]) {
        if (!covered.contains({index_of(i), on})) add(requirements_[i], on);
      }
    }
  }

  static Graph::Adjacency packed(const Lists& lists) {
    Graph::Adjacency result;
    result.starts.reserve(lists.size() + 1);
    result.starts.push_back(0);
    for (const std::vector<RevisionIndex>& list : lists) {
      result.ends.insert(result.ends.end(), list.begin(), list.end());
      result.starts.push_back(static_cast<std::uint32_t>(result.ends.size()));
    }
    return result;
  }

  /// The other direction; each list in order of declaration.
  static Graph::Adjacency reversed(const Lists& lists) {
    Graph::Adjacency result;
    result.starts.assign(lists.size() + 1, 0);
    for (const std::vector<RevisionIndex>& list : lists) {
      for (const RevisionIndex end : list) ++result.starts[position(end) + 1];
    }
    for (std::size_t i = 0; i < lists.size(); ++i) result.starts[i + 1] += result.starts[i];
    std::vector<std::uint32_t> at(result.starts.begin(), result.starts.end() - 1);
    result.ends.resize(result.starts.back());
    for (std::size_t i = 0; i < lists.size(); ++i) {
      for (const RevisionIndex end : lists[i]) result.ends[at[position(end)]++] = index_of(i);
    }
    return result;
  }

  /// A label holds for the descendants of its revision and, while nothing branches or merges, for
  /// the whole line that the revision lies on.
  void spread_labels() {
    std::vector<std::uint32_t>& set_of = graph_.label_set_;
    set_of.assign(size(), 0);
    if (graph_.labelled_.empty()) return;

    std::vector<std::vector<std::uint32_t>>& sets = graph_.label_sets_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> unions, additions;
    const auto united = [&](std::uint32_t a, std::uint32_t b) {
      if (a == b || b == 0) return a;
      if (a == 0) return b;
      const auto [known, added] = unions.try_emplace(std::minmax(a, b), 0);
      if (!added) return known->second;
      std::vector<std::uint32_t> both;
      std::ranges::set_union(sets[a], sets[b], std::back_inserter(both));
      if (both == sets[a]) return known->second = a;
      if (both == sets[b]) return known->second = b;
      sets.push_back(std::move(both));
      return known->second = static_cast<std::uint32_t>(sets.size() - 1);
    };
    const auto with = [&](std::uint32_t set, std::uint32_t label) {
      const auto [known, added] = additions.try_emplace({set, label}, 0);
      if (!added) return known->second;
      std::vector<std::uint32_t> larger = sets[set];
      const auto at = std::ranges::lower_bound(larger, label);
      if (at != larger.end() && *at == label) return known->second = set;
      larger.insert(at, label);
      sets.push_back(std::move(larger));
      return known->second = static_cast<std::uint32_t>(sets.size() - 1);
    };

    constexpr std::uint32_t none = ~std::uint32_t{0};
    std::vector<std::uint32_t> label_of(size(), none);
    for (std::size_t i = 0; i < graph_.labelled_.size(); ++i) {
      label_of[position(graph_.labelled_[i])] = static_cast<std::uint32_t>(i);
    }
    for (const RevisionIndex index : sorted_) {
      std::uint32_t set = 0;
      for (const RevisionIndex parent : parents_[position(index)]) {
        set = united(set, set_of[position(parent)]);
      }
      if (label_of[position(index)] != none) set = with(set, label_of[position(index)]);
      set_of[position(index)] = set;
    }

    const auto plain = [&](RevisionIndex index) {
      return graph_.all_children(index).size() <= 1 && !graph_.is_merge_point(index);
    };
    std::vector<bool> plain_to_the_top(size(), false);
    for (auto at = sorted_.rbegin(); at != sorted_.rend(); ++at) {
      const auto children = graph_.children(*at);
      plain_to_the_top[position(*at)] =
          plain(*at) && (children.empty() || plain_to_the_top[position(children.front())]);
    }
    for (std::size_t i = 0; i < graph_.labelled_.size(); ++i) {
      RevisionIndex at = graph_.labelled_[i];
      if (!plain_to_the_top[position(at)]) continue;
      while (!parents_[position(at)].empty()) {
        at = parents_[position(at)].front();
        if (!plain(at)) break;
        set_of[position(at)] = with(set_of[position(at)], static_cast<std::uint32_t>(i));
      }
    }
  }

  Graph& graph_;
  Diagnostics& diagnostics_;
  Lists parents_, all_parents_, dependencies_, requirements_;
  Path sorted_;
  int suggestions_ = 0;
  std::vector<bool> marked_;
  const std::vector<RevisionIndex>* marked_list_ = nullptr;
  std::size_t marked_size_ = 0;
};

Graph Graph::build(std::vector<Revision> revisions, Diagnostics& diagnostics) {
  Graph graph;
  GraphBuilder(graph, diagnostics).build(std::move(revisions));
  return graph;
}

std::optional<RevisionIndex> Graph::find(std::string_view id) const {
  const auto found = names_.find(id);
  if (found == names_.end() || (*this)[found->second].id != id) return std::nullopt;
  return found->second;
}

std::span<const RevisionIndex> Graph::parents(RevisionIndex index) const {
  return parents_.of(index);
}
std::span<const RevisionIndex> Graph::children(RevisionIndex index) const {
  return children_.of(index);
}
std::span<const RevisionIndex> Graph::requirements(RevisionIndex index) const {
  return requirements_.of(index);
}
std::span<const RevisionIndex> Graph::all_children(RevisionIndex index) const {
  return all_children_.of(index);
}

bool Graph::is_merge_point(RevisionIndex index) const {
  return (*this)[index].down_revisions.size() > 1;
}

std::vector<std::string> Graph::labels(RevisionIndex index) const {
  std::vector<std::string> result;
  const auto add = [&](const Revision& revision) {
    for (const Reference& label : revision.branch_labels) {
      if (std::ranges::find(result, label.name) == result.end()) result.push_back(label.name);
    }
  };
  add((*this)[index]);
  for (const std::uint32_t place : label_sets_[label_set_[position(index)]]) {
    add((*this)[labelled_[place]]);
  }
  return result;
}

std::vector<bool> Graph::ancestors(const Path& of, bool dependencies) const {
  const Adjacency& edges = dependencies ? all_parents_ : parents_;
  std::vector<bool> found(size(), false);
  Path todo;
  for (const RevisionIndex index : of) {
    if (found[position(index)]) continue;
    found[position(index)] = true;
    todo.push_back(index);
  }
  while (!todo.empty()) {
    const RevisionIndex index = todo.back();
    todo.pop_back();
    for (const RevisionIndex parent : edges.of(index)) {
      if (found[position(parent)]) continue;
      found[position(parent)] = true;
      todo.push_back(parent);
    }
  }
  return found;
}

std::vector<bool> Graph::descendants(const Path& of, bool dependencies) const {
  const Adjacency& edges = dependencies ? all_children_ : children_;
  std::vector<bool> found(size(), false);
  Path todo;
  for (const RevisionIndex index : of) {
    if (found[position(index)]) continue;
    found[position(index)] = true;
    todo.push_back(index);
  }
  while (!todo.empty()) {
    const RevisionIndex index = todo.back();
    todo.pop_back();
    for (const RevisionIndex child : edges.of(index)) {
      if (found[position(child)]) continue;
      found[position(child)] = true;
      todo.push_back(child);
    }
  }
  return found;
}

}  // namespace migc::migrations
