// Alembic's grammar of revision names, with its corners: what it resolves, what it refuses, and how
// far a relative name walks.

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "migrations/graph.h"

namespace migc::migrations {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// `\w`; bytes of other scripts count as letters.
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// `[label@][symbol](+|-)N`, at the start of a name; what follows N is ignored, as in Alembic.
struct Relative {
  std::optional<std::string_view> label, symbol;
  long steps = 0;
  std::string_view text;  ///< The sign and the digits.
};

/// No graph is deeper, so that more steps than this walk as far.
constexpr long most_steps = 1'000'000'000;

std::optional<Relative> relative_after(std::string_view rest) {
  std::size_t at = 0;
  while (at < rest.size() && is_word(rest[at])) ++at;
  if (at + 1 >= rest.size() || (rest[at] != '+' && rest[at] != '-') || !is_digit(rest[at + 1])) {
    return std::nullopt;
  }
  Relative result;
  if (at > 0) result.symbol = rest.substr(0, at);
  std::size_t end = at + 1;
  long steps = 0;
  for (; end < rest.size() && is_digit(rest[end]); ++end) {
    steps = std::min(most_steps, steps * 10 + (rest[end] - '0'));
  }
  result.steps = rest[at] == '-' ? -steps : steps;
  result.text = rest.substr(at, end - at);
  return result;
}

std::optional<Relative> relative(std::string_view name) {
  for (std::size_t sign = name.find('@', 1); sign != std::string_view::npos;
       sign = name.find('@', sign + 1)) {
    if (name.substr(0, sign).find('\n') != std::string_view::npos) break;
    if (std::optional<Relative> found = relative_after(name.substr(sign + 1))) {
      found->label = name.substr(0, sign);
      return found;
    }
  }
  return relative_after(name);
}

/// A whole name that is a negative number: so many steps down from the heads.
std::optional<long> negative_number(std::string_view name) {
  name = trim(name);
  if (name.size() < 2 || name[0] != '-') return std::nullopt;
  long steps = 0;
  for (std::size_t i = 1; i < name.size(); ++i) {
    if (name[i] == '_' && i > 1 && i + 1 < name.size() && name[i - 1] != '_') continue;
    if (!is_digit(name[i])) return std::nullopt;
    steps = std::min(most_steps, steps * 10 + (name[i] - '0'));
  }
  if (steps == 0) return std::nullopt;
  return -steps;
}

}  // namespace

/// One question to a graph. A function that gives nothing has reported why.
class Resolver {
 public:
  Resolver(const Graph& graph, Diagnostics& diagnostics)
      : graph_(graph), diagnostics_(diagnostics) {}

  /// Where a walk ends: at a revision, below the bases, or outside of the graph.
  struct Place {
    enum class Kind { Revision, Base, Outside } kind = Kind::Outside;
    RevisionIndex index{};
  };
  using Places = std::vector<Place>;

  static Place at(RevisionIndex index) { return {Place::Kind::Revision, index}; }

  std::optional<Places> all(std::string_view name) {
    const std::optional<Name> parsed = parse(name);
    if (!parsed) return std::nullopt;
    Places places;
    if (parsed->text) {
      if (const std::optional<long> steps = negative_number(*parsed->text)) {
        for (const RevisionIndex head : graph_.real_heads()) {
          if (parsed->label && !has_label(head, *parsed->label)) continue;
          const std::optional<Place> place = walk(at(head), *steps, std::nullopt, true);
          if (!place) return std::nullopt;
          places.push_back(*place);
        }
        return places;
      }
      const std::optional<RevisionIndex> found = identify(*parsed->text, parsed->label);
      if (!found) return std::nullopt;
      return Places{at(*found)};
    }
    if (!check_members(parsed->heads, parsed->label)) return std::nullopt;
    for (const RevisionIndex head : parsed->heads) places.push_back(at(head));
    return places;
  }

  /// As `all`, where only revisions will do.
  std::optional<Path> revisions(std::string_view name) {
    const std::optional<Places> places = all(name);
    if (!places) return std::nullopt;
    return only_revisions(*places, name);
  }

