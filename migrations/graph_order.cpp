// The order in which Alembic walks down a graph: along one branch as far as it goes, then on with
// the next. Alembic keeps a set of ancestors for each pending head, which is quadratic on bushy
// histories. Here each revision knows how many of those above it are still to come, and the pending
// head that blocks it is found through bounds that only ever grow.

#include <algorithm>
#include <limits>
#include <utility>

#include "migrations/graph.h"

namespace migc::migrations {
namespace {

using Slot = std::uint32_t;
constexpr Slot no_slot = std::numeric_limits<Slot>::max();

/// A pending head stands in a slot. Slots are numbered as they are made and leave their list, but
/// never change places, so that a smaller number is an earlier place.
class Slots {
 public:
  Slot add(RevisionIndex head) {
    const Slot slot = static_cast<Slot>(entries_.size());
    entries_.push_back({head, last_, no_slot, 0});
    if (last_ != no_slot) entries_[last_].next = slot;
    if (first_ == no_slot) first_ = slot;
    last_ = slot;
    return slot;
  }
  /// The slot before it, or the first one when it was the first itself.
  Slot remove(Slot slot) {
    Entry& entry = entries_[slot];
    ++entry.moves;
    (entry.previous == no_slot ? first_ : entries_[entry.previous].next) = entry.next;
    (entry.next == no_slot ? last_ : entries_[entry.next].previous) = entry.previous;
    return entry.previous == no_slot ? first_ : entry.previous;
  }
  RevisionIndex head(Slot slot) const { return entries_[slot].head; }
  void replace(Slot slot, RevisionIndex head) {
    entries_[slot].head = head;
    ++entries_[slot].moves;
  }
  std::uint32_t moves(Slot slot) const { return slot == no_slot ? 0 : entries_[slot].moves; }
  bool empty() const { return first_ == no_slot; }
  Slot first() const { return first_; }

 private:
  struct Entry {
    RevisionIndex head;
    Slot previous, next;
    std::uint32_t moves;
  };
  std::vector<Entry> entries_;
  Slot first_ = no_slot, last_ = no_slot;
};

class Walk {
 public:
  Walk(const Graph& graph, const std::vector<bool>& wanted)
      : graph_(graph),
        wanted_(wanted),
        slot_(graph.size(), no_slot),
        blockers_(graph.size(), 0),
        bound_(graph.size(), 0),
        moves_seen_(graph.size(), ~std::uint32_t{0}),
        starts_(graph.size() + 1, 0),
        heap_sizes_(graph.size(), 0) {
    for (std::size_t i = 0; i < graph.size(); ++i) {
      for (const RevisionIndex below : graph.requirements(at(i))) ++heap_sizes_[position(below)];
    }
    for (std::size_t i = 0; i < graph.size(); ++i) starts_[i + 1] = starts_[i] + heap_sizes_[i];
    above_.resize(starts_.back());
    std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
    for (std::size_t i = 0; i < graph.size(); ++i) {
      for (const RevisionIndex below : graph.requirements(at(i))) {
        above_[next[position(below)]++] = {at(i), 0};
      }
    }
  }

  std::optional<Path> run(const Path& heads) {
    Path sorted = heads;
    std::ranges::sort(sorted);
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    for (const RevisionIndex head : sorted) {
      if (wanted_[position(head)]) slot_[position(head)] = slots_.add(head);
    }
    if (!count_blockers()) return std::nullopt;

    Path output;
    Slot current = slots_.first();
    while (!slots_.empty()) {
      const RevisionIndex candidate = slots_.head(current);
      if (blockers_[position(candidate)] > 0) {
        current = first_slot_above(candidate);
        continue;
      }
      output.push_back(candidate);
      slot_[position(candidate)] = no_slot;
      wanted_[position(candidate)] = false;
      release(candidate);

      bool replaced = false;
      for (const RevisionIndex below : graph_.requirements(candidate)) {
        if (!wanted_[position(below)] || slot_[position(below)] != no_slot) continue;
        if (!replaced) slots_.replace(current, below);
        slot_[position(below)] = replaced ? slots_.add(below) : current;
        replaced = true;
      }
      if (!replaced) current = slots_.remove(current);
    }
    return output;
  }

 private:
  static RevisionIndex at(std::size_t i) { return RevisionIndex{static_cast<std::uint32_t>(i)}; }

