#include "compiler/base/arena.h"

#include <cstdint>

#include <gtest/gtest.h>

namespace migc {
namespace {

TEST(Arena, NodesAreAlignedAndStay) {
  Arena arena;
  std::vector<const double*> numbers;
  for (int i = 0; i < 20000; ++i) {
    arena.make<char>('x');
    numbers.push_back(arena.make<double>(static_cast<double>(i)));
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    EXPECT_EQ(*numbers[i], static_cast<double>(i));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(numbers[i]) % alignof(double), 0U);  // NOLINT
  }
}

TEST(Arena, CopiesLargerThanABlockAreWhole) {
  Arena arena;
  std::vector<int> many(100000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<int>(i);
  const std::span<const int> copy = arena.copy(many);
  EXPECT_TRUE(std::ranges::equal(copy, many));
  EXPECT_TRUE(arena.copy(std::vector<int>{}).empty());
}

TEST(Arena, ResetServesTheNextFile) {
  Arena arena;
  for (int file = 0; file < 3; ++file) {
    for (int i = 0; i < 20000; ++i) EXPECT_EQ(*arena.make<int>(i), i);
    arena.reset();
  }
}

}  // namespace
}  // namespace migc