  std::optional<Path> only_revisions(const Places& places, std::string_view name) {
    Path path;
    for (const Place& place : places) {
      if (place.kind != Place::Kind::Revision) {
        diagnostics_.error("unknown-revision", {}, "`{}` leads below the first revision",
                           escape_controls(name));
        return std::nullopt;
      }
      path.push_back(place.index);
    }
    return path;
  }

  /// One revision, or the place outside for `base` and for `head` of nothing.
  std::optional<Place> one(std::string_view name) {
    const std::optional<Name> parsed = parse(name);
    if (!parsed) return std::nullopt;
    if (parsed->text) {
      const std::optional<RevisionIndex> found = identify(*parsed->text, parsed->label);
      if (!found) return std::nullopt;
      return at(*found);
    }
    if (parsed->heads.size() > 1) {
      report_several(parsed->heads, name);
      return std::nullopt;
    }
    if (parsed->heads.empty()) {
      // Alembic looks the label up even here.
      if (parsed->label && !parsed->label->empty() && !branch(*parsed->label)) return std::nullopt;
      return Place{};
    }
    if (!check_members(parsed->heads, parsed->label)) return std::nullopt;
    return at(parsed->heads.front());
  }

  std::optional<Place> walk(Place from, long steps, std::optional<std::string_view> label,
                            bool stop_outside) {
    for (long step = 0; step < std::labs(steps); ++step) {
      Path next;
      bool to_base = false;
      if (steps > 0) {
        if (from.kind == Place::Kind::Base) return report_below();
        next =
            from.kind == Place::Kind::Outside ? graph_.bases() : copy(graph_.children(from.index));
        if (label && !label->empty()) {
          const std::optional<Path> filtered = on_lineage(next, *label, false);
          if (!filtered) return std::nullopt;
          next = *filtered;
        }
      } else if (from.kind != Place::Kind::Base) {
        next = from.kind == Place::Kind::Outside ? graph_.heads() : written_parents(from.index);
        to_base = next.empty();
      }
      if (to_base) {
        from = {Place::Kind::Base, {}};
        continue;
      }
      if (next.empty()) return stop_outside ? Place{} : from;
      if (next.size() > 1) {
        report_ambiguous_walk(from, next, steps > 0);
        return std::nullopt;
      }
      from = at(next.front());
    }
    return from;
  }

  std::optional<Path> upgrade_targets(const std::vector<std::string>& current,
                                      std::string_view target, bool stop_outside) {
    const std::optional<Relative> rel = relative(target);
    if (!rel) return revisions(target);
    if (rel->steps > 0 && !rel->symbol) {
      const std::optional<Place> start = upgrade_start(current, rel->label);
      if (!start) return std::nullopt;
      const std::optional<Place> end = walk(*start, rel->steps, rel->label, stop_outside);
      if (!end) return std::nullopt;
      return landed(*end, target, rel->text);
    }
    if (!rel->symbol) {
      diagnostics_.error("relative-revision", {}, "`{}` goes no step up", escape_controls(target))
          .help("an upgrade takes `+N`, or steps from a revision: `head-1`");
      return std::nullopt;
    }
    const std::optional<Place> start = rel->steps > 0 || !rel->label
                                           ? one(*rel->symbol)
                                           : one(fmt::format("{}@{}", *rel->label, *rel->symbol));
    if (!start) return std::nullopt;
    const std::optional<Place> end =
        walk(*start, rel->steps, rel->steps > 0 ? rel->label : std::nullopt, stop_outside);
    if (!end) return std::nullopt;
    return landed(*end, target, rel->text);
  }

  struct DowngradeTarget {
    std::optional<std::string> label;
    Place place;  ///< Never `Base`: that is `Outside` here.
  };

