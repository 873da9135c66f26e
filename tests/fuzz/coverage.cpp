// Between g++ and libFuzzer. libFuzzer counts with what clang puts into each block; g++ only calls
// a function there. So the blocks are counted here, in a table that libFuzzer is told about.
//
// (clang 14 builds the fuzzer's runtime but not our sources: it is eager about variants of
// mutually recursive types.)

#include <cstdint>
#include <iterator>

extern "C" {

void __sanitizer_cov_8bit_counters_init(std::uint8_t* begin, std::uint8_t* end);
void __sanitizer_cov_trace_pc();
void __sanitizer_cov_trace_cmpf(float, float);
void __sanitizer_cov_trace_cmpd(double, double);

namespace {
// Not a std::array: its functions would be counted as well.
std::uint8_t counters[1U << 17];  // NOLINT
const bool told = [] {
  __sanitizer_cov_8bit_counters_init(std::begin(counters), std::end(counters));
  return true;
}();
}  // namespace

__attribute__((no_sanitize_coverage, no_sanitize("address", "undefined"))) void
__sanitizer_cov_trace_pc() {
  const auto block = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
  // Multiplying spreads the neighbours; two blocks rarely share a counter.
  std::uint8_t& counter = counters[(block * 0x9E3779B97F4A7C15U) >> 47];
  if (counter < 255) ++counter;
}

// What g++ compares and libFuzzer has no table for.
void __sanitizer_cov_trace_cmpf(float, float) {}
void __sanitizer_cov_trace_cmpd(double, double) {}
}
