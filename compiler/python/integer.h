#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace migc::python {

/// An exact Python integer: a machine word, or a magnitude in base 2**32 when it does not fit.
///
/// Immutable. Whoever may make a large one (`<<`, `**`, `*`) asks `bits()` first, so that no result
/// passes `max_bits`.
class Int {
 public:
  static constexpr std::uint64_t max_bits = 1 << 20;

  Int(std::int64_t value = 0) : small_(value) {}  // NOLINT: implicit on purpose

  /// Digits without prefix, sign and underscores; nothing if one is no digit of the base.
  static std::optional<Int> parse(std::string_view digits, int base);
  static std::optional<Int> from_double(double value);  ///< Truncates; nothing for inf and nan.
  static Int from_magnitude(std::vector<std::uint32_t> digits, bool negative);

  std::optional<std::int64_t> small() const;
  bool negative() const;
  bool zero() const { return !big_ && small_ == 0; }
  std::uint64_t bits() const;               ///< Of the magnitude, as `int.bit_length()`.
  std::optional<double> to_double() const;  ///< Correctly rounded; nothing when too large.
  std::string to_string(unsigned base = 10) const;
  std::vector<std::uint32_t> magnitude() const;  ///< Least significant digit first.
  std::uint64_t hash() const;

  friend Int operator+(const Int& a, const Int& b);
  friend Int operator-(const Int& a, const Int& b);
  friend Int operator*(const Int& a, const Int& b);
  friend Int operator-(const Int& a);
  friend Int operator~(const Int& a);
  friend Int operator&(const Int& a, const Int& b);
  friend Int operator|(const Int& a, const Int& b);
  friend Int operator^(const Int& a, const Int& b);
  friend bool operator==(const Int& a, const Int& b) { return compare(a, b) == 0; }

  static int compare(const Int& a, const Int& b);
  static int compare(const Int& a, double b);  ///< Exact; `b` is no nan.
  /// Floor division and the remainder with the divisor's sign, as Python. `b` is not zero.
  static void divide(const Int& a, const Int& b, Int& quotient, Int& remainder);
  static Int shift_left(const Int& a, std::uint64_t by);
  static Int shift_right(const Int& a, std::uint64_t by);
  static Int power(Int base, std::uint64_t exponent);
  /// `a / b` correctly rounded; nothing when the result is too large for a double. `b` not zero.
  static std::optional<double> true_divide(const Int& a, const Int& b);

 private:
  std::int64_t small_ = 0;
  struct Big {
    std::vector<std::uint32_t> digits;
    bool negative = false;
  };
  std::shared_ptr<const Big> big_;  ///< Only for what no 64-bit word holds.
};

}  // namespace migc::python