  std::optional<DowngradeTarget> downgrade_target(const std::vector<std::string>& current,
                                                  std::string_view target, bool stop_outside) {
    std::optional<Relative> rel = relative(target);
    if (!rel) {
      const std::size_t sign = target.rfind('@');
      std::optional<std::string> label;
      if (sign != std::string_view::npos && sign > 0) label = std::string(target.substr(0, sign));
      const std::optional<Place> place =
          one(sign == std::string_view::npos ? target : target.substr(sign + 1));
      if (!place) return std::nullopt;
      return DowngradeTarget{label, *place};
    }
    std::optional<std::string> label;
    if (rel->label) label = std::string(*rel->label);
    std::optional<Place> end;
    if (rel->steps >= 0) {
      if (!rel->symbol) {
        diagnostics_
            .error("relative-revision", {}, "`{}` goes no step down", escape_controls(target))
            .help("a downgrade takes `-N`, or steps from a revision: `base+1`");
        return std::nullopt;
      }
      const std::optional<Place> start = one(*rel->symbol);
      if (!start) return std::nullopt;
      end = walk(*start, rel->steps, rel->label, stop_outside);
    } else {
      std::string symbol = rel->symbol ? std::string(*rel->symbol) : "";
      if (!rel->symbol) {
        const std::optional<std::string> chosen = downgrade_start(current, label, rel->text);
        if (!chosen) return std::nullopt;
        symbol = *chosen;
        if (!label) label = symbol;
      }
      const std::optional<Place> start =
          label && !label->empty() ? one(fmt::format("{}@{}", *label, symbol)) : one(symbol);
      if (!start) return std::nullopt;
      end = walk(*start, rel->steps, std::nullopt, stop_outside);
    }
    if (!end) return std::nullopt;
    if (end->kind == Place::Kind::Outside) return report_too_far(target, rel->text);
    return DowngradeTarget{label, *end};
  }

  std::optional<Path> on_lineage(const Path& candidates, std::string_view name, bool dependencies) {
    std::optional<Path> tests = lineage_tests(name, !candidates.empty());
    if (!tests) return std::nullopt;
    if (!has_tests_) return candidates;
    const std::vector<bool> above = graph_.descendants(*tests, dependencies);
    const std::vector<bool> below = graph_.ancestors(*tests, dependencies);
    Path result;
    for (const RevisionIndex candidate : candidates) {
      if (above[position(candidate)] || below[position(candidate)]) result.push_back(candidate);
    }
    return result;
  }

  /// Alembic's branch of a label, or the revision of that name.
  std::optional<RevisionIndex> branch(std::string_view label) {
    const auto found = graph_.names_.find(label);
    if (found != graph_.names_.end()) return found->second;
    return identify(label, std::nullopt, "branch");
  }

  bool has_label(RevisionIndex index, std::string_view label) const {
    const std::vector<std::string> labels = graph_.labels(index);
    return std::ranges::find(labels, label) != labels.end();
  }

  /// Targets that lie on the branch that a starting point `branch@…` names.
  std::optional<Path> with_label_of(std::string_view start, const Path& targets) {
    std::string label(start.substr(0, start.find('@')));
    const std::optional<Place> place = one(label);
    if (!place) return std::nullopt;
    if (place->kind == Place::Kind::Revision && graph_[place->index].id == label) {
      const std::vector<std::string> labels = graph_.labels(place->index);
      if (labels.size() != 1) {
        diagnostics_
            .error("unknown-revision", {}, "`{}` stands for its branch, which has {} labels", label,
                   labels.size())
            .help("name the branch by a label");
        return std::nullopt;
      }
      label = labels.front();
    }
    Path result;
    for (const RevisionIndex target : targets) {
      if (has_label(target, label)) result.push_back(target);
    }
    return result;
  }

  /// Reports when one of the revisions is above another.
  bool overlap(const Path& path, bool upward = false) {
    std::vector<bool> given(graph_.size(), false), seen(graph_.size(), false);
    for (const RevisionIndex index : path) given[position(index)] = true;
    Path todo = path;
    while (!todo.empty()) {
      const RevisionIndex index = todo.back();
      todo.pop_back();
      if (seen[position(index)]) continue;
      seen[position(index)] = true;
      const auto next = upward ? graph_.children(index) : graph_.requirements(index);
      for (const RevisionIndex neighbour : next) {
        if (given[position(neighbour)]) {
          report_overlap(path, neighbour);
          return true;
        }
        todo.push_back(neighbour);
      }
    }
    return false;
  }

