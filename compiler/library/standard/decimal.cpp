// `decimal.Decimal`: values as they are written; arithmetic in the default context (28 digits).
#include <cstdlib>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/native_class.h"

namespace migc::library {
namespace {

using python::Call;
using python::Int;
using python::Site;
using python::Value;
using python::ast::BinaryOp;
using python::ast::CompareOp;

constexpr int precision = 28;

std::shared_ptr<python::Class> decimal_class();

/// digits × 10^exponent
struct Number {
  bool negative = false;
  std::string digits = "0";  ///< Without leading zeros.
  int exponent = 0;
};

std::optional<Number> read(std::string_view text) {
  Number number;
  std::string cleaned;
  for (const char c : trim(text)) {
    if (c != '_') cleaned += c;
  }
  std::string_view rest = cleaned;
  if (rest.starts_with('-') || rest.starts_with('+')) {
    number.negative = rest.starts_with('-');
    rest.remove_prefix(1);
  }
  std::string digits;
  bool point = false, any = false;
  std::size_t i = 0;
  for (; i < rest.size(); ++i) {
    if (rest[i] == '.' && !point) {
      point = true;
    } else if (rest[i] >= '0' && rest[i] <= '9') {
      digits += rest[i];
      any = true;
      if (point) --number.exponent;
    } else {
      break;
    }
  }
  if (!any) return std::nullopt;
  if (i < rest.size()) {
    if (rest[i] != 'e' && rest[i] != 'E') return std::nullopt;
    std::string_view power = rest.substr(i + 1);
    const bool down = power.starts_with('-');
    if (down || power.starts_with('+')) power.remove_prefix(1);
    if (power.empty() || power.size() > 6 || power.find_first_not_of("0123456789") != power.npos) {
      return std::nullopt;
    }
    const int value = std::stoi(std::string(power));
    number.exponent += down ? -value : value;
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  number.digits = digits;
  return number;
}

std::string write(const Number& number) {
  const auto count = static_cast<int>(number.digits.size());
  const int adjusted = number.exponent + count - 1;
  std::string text = number.negative ? "-" : "";
  if (number.exponent <= 0 && adjusted >= -6) {
    const int point = count + number.exponent;
    if (number.exponent == 0) return text + number.digits;
    if (point > 0) {
      return text + number.digits.substr(0, static_cast<std::size_t>(point)) + "." +
             number.digits.substr(static_cast<std::size_t>(point));
    }
    return text + "0." + std::string(static_cast<std::size_t>(-point), '0') + number.digits;
  }
  text += number.digits.substr(0, 1);
  if (count > 1) text += "." + number.digits.substr(1);
  return text + fmt::format("E{}{}", adjusted < 0 ? '-' : '+', std::abs(adjusted));
}

Int integer_of(const Number& number) {
  const Int magnitude = *Int::parse(number.digits, 10);
  return number.negative ? -magnitude : magnitude;
}

Number from_integer(const Int& value, int exponent) {
  Number number;
  std::string text = value.to_string();
  number.negative = text.starts_with('-');
  number.digits = number.negative ? text.substr(1) : text;
  number.exponent = exponent;
  return number;
}

/// The same number with a smaller exponent.
Int scaled(const Number& number, int exponent) {
  Number longer = number;
  longer.digits += std::string(static_cast<std::size_t>(number.exponent - exponent), '0');
  return integer_of(longer);
}

class Decimal final : public python::Native {
 public:
  explicit Decimal(Number value) : number(std::move(value)) {}

  const Number number;

  std::string_view type_name() const override { return "Decimal"; }
  std::shared_ptr<python::Class> type() const override { return decimal_class(); }
  std::optional<std::string> str() const override { return write(number); }
  std::optional<std::string> repr() const override {
    return fmt::format("Decimal('{}')", write(number));
  }
  Value truth(const Site& site) const override {
    return Value::boolean(number.digits != "0", site.span);
  }
  std::optional<Value> binary(BinaryOp op, const Value& other, bool reflected,
                              const Site& site) const override;
  std::optional<Value> unary(python::ast::UnaryOp op, const Site& site) const override {
    Number result = number;
    if (op == python::ast::UnaryOp::Minus && number.digits != "0")
      result.negative = !result.negative;
    if (op == python::ast::UnaryOp::Minus || op == python::ast::UnaryOp::Plus)
      return make(result, site);
    return std::nullopt;
  }
  std::optional<Value> compare(CompareOp op, const Value& other, const Site& site) const override;
  std::optional<bool> equals(const Native& other) const override {
    const auto* that = dynamic_cast<const Decimal*>(&other);
    if (that == nullptr) return false;
    const int exponent = std::min(number.exponent, that->number.exponent);
    if (std::max(number.exponent, that->number.exponent) - exponent > 1000) return std::nullopt;
    return scaled(number, exponent).to_string() == scaled(that->number, exponent).to_string();
  }
  std::optional<std::uint64_t> hash() const override { return std::nullopt; }

  static Value make(Number number, const Site& site) {
    return Value::object(std::make_shared<Decimal>(std::move(number)), site.span);
  }
};

std::optional<Number> operand(const Value& value) {
  if (const auto* decimal = value.object<Decimal>()) return decimal->number;
  if (const auto* number = value.as<Int>()) return from_integer(*number, 0);
  return std::nullopt;
}

std::optional<Value> Decimal::binary(BinaryOp op, const Value& other, bool reflected,
                                     const Site& site) const {
  const std::optional<Number> that = operand(other);
  if (!that) return std::nullopt;
  const Number& a = reflected ? *that : number;
  const Number& b = reflected ? number : *that;
  if (std::abs(a.exponent - b.exponent) > 1000) return site.unknown("decimals too far apart");
  const int exponent = std::min(a.exponent, b.exponent);
  Number result;
  switch (op) {
    case BinaryOp::Add:
      result = from_integer(scaled(a, exponent) + scaled(b, exponent), exponent);
      break;
    case BinaryOp::Subtract:
      result = from_integer(scaled(a, exponent) - scaled(b, exponent), exponent);
      break;
    case BinaryOp::Multiply:
      result = from_integer(integer_of(a) * integer_of(b), a.exponent + b.exponent);
      break;
    default:
      return site.unknown("this operator on decimals");
  }
  // Beyond the context's precision the result would be rounded.
  if (result.digits.size() > static_cast<std::size_t>(precision)) {
    return site.unknown("a decimal of more than 28 digits");
  }
  return make(std::move(result), site);
}

std::optional<Value> Decimal::compare(CompareOp op, const Value& other, const Site& site) const {
  const std::optional<Number> that = operand(other);
  if (!that || std::abs(number.exponent - that->exponent) > 1000) return std::nullopt;
  const int exponent = std::min(number.exponent, that->exponent);
  return site.compare(op, Value::integer(scaled(number, exponent), site.span),
                      Value::integer(scaled(*that, exponent), site.span));
}

// Decimal(value="0", context=None)
Value make_decimal(const std::shared_ptr<python::Class>&, const Call& call) {
  std::optional<Value> value, context;
  if (!call.bind({{"value", value}, {"context", context}})) return Value::none();
  if (!value) return Decimal::make({}, call);
  if (const python::Unknown* cause = value->unknown()) return Value::unknown(*cause);
  if (const auto same = operand(*value)) return Decimal::make(*same, call);
  const auto text = value->text();
  if (!text) return call.unknown("a Decimal of this type of value");
  std::optional<Number> number = read(*text);
  if (!number) return call.unknown("a Decimal of this text");
  return Decimal::make(std::move(*number), call);
}

// Decimal.quantize(exp): exact only, or rounded half to even as the default context does
Value quantize(const Call& call) {
  const auto& self = call.receiver<Decimal>();
  std::shared_ptr<Decimal> exp;
  std::optional<Value> rounding;
  if (!call.bind({{"exp", exp}, {"rounding", rounding}})) return Value::none();
  const int exponent = exp->number.exponent;
  if (self.number.exponent < exponent || self.number.exponent - exponent > 1000) {
    return call.unknown("rounding of a Decimal");
  }
  return Decimal::make(from_integer(scaled(self.number, exponent), exponent), call);
}

constexpr python::Builtin methods[] = {{"quantize", quantize, true}};

std::shared_ptr<python::Class> decimal_class() {
  static const SpecClass spec("Decimal", "decimal", make_decimal);
  static const auto cls = define_class(spec, {}, methods);
  return cls;
}

constexpr python::ModelledModule modules[] = {
    {"decimal", [](python::Module& module) { module.type(decimal_class()); }}};

}  // namespace

extern const Part standard_decimal{modules};

}  // namespace migc::library
