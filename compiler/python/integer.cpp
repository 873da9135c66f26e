#include "compiler/python/integer.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace migc::python {
namespace {

using Digits = std::vector<std::uint32_t>;

std::uint32_t low(std::uint64_t value) { return static_cast<std::uint32_t>(value); }

void trim(Digits& digits) {
  while (!digits.empty() && digits.back() == 0) digits.pop_back();
}

int compare_digits(const Digits& a, const Digits& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  for (std::size_t i = a.size(); i-- > 0;) {
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return 0;
}

Digits add_digits(const Digits& a, const Digits& b) {
  const Digits& longer = a.size() >= b.size() ? a : b;
  const Digits& shorter = a.size() >= b.size() ? b : a;
  Digits sum;
  sum.reserve(longer.size() + 1);
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < longer.size(); ++i) {
    carry += std::uint64_t{longer[i]} + (i < shorter.size() ? shorter[i] : 0);
    sum.push_back(low(carry));
    carry >>= 32;
  }
  if (carry) sum.push_back(low(carry));
  return sum;
}

/// `a - b` for `a >= b`.
Digits subtract_digits(const Digits& a, const Digits& b) {
  Digits difference;
  difference.reserve(a.size());
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::uint64_t take = (i < b.size() ? std::uint64_t{b[i]} : 0) + borrow;
    borrow = a[i] < take;
    difference.push_back(low((borrow << 32) + a[i] - take));
  }
  trim(difference);
  return difference;
}

Digits multiply_digits(const Digits& a, const Digits& b) {
  Digits product(a.size() + b.size(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < b.size(); ++j) {
      carry += std::uint64_t{a[i]} * b[j] + product[i + j];
      product[i + j] = low(carry);
      carry >>= 32;
    }
    product[i + b.size()] = low(carry);
  }
  trim(product);
  return product;
}

std::uint32_t divide_small(Digits& digits, std::uint32_t divisor) {
  std::uint64_t remainder = 0;
  for (std::size_t i = digits.size(); i-- > 0;) {
    remainder = (remainder << 32) | digits[i];
    digits[i] = low(remainder / divisor);
    remainder %= divisor;
  }
  trim(digits);
  return low(remainder);
}

Digits shift_left_digits(const Digits& a, std::uint64_t by) {
  if (a.empty()) return {};
  const std::size_t words = static_cast<std::size_t>(by / 32);
  const unsigned bits = static_cast<unsigned>(by % 32);
  Digits result(words, 0);
  result.reserve(words + a.size() + 1);
  std::uint64_t carry = 0;
  for (const std::uint32_t digit : a) {
    carry |= std::uint64_t{digit} << bits;
    result.push_back(low(carry));
    carry >>= 32;
  }
  if (carry) result.push_back(low(carry));
  return result;
}

/// Truncating; `lost` tells whether a one bit fell off.
Digits shift_right_digits(const Digits& a, std::uint64_t by, bool& lost) {
  const std::size_t words = static_cast<std::size_t>(std::min<std::uint64_t>(by / 32, a.size()));
  const unsigned bits = static_cast<unsigned>(by % 32);
  lost = false;
  for (std::size_t i = 0; i < words; ++i) lost |= a[i] != 0;
  Digits result;
  result.reserve(a.size() - words);
  for (std::size_t i = words; i < a.size(); ++i) {
    const std::uint64_t wide = a[i] | (std::uint64_t{i + 1 < a.size() ? a[i + 1] : 0} << 32);
    if (i == words) lost |= (wide & ((std::uint64_t{1} << bits) - 1)) != 0;
    result.push_back(low(wide >> bits));
  }
  trim(result);
  return result;
}

