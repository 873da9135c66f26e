#include "compiler/library/standard/timedelta.h"

#include <cmath>

#include "compiler/library/native_class.h"

namespace migc::library {

using python::Call;
using python::Site;
using python::Value;
using python::ast::BinaryOp;
using python::ast::CompareOp;

/// `a < b` and the like for things that order by a number.
std::optional<Value> compare_numbers(CompareOp op, std::int64_t a, std::int64_t b, Span span) {
  switch (op) {
    case CompareOp::Equal:
      return Value::boolean(a == b, span);
    case CompareOp::NotEqual:
      return Value::boolean(a != b, span);
    case CompareOp::Less:
      return Value::boolean(a < b, span);
    case CompareOp::LessEqual:
      return Value::boolean(a <= b, span);
    case CompareOp::Greater:
      return Value::boolean(a > b, span);
    case CompareOp::GreaterEqual:
      return Value::boolean(a >= b, span);
    default:
      return std::nullopt;
  }
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

// ---- timedelta

std::optional<Value> Timedelta::binary(BinaryOp op, const Value& other, bool reflected,
                                       const Site& site) const {
  if (const auto* that = other.object<Timedelta>()) {
    const std::int64_t a = reflected ? that->us : us, b = reflected ? us : that->us;
    if (op == BinaryOp::Add) return make(a + b, site);
    if (op == BinaryOp::Subtract) return make(a - b, site);
    if (b == 0) return std::nullopt;
    if (op == BinaryOp::Divide) {
      return Value::real(static_cast<double>(a) / static_cast<double>(b), site.span);
    }
    if (op == BinaryOp::FloorDivide)
      return Value::integer(python::Int(floor_divide(a, b)), site.span);
    return std::nullopt;
  }
  if (const auto number = other.integer()) {
    if (op == BinaryOp::Multiply) return make(us * *number, site);
    if (!reflected && op == BinaryOp::FloorDivide && *number != 0) {
      return make(floor_divide(us, *number), site);
    }
    if (!reflected && op == BinaryOp::Divide && *number != 0) {
      // Rounded half to even, as in Python.
      const std::int64_t quotient = floor_divide(us, *number);
      const std::int64_t twice = 2 * (us - quotient * *number);
      const bool up = std::abs(twice) > std::abs(*number) ||
                      (std::abs(twice) == std::abs(*number) && quotient % 2 != 0);
      return make(quotient + (up ? 1 : 0), site);
    }
  }
  return std::nullopt;
}

// timedelta(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)
Value make_timedelta(const std::shared_ptr<python::Class>&, const Call& call) {
  std::optional<double> days, seconds, microseconds, milliseconds, minutes, hours, weeks;
  if (!call.bind({{"days", days},
                  {"seconds", seconds},
                  {"microseconds", microseconds},
                  {"milliseconds", milliseconds},
                  {"minutes", minutes},
                  {"hours", hours},
                  {"weeks", weeks}})) {
    return Value::none();
  }
  const auto part = [](const std::optional<double>& count, std::int64_t unit) {
    // Whole counts stay exact; only fractions go through floating point.
    const double value = count.value_or(0);
    const double whole = std::trunc(value);
    return static_cast<std::int64_t>(whole) * unit +
           static_cast<std::int64_t>(std::nearbyint((value - whole) * static_cast<double>(unit)));
  };
  return Timedelta::make(part(days, day_us) + part(seconds, second_us) + part(microseconds, 1) +
                             part(milliseconds, 1000) + part(minutes, 60 * second_us) +
                             part(hours, 3600 * second_us) + part(weeks, 7 * day_us),
                         call);
}

Value total_seconds(const Call& call) {
  return Value::real(static_cast<double>(call.receiver<Timedelta>().us) / 1e6, call.span);
}

constexpr python::Builtin timedelta_methods[] = {{"total_seconds", total_seconds, true}};

std::shared_ptr<python::Class> timedelta_class() {
  static const SpecClass spec("timedelta", "datetime", make_timedelta, true);
  static const auto cls = define_class(spec, {}, timedelta_methods);
  return cls;
}

// ---- timezone

std::shared_ptr<Timezone> utc() {
  static const auto zone = std::make_shared<Timezone>(0, "");
  return zone;
}

// timezone(offset, name=…)
Value make_timezone(const std::shared_ptr<python::Class>&, const Call& call) {
  std::shared_ptr<Timedelta> offset;
  std::optional<std::string> name;
  if (!call.bind({{"offset", offset}, {"name", name}})) return Value::none();
  return Value::object(std::make_shared<Timezone>(offset->us, name.value_or("")), call.span);
}

std::shared_ptr<python::Class> timezone_class() {
  static const SpecClass spec("timezone", "datetime", make_timezone);
  static const auto cls = [] {
    auto made = define_class(spec);
    made->attributes.set("utc", Value::object(utc()));
    return made;
  }();
  return cls;
}

}  // namespace migc::library
