#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace migc {

/// Memory for syntax trees: nodes are made one by one and freed all at once.
///
/// Only trivially destructible types, since nothing is ever destroyed singly.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  Arena(Arena&&) = default;
  Arena& operator=(Arena&&) = default;

  template <class T, class... Args>
  T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }

  /// The elements, copied into the arena.
  template <class T>
  std::span<const T> copy(const std::vector<T>& elements) {
    return copy(std::span<const T>(elements));
  }
  template <class T>
  std::span<const T> copy(std::span<const T> elements) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (elements.empty()) return {};
    T* first = static_cast<T*>(allocate(sizeof(T) * elements.size(), alignof(T)));
    std::uninitialized_copy(elements.begin(), elements.end(), first);
    return {first, elements.size()};
  }
  std::string_view copy(std::string_view text) {
    const std::span<const char> copied = copy(std::span<const char>(text));
    return {copied.data(), copied.size()};
  }

  /// Forgets all nodes and keeps the first block for the next file.
  void reset() {
    if (blocks_.size() > 1) blocks_.resize(1);
    used_ = 0;
    if (!blocks_.empty()) size_ = first_size_;
  }

 private:
  void* allocate(std::size_t bytes, std::size_t alignment) {
    std::size_t at = (used_ + alignment - 1) & ~(alignment - 1);
    if (blocks_.empty() || at + bytes > size_) {
      size_ = std::max(bytes, first_block << std::min<std::size_t>(blocks_.size(), 2));
      if (blocks_.empty()) first_size_ = size_;
      blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(size_));
      at = 0;
    }
    used_ = at + bytes;
    return blocks_.back().get() + at;
  }

  /// A revision fits in one or two of these, which allocators keep at hand; further ones double
  /// up to four times as much.
  static constexpr std::size_t first_block = 16 * 1024;
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::size_t used_ = 0, size_ = 0, first_size_ = 0;
};

}  // namespace migc