/// Knuth's algorithm D on magnitudes; `b` is not empty.
void divide_digits(const Digits& a, const Digits& b, Digits& quotient, Digits& remainder) {
  if (compare_digits(a, b) < 0) {
    quotient.clear();
    remainder = a;
    return;
  }
  if (b.size() == 1) {
    quotient = a;
    const std::uint32_t rest = divide_small(quotient, b[0]);
    remainder.clear();
    if (rest) remainder.push_back(rest);
    return;
  }
  const unsigned shift = static_cast<unsigned>(std::countl_zero(b.back()));
  const Digits divisor = shift_left_digits(b, shift);
  Digits rest = shift_left_digits(a, shift);
  rest.resize(std::max(rest.size(), a.size()) + 1, 0);
  if (rest.size() == a.size() + 2) rest.pop_back();
  const std::size_t n = divisor.size(), m = rest.size() - n;
  quotient.assign(m, 0);
  for (std::size_t j = m; j-- > 0;) {
    const std::uint64_t top = (std::uint64_t{rest[j + n]} << 32) | rest[j + n - 1];
    std::uint64_t guess = top / divisor[n - 1], left = top % divisor[n - 1];
    while (guess >> 32 || guess * divisor[n - 2] > ((left << 32) | rest[j + n - 2])) {
      --guess;
      left += divisor[n - 1];
      if (left >> 32) break;
    }
    std::uint64_t carry = 0, borrow = 0;
    for (std::size_t i = 0; i < n; ++i) {
      carry += guess * divisor[i];
      const std::uint64_t take = low(carry) + borrow;
      borrow = rest[i + j] < take;
      rest[i + j] = low((borrow << 32) + rest[i + j] - take);
      carry >>= 32;
    }
    const std::uint64_t take = carry + borrow;
    borrow = rest[j + n] < take;
    rest[j + n] = low(rest[j + n] - take);
    if (borrow) {
      --guess;
      std::uint64_t back = 0;
      for (std::size_t i = 0; i < n; ++i) {
        back += std::uint64_t{rest[i + j]} + divisor[i];
        rest[i + j] = low(back);
        back >>= 32;
      }
      rest[j + n] = low(rest[j + n] + back);
    }
    quotient[j] = low(guess);
  }
  trim(quotient);
  trim(rest);
  bool lost = false;
  remainder = shift_right_digits(rest, shift, lost);
}

/// 64 leading bits and whether anything below them is set, rounded to a double times 2**exponent.
std::optional<double> rounded(const Digits& digits, bool sticky, std::int64_t exponent) {
  if (digits.empty()) return 0.0;
  const std::uint64_t bits =
      32 * (digits.size() - 1) + static_cast<std::uint64_t>(std::bit_width(digits.back()));
  std::uint64_t top = 0;
  if (bits > 64) {
    bool lost = false;
    const Digits high = shift_right_digits(digits, bits - 64, lost);
    sticky |= lost;
    top = high[0] | (std::uint64_t{high[1]} << 32);
    exponent += static_cast<std::int64_t>(bits - 64);
  } else {
    top = digits[0] | (digits.size() > 1 ? std::uint64_t{digits[1]} << 32 : 0);
  }
  const int width = 64 - std::countl_zero(top);
  if (width > 53) {
    const int drop = width - 53;
    const std::uint64_t half = std::uint64_t{1} << (drop - 1);
    const std::uint64_t below = top & ((half << 1) - 1);
    top >>= drop;
    if (below > half || (below == half && (sticky || (top & 1)))) ++top;
    exponent += drop;
  }
  if (exponent > 2000) return std::nullopt;
  const double result = std::ldexp(static_cast<double>(top),
                                   static_cast<int>(std::max<std::int64_t>(exponent, -3000)));
  if (std::isinf(result)) return std::nullopt;
  return result;
}

}  // namespace

Int Int::from_magnitude(std::vector<std::uint32_t> digits, bool negative) {
  trim(digits);
  if (digits.size() <= 2) {
    std::uint64_t value = 0;
    for (std::size_t i = digits.size(); i-- > 0;) value = (value << 32) | digits[i];
    constexpr std::uint64_t limit = std::uint64_t{1} << 63;
    if (!negative && value < limit) return Int(static_cast<std::int64_t>(value));
    if (negative && value <= limit) return Int(static_cast<std::int64_t>(0 - value));
  }
  Int result;
  result.big_ = std::make_shared<const Big>(Big{std::move(digits), negative});
  return result;
}

std::vector<std::uint32_t> Int::magnitude() const {
  if (big_) return big_->digits;
  const std::uint64_t value =
      small_ < 0 ? 0 - static_cast<std::uint64_t>(small_) : static_cast<std::uint64_t>(small_);
  Digits digits{low(value), low(value >> 32)};
  trim(digits);
  return digits;
}

std::optional<Int> Int::parse(std::string_view digits, int base) {
  if (digits.empty()) return std::nullopt;
  const auto value_of = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'z') return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
    return 99;
  };
  Digits result;
  std::uint64_t chunk = 0, scale = 1;
  const auto flush = [&] {
    std::uint64_t carry = chunk;
    for (std::uint32_t& digit : result) {
      carry += digit * scale;
      digit = low(carry);
      carry >>= 32;
    }
    if (carry) result.push_back(low(carry));
    chunk = 0;
    scale = 1;
  };
  for (const char c : digits) {
    const int value = value_of(c);
    if (value >= base) return std::nullopt;
    chunk = chunk * static_cast<unsigned>(base) + static_cast<unsigned>(value);
    scale *= static_cast<unsigned>(base);
    if (scale > 0x0fff'ffff / 36) flush();
  }
  flush();
  return from_magnitude(std::move(result), false);
}

