#pragma once

#include <atomic>
#include <cstddef>
#include <thread>
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

}  // namespace migc