  static Path copy(std::span<const RevisionIndex> list) { return {list.begin(), list.end()}; }

  std::string described(Place place) const {
    return place.kind == Place::Kind::Revision ? fmt::format("`{}`", graph_[place.index].id)
                                               : "`base`";
  }

  std::string listed(const Path& path) const {
    std::string text;
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (i == 5 && path.size() > 6) return text + fmt::format(" and {} more", path.size() - i);
      text += fmt::format("{}`{}`", i == 0 ? "" : ", ", graph_[path[i]].id);
    }
    return text;
  }

 private:
  /// A parent that is written twice is two ways down to Alembic.
  Path written_parents(RevisionIndex index) const {
    const Path parents = copy(graph_.parents(index));
    if (parents.size() == 1 && graph_.is_merge_point(index)) return {parents[0], parents[0]};
    return parents;
  }

  /// A name before it is looked up: either a text, or heads (none for `base`).
  struct Name {
    std::optional<std::string_view> text;
    Path heads;
    std::optional<std::string_view> label;
  };

  std::optional<Name> parse(std::string_view name) {
    Name result;
    const std::size_t sign = name.find('@');
    std::string_view text = name;
    if (sign != std::string_view::npos) {
      result.label = name.substr(0, sign);
      text = name.substr(sign + 1);
    }
    const bool labelled = result.label && !result.label->empty();
    if (text == "heads") {
      if (!labelled) {
        result.heads = graph_.real_heads();
        return result;
      }
      const std::optional<Path> heads = on_lineage(graph_.heads(), *result.label, false);
      if (!heads) return std::nullopt;
      result.heads = *heads;
      return result;
    }
    if (text == "head") {
      result.heads = graph_.heads();
      if (labelled) {
        const std::optional<Path> heads = on_lineage(graph_.heads(), *result.label, false);
        if (!heads) return std::nullopt;
        result.heads = *heads;
      }
      if (result.heads.size() > 1) {
        report_several(result.heads, name);
        return std::nullopt;
      }
      return result;
    }
    if (text == "base") return result;
    result.text = text;
    return result;
  }

  /// The revision of an id, a label, or the start of one.
  std::optional<RevisionIndex> identify(std::string_view text,
                                        std::optional<std::string_view> label,
                                        std::string_view role = "revision") {
    const bool labelled = label && !label->empty();
    if (labelled && !branch(*label)) return std::nullopt;
    auto found = graph_.names_.find(text);
    if (found == graph_.names_.end()) {
      const std::vector<std::string_view>& names = graph_.sorted_names_;
      std::vector<std::string_view> matches;
      if (!text.empty()) {
        for (auto it = std::ranges::lower_bound(names, text);
             it != names.end() && it->starts_with(text); ++it) {
          if (count_code_points(*it) > 3) matches.push_back(*it);
        }
      }
      if (labelled && !matches.empty()) {
        Path places;
        for (const std::string_view match : matches) places.push_back(graph_.names_.at(match));
        const std::optional<Path> kept = on_lineage(places, *label, false);
        if (!kept) return std::nullopt;
        std::vector<bool> keep(graph_.size(), false);
        for (const RevisionIndex index : *kept) keep[position(index)] = true;
        std::erase_if(matches, [&](std::string_view match) {
          return !keep[position(graph_.names_.at(match))];
        });
      }
      if (matches.size() != 1) {
        report_unknown(text, matches, role);
        return std::nullopt;
      }
      found = graph_.names_.find(matches.front());
    }
    if (labelled && !check_members({found->second}, label)) return std::nullopt;
    return found->second;
  }

  /// Each of the revisions must be above or below the one that the label names.
  bool check_members(const Path& members, std::optional<std::string_view> label) {
    if (!label || label->empty() || members.empty()) return true;
    const std::optional<RevisionIndex> of = branch(*label);
    if (!of) return false;
    const std::vector<bool> above = graph_.descendants({*of}, true);
    const std::vector<bool> below = graph_.ancestors({*of}, true);
    const std::vector<bool> strict_above = graph_.descendants({*of}, false);
    const std::vector<bool> strict_below = graph_.ancestors({*of}, false);
    for (const RevisionIndex member : members) {
      if (strict_above[position(member)] || strict_below[position(member)]) continue;
      Diagnostic& said =
          diagnostics_.error("not-on-branch", {}, "revision `{}` is not on branch `{}`",
                             graph_[member].id, escape_controls(*label));
      if (above[position(member)] || below[position(member)]) {
        said.note("only a dependency joins them");
      }
      return false;
    }
    return true;
  }

  /// What a lineage is tested against; `has_tests_` is false when everything is on it.
  std::optional<Path> lineage_tests(std::string_view name, bool look_up) {
    const std::optional<Name> parsed = parse(name);
    if (!parsed) return std::nullopt;
    Path tests = parsed->heads;
    has_tests_ = !tests.empty();
    const auto add = [&](std::string_view text) {
      has_tests_ = true;
      if (!look_up) return true;
      const std::optional<RevisionIndex> found = identify(text, std::nullopt);
      if (found) tests.push_back(*found);
      return found.has_value();
    };
    if (parsed->label && !parsed->label->empty() && !add(*parsed->label)) return std::nullopt;
    if (parsed->text && !add(*parsed->text)) return std::nullopt;
    return tests;
  }

  std::optional<Place> upgrade_start(const std::vector<std::string>& current,
                                     std::optional<std::string_view> label) {
    if (!label) {
      if (current.empty()) return Place{};
      if (current.size() > 1) {
        diagnostics_
            .error("ambiguous-walk", {}, "steps from several starting points: {} of them",
                   current.size())
            .help("say on which branch: `label@+1`");
        return std::nullopt;
      }
      return one(current.front());
    }
    Path present;
    for (const std::string& name : current) {
      const std::optional<Path> found = revisions(name);
      if (!found) return std::nullopt;
      present.insert(present.end(), found->begin(), found->end());
    }
    std::optional<Path> start = on_lineage(present, *label, false);
    if (!start) return std::nullopt;
    if (start->empty()) {
      // The branch is no head here: go back to where it was left.
      Path applied;
      const std::vector<bool> below = graph_.ancestors(present);
      for (std::size_t i = 0; i < graph_.size(); ++i) {
        if (below[i]) applied.push_back(RevisionIndex{static_cast<std::uint32_t>(i)});
      }
      const std::optional<Path> active = on_lineage(applied, *label, false);
      if (!active) return std::nullopt;
      std::vector<bool> has_above(graph_.size(), false);
      for (const RevisionIndex index : *active) {
        for (const RevisionIndex down : graph_.requirements(index)) {
          has_above[position(down)] = true;
        }
      }
      for (const RevisionIndex index : *active) {
        if (!has_above[position(index)]) start->push_back(index);
      }
      if (start->empty()) return Place{};
    }
    if (start->size() > 1) {
      diagnostics_.error("ambiguous-walk", {}, "steps from several starting points: {}",
                         listed(*start));
      return std::nullopt;
    }
    return at(start->front());
  }

  /// The name of the revision from which `-N` or `label@-N` counts.
  std::optional<std::string> downgrade_start(const std::vector<std::string>& current,
                                             const std::optional<std::string>& label,
                                             std::string_view steps) {
    if (!label) {
      if (current.empty()) {
        diagnostics_.error("relative-revision", {}, "`{}` from base goes nowhere", steps);
        return std::nullopt;
      }
      if (current.size() > 1) {
        diagnostics_
            .warning("ambiguous-walk", {}, "`{}` from several revisions goes down from `{}`", steps,
                     current.front())
            .help("say on which branch: `label@-1`");
      }
      return current.front();
    }
    Path present;
    for (const std::string& name : current) {
      const std::optional<RevisionIndex> found = identify(name, std::nullopt);
      if (!found) return std::nullopt;
      present.push_back(*found);
    }
    std::optional<Path> start = on_lineage(present, *label, false);
    if (!start) return std::nullopt;
    if (start->empty()) {
      const std::vector<bool> below = graph_.ancestors(present);
      Path tips;
      for (std::size_t i = 0; i < graph_.size(); ++i) {
        if (!below[i]) continue;
        const RevisionIndex index{static_cast<std::uint32_t>(i)};
        const auto children = graph_.children(index);
        if (std::ranges::none_of(children, [&](RevisionIndex c) { return below[position(c)]; })) {
          tips.push_back(index);
        }
      }
      start = on_lineage(tips, *label, false);
      if (!start) return std::nullopt;
    }
    if (start->size() != 1) {
      if (start->empty()) {
        diagnostics_.error("not-on-branch", {}, "nothing of branch `{}` is there to downgrade",
                           escape_controls(*label));
      } else {
        diagnostics_.error("ambiguous-walk", {}, "branch `{}` has several ends: {}",
                           escape_controls(*label), listed(*start));
      }
      return std::nullopt;
    }
    return graph_[start->front()].id;
  }

  std::optional<Path> landed(Place place, std::string_view target, std::string_view steps) {
    if (place.kind == Place::Kind::Revision) return Path{place.index};
    report_too_far(target, steps);
    return std::nullopt;
  }

  std::nullopt_t report_too_far(std::string_view target, std::string_view steps) {
    diagnostics_
        .error("relative-revision", {}, "`{}` walks past the end of the history",
               escape_controls(target))
        .note(fmt::format("there are no {} steps that way", steps.substr(1)));
    return std::nullopt;
  }
  std::nullopt_t report_below() {
    diagnostics_.error("relative-revision", {}, "there is no way up from below the first revision");
    return std::nullopt;
  }

  void report_several(const Path& heads, std::string_view name) {
    diagnostics_
        .error("multiple-heads", {}, "`{}` means {} revisions: {}", escape_controls(name),
               heads.size(), listed(heads))
        .help(name == "head" || name.ends_with("@head")
                  ? "name one of them, a branch (`label@head`), or `heads` for all"
                  : "name one of them");
  }

  void report_ambiguous_walk(Place from, const Path& next, bool up) {
    diagnostics_
        .error("ambiguous-walk", {}, "from {} there are {} ways {}: {}", described(from),
               next.size(), up ? "up" : "down", listed(next))
        .help(up ? "say on which branch: `label@+N`" : "name the revision itself");
  }

  void report_unknown(std::string_view text, const std::vector<std::string_view>& matches,
                      std::string_view role) {
    const std::string shown = escape_controls(text);
    if (matches.size() > 1) {
      std::string list;
      for (std::size_t i = 0; i < matches.size() && i < 6; ++i) {
        list += fmt::format("{}`{}`", i == 0 ? "" : ", ", matches[i]);
      }
      if (matches.size() > 6) list += fmt::format(" and {} more", matches.size() - 6);
      diagnostics_
          .error("ambiguous-revision", {}, "`{}` begins {} names: {}", shown, matches.size(), list)
          .help("write one more character, or all of them");
      return;
    }
    Diagnostic& said = diagnostics_.error("unknown-revision", {}, "no {} `{}`", role, shown);
    if (graph_.size() == 0) {
      said.note("the project has no revisions");
      return;
    }
    if (const auto near =
            closest_name(text, std::span<const std::string_view>(graph_.sorted_names_))) {
      said.help(fmt::format("did you mean `{}`?", *near));
    }
  }

  void report_overlap(const Path& path, RevisionIndex lower) {
    for (const RevisionIndex index : path) {
      if (index == lower) continue;
      if (graph_.ancestors({index})[position(lower)]) {
        diagnostics_
            .error("overlapping-revisions", {}, "`{}` comes before `{}`; both were named",
                   graph_[lower].id, graph_[index].id)
            .help("name the later one alone");
        return;
      }
    }
    diagnostics_.error("overlapping-revisions", {}, "`{}` comes before another one that was named",
                       graph_[lower].id);
  }

  const Graph& graph_;
  Diagnostics& diagnostics_;
  bool has_tests_ = false;
};