std::optional<Int> Int::from_double(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  value = std::trunc(value);
  if (std::fabs(value) < 9.0e18) return Int(static_cast<std::int64_t>(value));
  int exponent = 0;
  const double fraction = std::frexp(std::fabs(value), &exponent);
  const auto mantissa = static_cast<std::uint64_t>(std::ldexp(fraction, 53));
  return from_magnitude(shift_left_digits({low(mantissa), low(mantissa >> 32)},
                                          static_cast<std::uint64_t>(exponent - 53)),
                        value < 0);
}

std::optional<std::int64_t> Int::small() const {
  if (big_) return std::nullopt;
  return small_;
}

bool Int::negative() const { return big_ ? big_->negative : small_ < 0; }

std::uint64_t Int::bits() const {
  if (big_) {
    return 32 * (big_->digits.size() - 1) +
           static_cast<std::uint64_t>(std::bit_width(big_->digits.back()));
  }
  const std::uint64_t value =
      small_ < 0 ? 0 - static_cast<std::uint64_t>(small_) : static_cast<std::uint64_t>(small_);
  return static_cast<std::uint64_t>(std::bit_width(value));
}

std::optional<double> Int::to_double() const {
  if (!big_) return static_cast<double>(small_);
  const std::optional<double> value = rounded(big_->digits, false, 0);
  return value && big_->negative ? std::optional(-*value) : value;
}

std::string Int::to_string(unsigned base) const {
  Digits digits = magnitude();
  std::string text;
  std::uint32_t chunk_base = base;
  int chunk_digits = 1;
  while (std::uint64_t{chunk_base} * base <= 0xffff'ffff) {
    chunk_base *= base;
    ++chunk_digits;
  }
  do {
    std::uint32_t chunk = divide_small(digits, chunk_base);
    for (int i = 0; i < chunk_digits && (chunk != 0 || !digits.empty() || i == 0); ++i) {
      text += "0123456789abcdefghijklmnopqrstuvwxyz"[chunk % base];
      chunk /= base;
    }
  } while (!digits.empty());
  if (negative()) text += '-';
  std::reverse(text.begin(), text.end());
  return text;
}

std::uint64_t Int::hash() const {
  std::uint64_t hash = negative() ? 0x9e3779b97f4a7c15 : 0;
  for (const std::uint32_t digit : magnitude()) hash = (hash ^ digit) * 0xff51afd7ed558ccd;
  return hash ^ (hash >> 31);
}

Int operator-(const Int& a) {
  if (!a.big_ && a.small_ != std::numeric_limits<std::int64_t>::min()) return Int(-a.small_);
  return Int::from_magnitude(a.magnitude(), !a.negative());
}

Int operator+(const Int& a, const Int& b) {
  std::int64_t sum = 0;
  if (!a.big_ && !b.big_ && !__builtin_add_overflow(a.small_, b.small_, &sum)) return Int(sum);
  const Digits x = a.magnitude(), y = b.magnitude();
  if (a.negative() == b.negative()) return Int::from_magnitude(add_digits(x, y), a.negative());
  if (compare_digits(x, y) >= 0) return Int::from_magnitude(subtract_digits(x, y), a.negative());
  return Int::from_magnitude(subtract_digits(y, x), b.negative());
}

Int operator-(const Int& a, const Int& b) {
  std::int64_t difference = 0;
  if (!a.big_ && !b.big_ && !__builtin_sub_overflow(a.small_, b.small_, &difference)) {
    return Int(difference);
  }
  return a + -b;
}

Int operator*(const Int& a, const Int& b) {
  std::int64_t product = 0;
  if (!a.big_ && !b.big_ && !__builtin_mul_overflow(a.small_, b.small_, &product)) {
    return Int(product);
  }
  return Int::from_magnitude(multiply_digits(a.magnitude(), b.magnitude()),
                             a.negative() != b.negative());
}

Int operator~(const Int& a) { return -a - Int(1); }

