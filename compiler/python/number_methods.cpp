#include <cmath>

#include <fmt/format.h>

#include "compiler/python/builtins.h"
#include "compiler/python/machine.h"

namespace migc::python {
namespace {

Int self_int(const Call& call) {
  const Value& value = *call.self;
  if (const Int* integer = value.as<Int>()) return *integer;
  if (const bool* truth = value.as<bool>()) return Int(*truth);
  return Int(value.integer().value_or(0));
}

Value bit_length(const Call& call) {
  if (!call.bind({})) return Value::none();
  return Value::integer(static_cast<std::int64_t>(self_int(call).bits()), call.span);
}

Value bit_count(const Call& call) {
  if (!call.bind({})) return Value::none();
  std::int64_t count = 0;
  for (const std::uint32_t digit : self_int(call).magnitude()) count += __builtin_popcount(digit);
  return Value::integer(count, call.span);
}

Value to_bytes(const Call& call) {
  std::optional<std::int64_t> length;
  std::optional<std::string> order;
  std::optional<bool> is_signed;
  if (!call.bind({{"length", length}, {"byteorder", order}, {"*"}, {"signed", is_signed}})) {
    return Value::none();
  }
  const Int value = self_int(call);
  const std::int64_t count = length.value_or(1);
  if (count < 0) return call.raise("ValueError", "length argument must be non-negative");
  if (count > 4096) return call.unknown("so many bytes");
  if (is_signed.value_or(false)) return call.unknown("signed bytes");
  if (value.negative())
    return call.raise("OverflowError", "can't convert negative int to unsigned");
  if (value.bits() > static_cast<std::uint64_t>(count) * 8) {
    return call.raise("OverflowError", "int too big to convert");
  }
  std::string bytes;
  const std::vector<std::uint32_t> digits = value.magnitude();
  for (std::int64_t i = 0; i < count; ++i) {
    const auto word = static_cast<std::size_t>(i / 4);
    bytes += static_cast<char>(word < digits.size() ? digits[word] >> (8 * (i % 4)) : 0);
  }
  if (order.value_or("big") == "big") bytes = std::string(bytes.rbegin(), bytes.rend());
  return Value::bytes(std::move(bytes), call.span);
}

Value from_bytes(const Call& call) {
  Value value;
  std::optional<std::string> order;
  std::optional<bool> is_signed;
  if (!call.bind({{"bytes", value}, {"byteorder", order}, {"*"}, {"signed", is_signed}})) {
    return Value::none();
  }
  const Bytes* bytes = value.as<Bytes>();
  if (!bytes || is_signed.value_or(false) || bytes->view().size() > 4096) {
    return call.unknown("a number made of these bytes");
  }
  std::string little(bytes->view());
  if (order.value_or("big") == "big") little = std::string(little.rbegin(), little.rend());
  std::vector<std::uint32_t> digits((little.size() + 3) / 4, 0);
  for (std::size_t i = 0; i < little.size(); ++i) {
    digits[i / 4] |= static_cast<std::uint32_t>(static_cast<unsigned char>(little[i]))
                     << (8 * (i % 4));
  }
  return Value::integer(Int::from_magnitude(std::move(digits), false), call.span);
}

Value int_itself(const Call& call) {
  if (!call.bind({})) return Value::none();
  return Value::integer(self_int(call), call.span);
}
Value int_ratio(const Call& call) {
  if (!call.bind({})) return Value::none();
  return Value::tuple({Value::integer(self_int(call), call.span), Value::integer(1, call.span)},
                      call.span);
}

Value is_integer(const Call& call) {
  if (!call.bind({})) return Value::none();
  const double value = call.self->real().value_or(0);
  return Value::boolean(std::isfinite(value) && std::floor(value) == value, call.span);
}

Value float_itself(const Call& call) {
  if (!call.bind({})) return Value::none();
  return Value::real(call.self->real().value_or(0), call.span);
}

Value float_ratio(const Call& call) {
  if (!call.bind({})) return Value::none();
  const double value = call.self->real().value_or(0);
  if (std::isnan(value)) return call.raise("ValueError", "cannot convert NaN to integer ratio");
  if (std::isinf(value))
    return call.raise("OverflowError", "cannot convert Infinity to integer ratio");
  int exponent = 0;
  double mantissa = std::frexp(value, &exponent);
  for (int i = 0; i < 300 && mantissa != std::floor(mantissa); ++i) {
    mantissa *= 2;
    --exponent;
  }
  Int numerator = *Int::from_double(mantissa), denominator(1);
  if (exponent > 0)
    numerator = Int::shift_left(numerator, static_cast<std::uint64_t>(exponent));
  else
    denominator = Int::shift_left(denominator, static_cast<std::uint64_t>(-exponent));
  return Value::tuple(
      {Value::integer(numerator, call.span), Value::integer(denominator, call.span)}, call.span);
}

Value range_index(const Call& call) {
  Value wanted;
  if (!call.bind({{"value", wanted}, {"/"}})) return Value::none();
  const Range* range = call.self->as<Range>();
  const std::optional<std::int64_t> value = wanted.integer();
  if (!range || !value) return call.unknown("the place in a range");
  const Value inside = call.evaluator.machine().contains(*call.self, wanted, call.span);
  if (inside.boolean() != true) {
    return call.raise("ValueError", fmt::format("{} is not in range", *value));
  }
  Int quotient, remainder;
  Int::divide(Int(*value) - range->start, range->step, quotient, remainder);
  return Value::integer(quotient, call.span);
}
Value range_count(const Call& call) {
  Value wanted;
  if (!call.bind({{"value", wanted}, {"/"}})) return Value::none();
  const Value inside = call.evaluator.machine().contains(*call.self, wanted, call.span);
  if (!inside.boolean()) return inside;
  return Value::integer(*inside.boolean(), call.span);
}

// ---- exceptions and properties

Value add_note(const Call& call) { return Value::none(call.span); }
Value with_traceback(const Call& call) { return *call.self; }

Value changed_property(const Call& call, std::size_t part) {
  Value function;
  if (!call.bind({{"function", function}, {"/"}})) return Value::none();
  const Wrapper* property = call.self->as<Wrapper>();
  if (!property) return Value::none();
  auto made = std::make_shared<Wrapper>(*property);
  made->values.resize(3);
  made->values[part] = std::move(function);
  return {std::move(made), call.span};
}
Value getter(const Call& call) { return changed_property(call, 0); }
Value setter(const Call& call) { return changed_property(call, 1); }
Value deleter(const Call& call) { return changed_property(call, 2); }

constexpr Builtin integer_table[] = {
    {"as_integer_ratio", int_ratio, true},
    {"bit_count", bit_count, true},
    {"bit_length", bit_length, true},
    {"conjugate", int_itself, true},
    {"from_bytes", from_bytes},
    {"to_bytes", to_bytes, true},
};
constexpr Builtin real_table[] = {
    {"as_integer_ratio", float_ratio, true},
    {"conjugate", float_itself, true},
    {"is_integer", is_integer, true},
};
constexpr Builtin range_table[] = {
    {"count", range_count, true},
    {"index", range_index, true},
};
constexpr Builtin exception_table[] = {
    {"add_note", add_note, true},
    {"with_traceback", with_traceback, true},
};
constexpr Builtin property_table[] = {
    {"deleter", deleter, true},
    {"getter", getter, true},
    {"setter", setter, true},
};

}  // namespace

std::span<const Builtin> integer_methods() { return integer_table; }
std::span<const Builtin> real_methods() { return real_table; }
std::span<const Builtin> range_methods() { return range_table; }
std::span<const Builtin> exception_methods() { return exception_table; }
std::span<const Builtin> property_methods() { return property_table; }

}  // namespace migc::python