namespace {

std::vector<std::string> names_of(const Graph& graph, const Path& path) {
  std::vector<std::string> names;
  for (const RevisionIndex index : path) names.push_back(graph[index].id);
  return names;
}

bool any(const std::vector<bool>& set) { return std::ranges::find(set, true) != set.end(); }

std::optional<Path> ordered(const Graph& graph, const std::vector<bool>& wanted, const Path& heads,
                            Diagnostics& diagnostics) {
  std::optional<Path> path = graph.order(wanted, heads);
  if (!path) {
    diagnostics.error("not-an-ancestor", {},
                      "the range leaves out revisions that others in it depend on");
  }
  return path;
}

}  // namespace

std::optional<Path> Graph::resolve(std::string_view name, Diagnostics& diagnostics) const {
  return Resolver(*this, diagnostics).revisions(name);
}

std::optional<Path> Graph::resolve_one(std::string_view name, Diagnostics& diagnostics) const {
  const std::optional<Resolver::Place> place = Resolver(*this, diagnostics).one(name);
  if (!place) return std::nullopt;
  return place->kind == Resolver::Place::Kind::Revision ? Path{place->index} : Path{};
}

std::optional<Path> Graph::starting_points(std::string_view names, Diagnostics& diagnostics) const {
  if (names == "base") return Path{};
  Resolver resolver(*this, diagnostics);
  Path path;
  for (const std::string_view part : split(names, ',')) {
    const std::string_view name = trim(part);
    if (name == "base") continue;
    const std::optional<Resolver::Place> place = resolver.one(name);
    if (!place) return std::nullopt;
    if (place->kind != Resolver::Place::Kind::Revision) {
      diagnostics
          .error("unknown-revision", {}, "`{}` names no revision to start from",
                 escape_controls(name))
          .help("to start from nothing, write `base`");
      return std::nullopt;
    }
    if (std::ranges::find(path, place->index) == path.end()) path.push_back(place->index);
  }
  if (resolver.overlap(path)) return std::nullopt;
  return path;
}