namespace {

/// Two's complement of `words` digits.
Digits complement(const Int& value, std::size_t words) {
  Digits digits = value.magnitude();
  digits.resize(words, 0);
  if (!value.negative()) return digits;
  std::uint64_t carry = 1;
  for (std::uint32_t& digit : digits) {
    carry += low(~digit);
    digit = low(carry);
    carry >>= 32;
  }
  return digits;
}

template <class Operation>
Int bitwise(const Int& a, const Int& b, Operation operation) {
  const std::size_t words = static_cast<std::size_t>(std::max(a.bits(), b.bits()) / 32) + 2;
  Digits x = complement(a, words);
  const Digits y = complement(b, words);
  for (std::size_t i = 0; i < words; ++i) x[i] = operation(x[i], y[i]);
  if (!(x.back() >> 31)) return Int::from_magnitude(std::move(x), false);
  for (std::uint32_t& digit : x) digit = ~digit;
  return Int::from_magnitude(add_digits(x, {1}), true);
}

}  // namespace

Int operator&(const Int& a, const Int& b) {
  if (!a.big_ && !b.big_) return Int(a.small_ & b.small_);
  return bitwise(a, b, [](std::uint32_t x, std::uint32_t y) { return x & y; });
}
Int operator|(const Int& a, const Int& b) {
  if (!a.big_ && !b.big_) return Int(a.small_ | b.small_);
  return bitwise(a, b, [](std::uint32_t x, std::uint32_t y) { return x | y; });
}
Int operator^(const Int& a, const Int& b) {
  if (!a.big_ && !b.big_) return Int(a.small_ ^ b.small_);
  return bitwise(a, b, [](std::uint32_t x, std::uint32_t y) { return x ^ y; });
}

int Int::compare(const Int& a, const Int& b) {
  if (!a.big_ && !b.big_) return a.small_ < b.small_ ? -1 : a.small_ > b.small_;
  if (a.negative() != b.negative()) return a.negative() ? -1 : 1;
  const int order = compare_digits(a.magnitude(), b.magnitude());
  return a.negative() ? -order : order;
}

int Int::compare(const Int& a, double b) {
  if (std::isinf(b)) return b > 0 ? -1 : 1;
  const Int whole = *from_double(b);
  if (const int order = compare(a, whole)) return order;
  const double fraction = b - std::trunc(b);
  return fraction > 0 ? -1 : fraction < 0 ? 1 : 0;
}

void Int::divide(const Int& a, const Int& b, Int& quotient, Int& remainder) {
  if (!a.big_ && !b.big_ && !(b.small_ == -1)) {
    std::int64_t q = a.small_ / b.small_, r = a.small_ % b.small_;
    if (r != 0 && (r < 0) != (b.small_ < 0)) {
      --q;
      r += b.small_;
    }
    quotient = Int(q);
    remainder = Int(r);
    return;
  }
  Digits q, r;
  divide_digits(a.magnitude(), b.magnitude(), q, r);
  const bool exact = r.empty();
  const bool negative = a.negative() != b.negative();
  const Int divisor = b;
  quotient = from_magnitude(std::move(q), negative);
  remainder = from_magnitude(std::move(r), a.negative());
  if (!exact && negative) {
    quotient = quotient - Int(1);
    remainder = remainder + divisor;
  }
}

Int Int::shift_left(const Int& a, std::uint64_t by) {
  if (a.zero()) return a;
  return from_magnitude(shift_left_digits(a.magnitude(), by), a.negative());
}

Int Int::shift_right(const Int& a, std::uint64_t by) {
  bool lost = false;
  const bool negative = a.negative();
  const Int result = from_magnitude(shift_right_digits(a.magnitude(), by, lost), negative);
  return negative && lost ? result - Int(1) : result;
}

Int Int::power(Int base, std::uint64_t exponent) {
  Int result(1);
  while (exponent) {
    if (exponent & 1) result = result * base;
    exponent >>= 1;
    if (exponent) base = base * base;
  }
  return result;
}

std::optional<double> Int::true_divide(const Int& a, const Int& b) {
  constexpr std::uint64_t exact_bits = 53;
  if (!a.zero() && a.bits() <= exact_bits && b.bits() <= exact_bits) {
    return static_cast<double>(a.small_) / static_cast<double>(b.small_);
  }
  if (a.zero()) return b.negative() ? -0.0 : 0.0;
  const bool negative = a.negative() != b.negative();
  const std::int64_t shift =
      66 + static_cast<std::int64_t>(b.bits()) - static_cast<std::int64_t>(a.bits());
  Digits numerator = a.magnitude(), denominator = b.magnitude();
  if (shift > 0) {
    numerator = shift_left_digits(numerator, static_cast<std::uint64_t>(shift));
  } else {
    denominator = shift_left_digits(denominator, static_cast<std::uint64_t>(-shift));
  }
  Digits quotient, remainder;
  divide_digits(numerator, denominator, quotient, remainder);
  const std::optional<double> value = rounded(quotient, !remainder.empty(), -shift);
  return value && negative ? std::optional(-*value) : value;
}

}  // namespace migc::python
