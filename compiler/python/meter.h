#pragma once

#include <atomic>
#include <cstdint>

namespace migc::python {

/// Counts the bytes of the strings that are alive. Texts of a frozen module may die on any thread.
class Meter {
 public:
  void take(std::uint64_t bytes) { alive_.fetch_add(bytes, std::memory_order_relaxed); }
  void give_back(std::uint64_t bytes) { alive_.fetch_sub(bytes, std::memory_order_relaxed); }
  std::uint64_t alive() const { return alive_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> alive_ = 0;
};

}  // namespace migc::python