std::optional<std::vector<std::optional<RevisionIndex>>> Graph::stamp_targets(
    const std::vector<std::string>& names, Diagnostics& diagnostics) const {
  using Kind = Resolver::Place::Kind;
  Resolver resolver(*this, diagnostics);
  std::vector<std::optional<RevisionIndex>> targets;
  for (const std::string& name : names) {
    const std::optional<Resolver::Places> places = resolver.all(name);
    if (!places) return std::nullopt;
    for (const Resolver::Place& place : *places) {
      if (place.kind == Kind::Base) {
        diagnostics
            .error("relative-revision", {}, "`{}` leads below the first revision",
                   escape_controls(name))
            .help("to clear the version table, write `base`");
        return std::nullopt;
      }
      targets.push_back(place.kind == Kind::Revision ? std::optional(place.index) : std::nullopt);
    }
  }
  if (targets.empty()) targets.emplace_back(std::nullopt);
  return targets;
}

std::optional<Path> Graph::on_lineage(const Path& candidates, std::string_view name,
                                      bool dependencies, Diagnostics& diagnostics) const {
  return Resolver(*this, diagnostics).on_lineage(candidates, name, dependencies);
}

std::optional<Path> Graph::upgrade_path(const Path& start, std::string_view target,
                                        Diagnostics& diagnostics) const {
  Resolver resolver(*this, diagnostics);
  const std::optional<Path> targets =
      resolver.upgrade_targets(names_of(*this, start), target, true);
  if (!targets || resolver.overlap(*targets)) return std::nullopt;

  std::vector<bool> needed = ancestors(*targets);
  const std::vector<bool> applied = ancestors(start);
  for (std::size_t i = 0; i < size(); ++i) needed[i] = needed[i] && !applied[i];

  std::optional<Path> path = ordered(*this, needed, *targets, diagnostics);
  if (path) std::ranges::reverse(*path);
  return path;
}

