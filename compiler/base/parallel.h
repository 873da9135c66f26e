#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
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

/// The order of work that `parallel_for` hands out, for the few steps whose result depends on what
/// was done before: a thread waits for its turn, and then nothing differs from doing the work on
/// one thread.
class Turns {
 public:
  explicit Turns(std::size_t count) : done_(count, false) {}

  /// Returns once the work at every index below is finished.
  void wait(std::size_t index) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return first_unfinished_ >= index; });
  }
  void finish(std::size_t index) {
    const std::lock_guard lock(mutex_);
    done_[index] = true;
    while (first_unfinished_ < done_.size() && done_[first_unfinished_]) ++first_unfinished_;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<bool> done_;
  std::size_t first_unfinished_ = 0;
};

}  // namespace migc