  bool alive(RevisionIndex index) const {
    return wanted_[position(index)] || blockers_[position(index)] > 0;
  }

  /// `blockers_`: how many revisions directly above are wanted or have wanted ones above. False
  /// when a wanted revision is below no head, so that no walk comes by.
  bool count_blockers() {
    Path todo;
    std::vector<bool> live(graph_.size(), false);
    for (std::size_t i = 0; i < graph_.size(); ++i) {
      if (!wanted_[i]) continue;
      live[i] = true;
      todo.push_back(at(i));
      bool reached = slot_[i] != no_slot;
      for (std::uint32_t edge = starts_[i]; edge < starts_[i + 1] && !reached; ++edge) {
        reached = wanted_[position(above_[edge].revision)];
      }
      if (!reached) return false;
    }
    while (!todo.empty()) {
      const RevisionIndex index = todo.back();
      todo.pop_back();
      for (const RevisionIndex below : graph_.requirements(index)) {
        ++blockers_[position(below)];
        if (live[position(below)]) continue;
        live[position(below)] = true;
        todo.push_back(below);
      }
    }
    return true;
  }

  /// The candidate was written: nothing is blocked by it any more.
  void release(RevisionIndex done) {
    Path todo{done};
    while (!todo.empty()) {
      const RevisionIndex index = todo.back();
      todo.pop_back();
      for (const RevisionIndex below : graph_.requirements(index)) {
        --blockers_[position(below)];
        if (!alive(below)) todo.push_back(below);
      }
    }
  }

  /// The first slot whose head is above the revision.
  ///
  /// A slot's head only moves down, and a new slot has a larger number than the one it was split
  /// from. So the first slot above a revision never becomes an earlier one: what was found once is
  /// a lower bound ever after, and still exact while that slot's head has not moved. The revisions
  /// directly above one form a heap by such bounds, and only its top is looked into again.
  Slot first_slot_above(RevisionIndex blocked) {
    Path todo{blocked};
    while (!todo.empty()) {
      const std::size_t node = position(todo.back());
      Above* const heap = above_.data() + starts_[node];
      std::uint32_t& size = heap_sizes_[node];
      if (size == 0) {
        bound_[node] = no_slot;
        todo.pop_back();
        continue;
      }
      const RevisionIndex top = heap[0].revision;
      const Slot slot = slot_[position(top)];
      if (!alive(top)) {
        heap[0] = heap[--size];
        sift_down(heap, size);
      } else if (slot > bound_[position(top)] && !exact(top)) {
        todo.push_back(top);
      } else if (const Slot found = std::min(slot, bound_[position(top)]); found > heap[0].bound) {
        heap[0].bound = found;
        sift_down(heap, size);
      } else {
        bound_[node] = found;
        moves_seen_[node] = slots_.moves(found);
        todo.pop_back();
      }
    }
    return bound_[position(blocked)];
  }

  bool exact(RevisionIndex index) const {
    const Slot bound = bound_[position(index)];
    return bound == no_slot || moves_seen_[position(index)] == slots_.moves(bound);
  }

  /// A revision directly above another, and a slot before which none is above it.
  struct Above {
    RevisionIndex revision;
    Slot bound;
  };

  static void sift_down(Above* heap, std::uint32_t size) {
    for (std::uint32_t at = 0;;) {
      std::uint32_t least = at;
      for (std::uint32_t child = 2 * at + 1; child <= 2 * at + 2 && child < size; ++child) {
        if (heap[child].bound < heap[least].bound) least = child;
      }
      if (least == at) return;
      std::swap(heap[at], heap[least]);
      at = least;
    }
  }

  const Graph& graph_;
  std::vector<bool> wanted_;             // And not written yet.
  std::vector<Slot> slot_;               // Of a pending head.
  std::vector<std::uint32_t> blockers_;  // How many directly above are alive.
  std::vector<Slot> bound_;
  std::vector<std::uint32_t> moves_seen_;  // Of the slot `bound_`, when it was found.
  std::vector<std::uint32_t> starts_, heap_sizes_;
  std::vector<Above> above_;
  Slots slots_;
};

}  // namespace

std::optional<Path> Graph::order(const std::vector<bool>& wanted, const Path& heads) const {
  return Walk(*this, wanted).run(heads);
}

}  // namespace migc::migrations