std::optional<Path> Graph::downgrade_path(const Path& start, std::string_view target,
                                          Diagnostics& diagnostics) const {
  using Kind = Resolver::Place::Kind;
  Resolver resolver(*this, diagnostics);
  const auto aim = resolver.downgrade_target(names_of(*this, start), target, true);
  if (!aim) return std::nullopt;
  const bool to_revision = aim->place.kind == Kind::Revision;

  Path roots = to_revision ? Resolver::copy(children(aim->place.index)) : bases_;
  std::size_t root_names = roots.size();
  if (!to_revision) {
    // Alembic counts a base once more for each label of its own.
    for (const RevisionIndex base : roots) {
      root_names += (*this)[base].branch_labels.size();
    }
  }
  if (aim->label && !aim->label->empty() && root_names > 1) {
    const std::optional<RevisionIndex> branch = resolver.branch(*aim->label);
    if (!branch) return std::nullopt;
    const std::vector<bool> below = ancestors({*branch}, false);
    std::erase_if(roots, [&](RevisionIndex root) { return !below[position(root)]; });
    if (roots.empty()) {
      diagnostics.error("not-an-ancestor", {}, "`{}` leads to no downgrade on branch `{}`",
                        escape_controls(target), escape_controls(*aim->label));
      return std::nullopt;
    }
  }

  std::vector<bool> dropped = descendants(roots);
  const std::vector<bool> applied = ancestors(start);
  for (std::size_t i = 0; i < size(); ++i) dropped[i] = dropped[i] && applied[i];
  if (to_revision && !any(dropped) && std::ranges::find(start, aim->place.index) == start.end()) {
    diagnostics.error("not-an-ancestor", {}, "`{}` does not come before {}",
                      (*this)[aim->place.index].id,
                      start.empty() ? "`base`" : resolver.listed(start));
    return std::nullopt;
  }
  return ordered(*this, dropped, start, diagnostics);
}

