#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace migc {

/// Calls `work(index, worker)` for each index below `count`, on up to `workers` threads (at least
/// one, the caller's among them). Results belong into slots by index, so that order never depends
/// on timing.
template <class Work>
void parallel_for(std::size_t count, unsigned workers, Work&& work) {
  if (workers > count) workers = static_cast<unsigned>(count);
  if (workers <= 1) {
    for (std::size_t i = 0; i < count; ++i) work(i, 0U);
    return;
  }
  std::atomic<std::size_t> next{0};
  const auto run = [&](unsigned worker) {
    for (std::size_t i; (i = next.fetch_add(1, std::memory_order_relaxed)) < count;)
      work(i, worker);
  };
  std::vector<std::jthread> threads;
  for (unsigned worker = 1; worker < workers; ++worker) threads.emplace_back(run, worker);
  run(0U);
}

/// Calls `made = make(index, await_turn)` for each index below `count` on up to `workers` threads,
/// and `take(index, made)` in the order of the indexes, never two at once and each after the one
/// before. Whatever depends on order belongs into `take`.
///
/// `await_turn()` returns once every index before this one is taken. It is for the few steps of
/// `make` whose result depends on what was done before: a thread that waits does what one thread
/// alone would have done. Results wait for their turn only so far ahead; memory stays bounded.
template <class Make, class Take>
void parallel_in_order(std::size_t count, unsigned workers, Make&& make, Take&& take) {
  if (workers > count) workers = static_cast<unsigned>(count);
  const auto at_once = [] {};
  if (workers <= 1) {
    for (std::size_t i = 0; i < count; ++i) take(i, make(i, at_once));
    return;
  }
  using Made = decltype(make(std::size_t{}, at_once));
  const std::size_t window = std::size_t{64} * workers;
  std::vector<std::optional<Made>> waiting(window);
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t taken = 0;
  bool taking = false;

  const auto hand_over = [&](std::size_t index, Made&& made) {
    std::unique_lock lock(mutex);
    waiting[index % window] = std::move(made);
    if (taking) return;
    taking = true;
    while (std::optional<Made> next = std::exchange(waiting[taken % window], std::nullopt)) {
      lock.unlock();
      take(taken, std::move(*next));
      lock.lock();
      ++taken;
      changed.notify_all();
    }
    taking = false;
  };
  parallel_for(count, workers, [&](std::size_t index, unsigned) {
    {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return index < taken + window; });
    }
    const std::function<void()> await_turn = [&] {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return taken >= index; });
    };
    hand_over(index, make(index, await_turn));
  });
}

}  // namespace migc