std::optional<Path> Graph::history(std::string_view base, std::string_view head,
                                   Diagnostics& diagnostics) const {
  using Kind = Resolver::Place::Kind;
  if (base.empty()) base = "base";
  if (head.empty()) head = "heads";
  Resolver resolver(*this, diagnostics);
  std::optional<Path> targets = resolver.upgrade_targets({std::string(base)}, head, false);
  if (!targets) return std::nullopt;
  if (base.find('@') != std::string_view::npos) {
    targets = resolver.with_label_of(base, *targets);
    if (!targets) return std::nullopt;
  }
  if (resolver.overlap(*targets)) return std::nullopt;
  std::vector<bool> needed = ancestors(*targets);

  const std::optional<Resolver::Places> lowest = resolver.all(base);
  if (!lowest) return std::nullopt;
  for (const Resolver::Place& place : *lowest) {
    if (place.kind == Kind::Outside) continue;
    if (place.kind == Kind::Base || !needed[position(place.index)]) {
      diagnostics.error("not-an-ancestor", {}, "{} does not come before `{}`",
                        resolver.described(place), escape_controls(head));
      return std::nullopt;
    }
  }
  Path lower;
  if (!lowest->empty() && lowest->front().kind == Kind::Outside) {
    const auto aim = resolver.downgrade_target({std::string(head)}, base, false);
    if (!aim) return std::nullopt;
    if (aim->place.kind == Kind::Revision) lower.push_back(aim->place.index);
  } else {
    const std::optional<Path> path = resolver.only_revisions(*lowest, base);
    if (!path) return std::nullopt;
    lower = *path;
  }
  if (resolver.overlap(lower)) return std::nullopt;

  const std::vector<bool> below = ancestors(lower);
  for (std::size_t i = 0; i < size(); ++i) needed[i] = needed[i] && !below[i];
  for (const RevisionIndex index : lower) needed[position(index)] = true;
  if (!lower.empty()) {
    if (resolver.overlap(lower, true)) return std::nullopt;
    const std::vector<bool> above = descendants(lower, false);
    for (std::size_t i = 0; i < size(); ++i) needed[i] = needed[i] && above[i];
  }
  return ordered(*this, needed, *targets, diagnostics);
}

}  // namespace migc::migrations
