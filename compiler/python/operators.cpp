#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "compiler/python/builtins.h"
#include "compiler/python/equality.h"
#include "compiler/python/format.h"
#include "compiler/python/machine.h"

namespace migc::python {
namespace {

using ast::BinaryOp;
using ast::CompareOp;

struct OperatorName {
  std::string_view symbol, method, reflected, in_place;
};
constexpr OperatorName operator_names[] = {
    {"+", "__add__", "__radd__", "__iadd__"},
    {"-", "__sub__", "__rsub__", "__isub__"},
    {"*", "__mul__", "__rmul__", "__imul__"},
    {"@", "__matmul__", "__rmatmul__", "__imatmul__"},
    {"/", "__truediv__", "__rtruediv__", "__itruediv__"},
    {"//", "__floordiv__", "__rfloordiv__", "__ifloordiv__"},
    {"%", "__mod__", "__rmod__", "__imod__"},
    {"** or pow()", "__pow__", "__rpow__", "__ipow__"},
    {"<<", "__lshift__", "__rlshift__", "__ilshift__"},
    {">>", "__rshift__", "__rrshift__", "__irshift__"},
    {"&", "__and__", "__rand__", "__iand__"},
    {"|", "__or__", "__ror__", "__ior__"},
    {"^", "__xor__", "__rxor__", "__ixor__"},
};
constexpr std::string_view compare_symbols[] = {"==", "!=", "<", "<=", ">", ">="};
constexpr std::string_view compare_methods[] = {"__eq__", "__ne__", "__lt__",
                                                "__le__", "__gt__", "__ge__"};
constexpr CompareOp swapped[] = {CompareOp::Equal,   CompareOp::NotEqual,
                                 CompareOp::Greater, CompareOp::GreaterEqual,
                                 CompareOp::Less,    CompareOp::LessEqual};

std::optional<Int> whole(const Value& value) {
  if (const Int* integer = value.as<Int>()) return *integer;
  if (const bool* truth = value.as<bool>()) return Int(*truth);
  return std::nullopt;
}

bool is_number(const Value& value) {
  return value.as<Int>() || value.as<bool>() || value.as<double>();
}

/// The native part of an instance of a subclass of `int`, `str`, …
const Value& payload_of(const Value& value) {
  const Instance* instance = value.as<Instance>();
  return instance && !instance->payload.is_none() ? instance->payload : value;
}

double floor_modulo(double a, double b, double& quotient) {
  double rest = std::fmod(a, b);
  double div = (a - rest) / b;
  if (rest != 0) {
    if ((b < 0) != (rest < 0)) {
      rest += b;
      div -= 1.0;
    }
  } else {
    rest = std::copysign(0.0, b);
  }
  if (div != 0) {
    quotient = std::floor(div);
    if (div - quotient > 0.5) quotient += 1.0;
  } else {
    quotient = std::copysign(0.0, a / b);
  }
  return rest;
}

class Arithmetic {
 public:
  Arithmetic(const Site& site, BinaryOp op) : site_(site), op_(op) {}

  /// Of two numbers; nothing when the operator is not theirs.
  std::optional<Value> apply(const Value& left, const Value& right) const {
    const std::optional<Int> a = whole(left), b = whole(right);
    if (a && b) return integers(left, right, *a, *b);
    if (op_ == BinaryOp::MatrixMultiply || op_ >= BinaryOp::ShiftLeft) return std::nullopt;
    const std::optional<double> x = a ? a->to_double() : *left.as<double>();
    const std::optional<double> y = b ? b->to_double() : *right.as<double>();
    if (!x || !y) return site_.raise("OverflowError", "int too large to convert to float");
    return reals(*x, *y);
  }

 private:
  Value integer(Int value) const { return Value::integer(std::move(value), site_.span); }
  Value real(double value) const { return Value::real(value, site_.span); }
  Value zero_division(std::string message) const {
    return site_.raise("ZeroDivisionError", std::move(message));
  }
  Value too_large() const {
    site_.evaluator.machine().exceed(site_.span, "a number becomes too large");
    return Value::unknown(site_.span, "too large a number");
  }

  std::optional<Value> integers(const Value& left, const Value& right, const Int& a,
                                const Int& b) const {
    const std::uint64_t work = (a.bits() / 32) * (b.bits() / 32) / 64;
    switch (op_) {
      case BinaryOp::Add:
        return integer(a + b);
      case BinaryOp::Subtract:
        return integer(a - b);
      case BinaryOp::Multiply:
        if (a.bits() + b.bits() > Int::max_bits) return too_large();
        if (!site_.pay(work)) return Value::none();
        return integer(a * b);
      case BinaryOp::MatrixMultiply:
        return std::nullopt;
      case BinaryOp::Divide: {
        if (b.zero()) return zero_division("division by zero");
        if (!site_.pay(work)) return Value::none();
        const std::optional<double> quotient = Int::true_divide(a, b);
        if (!quotient) {
          return site_.raise("OverflowError", "integer division result too large for a float");
        }
        return real(*quotient);
      }
      case BinaryOp::FloorDivide:
      case BinaryOp::Modulo: {
        if (b.zero()) {
          return zero_division(op_ == BinaryOp::Modulo ? "integer modulo by zero"
                                                       : "integer division or modulo by zero");
        }
        if (!site_.pay(work)) return Value::none();
        Int quotient, remainder;
        Int::divide(a, b, quotient, remainder);
        return integer(op_ == BinaryOp::Modulo ? remainder : quotient);
      }
      case BinaryOp::Power:
        return power(a, b);
      case BinaryOp::ShiftLeft:
      case BinaryOp::ShiftRight: {
        if (b.negative()) return site_.raise("ValueError", "negative shift count");
        const std::optional<std::int64_t> by = b.small();
        if (op_ == BinaryOp::ShiftLeft) {
          if (a.zero()) return integer(0);
          if (!by || a.bits() + static_cast<std::uint64_t>(*by) > Int::max_bits) {
            return too_large();
          }
          return integer(Int::shift_left(a, static_cast<std::uint64_t>(*by)));
        }
        if (!by) return integer(a.negative() ? -1 : 0);
        return integer(Int::shift_right(a, static_cast<std::uint64_t>(*by)));
      }
      case BinaryOp::BitAnd:
      case BinaryOp::BitOr:
      case BinaryOp::BitXor: {
        const Int result = op_ == BinaryOp::BitAnd  ? (a & b)
                           : op_ == BinaryOp::BitOr ? (a | b)
                                                    : (a ^ b);
        if (left.as<bool>() && right.as<bool>()) return Value::boolean(!result.zero(), site_.span);
        return integer(result);
      }
    }
    return std::nullopt;
  }

  Value power(const Int& a, const Int& b) const {
    if (b.negative()) {
      if (a.zero()) return zero_division("0.0 cannot be raised to a negative power");
      const std::optional<double> x = a.to_double(), y = b.to_double();
      if (!x || !y) return site_.raise("OverflowError", "int too large to convert to float");
      return reals_power(*x, *y);
    }
    if (b.zero()) return integer(1);
    if (a.bits() <= 1) {  // 0, 1 and -1 stay small for ever.
      const bool odd = !(b & Int(1)).zero();
      return integer(a.negative() && !odd ? Int(1) : a);
    }
    const std::optional<std::int64_t> exponent = b.small();
    if (!exponent || static_cast<std::uint64_t>(*exponent) > Int::max_bits ||
        a.bits() * static_cast<std::uint64_t>(*exponent) > Int::max_bits) {
      return too_large();
    }
    const std::uint64_t digits = a.bits() * static_cast<std::uint64_t>(*exponent) / 32;
    if (!site_.pay(digits * digits / 64)) return Value::none();
    return integer(Int::power(a, static_cast<std::uint64_t>(*exponent)));
  }

  Value reals_power(double x, double y) const {
    if (x == 0 && y < 0) return zero_division("0.0 cannot be raised to a negative power");
    if (x < 0 && std::isfinite(x) && std::isfinite(y) && y != std::floor(y)) {
      return site_.unknown("complex numbers are not modelled");
    }
    const double result = std::pow(x, y);
    if (std::isinf(result) && std::isfinite(x) && std::isfinite(y)) {
      return site_.raise("OverflowError", "(34, 'Numerical result out of range')");
    }
    return real(result);
  }

  std::optional<Value> reals(double x, double y) const {
    double quotient = 0;
    switch (op_) {
      case BinaryOp::Add:
        return real(x + y);
      case BinaryOp::Subtract:
        return real(x - y);
      case BinaryOp::Multiply:
        return real(x * y);
      case BinaryOp::Divide:
        if (y == 0) return zero_division("float division by zero");
        return real(x / y);
      case BinaryOp::FloorDivide:
        if (y == 0) return zero_division("float floor division by zero");
        floor_modulo(x, y, quotient);
        return real(quotient);
      case BinaryOp::Modulo:
        if (y == 0) return zero_division("float modulo");
        return real(floor_modulo(x, y, quotient));
      case BinaryOp::Power:
        return reals_power(x, y);
      case BinaryOp::MatrixMultiply:
      case BinaryOp::ShiftLeft:
      case BinaryOp::ShiftRight:
      case BinaryOp::BitAnd:
      case BinaryOp::BitOr:
      case BinaryOp::BitXor:
        break;
    }
    return std::nullopt;
  }

  const Site& site_;
  BinaryOp op_;
};

/// `sequence * count`: how often, or raised.
std::optional<std::uint64_t> repetitions(const Value& value) {
  const std::optional<Int> count = whole(value);
  if (!count) return std::nullopt;
  if (count->negative()) return 0;
  const std::optional<std::int64_t> small = count->small();
  return small ? static_cast<std::uint64_t>(*small) : std::uint64_t{1} << 62;
}

/// Bytes of `size` repeated `count` times, without overflow.
std::uint64_t product(std::uint64_t size, std::uint64_t count) {
  if (size == 0 || count == 0) return 0;
  return count > (std::uint64_t{1} << 40) / size ? std::uint64_t{1} << 40 : size * count;
}

std::string repeated(std::string_view text, std::uint64_t count) {
  std::string result;
  result.reserve(text.size() * count);
  for (std::uint64_t i = 0; i < count; ++i) result += text;
  return result;
}

std::vector<Value> repeated(const std::vector<Value>& items, std::uint64_t count) {
  std::vector<Value> result;
  result.reserve(items.size() * count);
  for (std::uint64_t i = 0; i < count; ++i) result.insert(result.end(), items.begin(), items.end());
  return result;
}

}  // namespace

Value set_operation(const Site& site, BinaryOp op, const Set& a, const Set& b) {
  auto result = site.evaluator.machine().make<Set>();
  result->is_frozenset = a.is_frozenset;
  const auto add = [&](const Value& member) { result->members.set(member, Value::none()); };
  if (op == BinaryOp::BitAnd) {
    // Of two equal members that of the smaller set stays, as in CPython.
    const Set& from = b.size() > a.size() ? a : b;
    const Set& other = b.size() > a.size() ? b : a;
    from.members.each([&](const Value& member, const Value&) {
      if (other.members.find(member)) add(member);
    });
    return {std::move(result), site.span};
  }
  a.members.each([&](const Value& member, const Value&) {
    const bool in_other = b.members.find(member) != nullptr;
    if (op == BinaryOp::BitOr || !in_other) add(member);
  });
  if (op == BinaryOp::BitOr || op == BinaryOp::BitXor) {
    b.members.each([&](const Value& member, const Value&) {
      if (!a.members.find(member)) add(member);
    });
  }
  return {std::move(result), site.span};
}

Value Evaluator::Machine::binary(BinaryOp op, const Value& left_value, const Value& right_value,
                                 Span span, bool in_place) {
  if (left_value.is_unknown()) return left_value;
  if (right_value.is_unknown()) return right_value;
  const Site here = site(span);
  const OperatorName& names = operator_names[static_cast<std::size_t>(op)];

  // The user's own methods, then those of library objects.
  const auto user_method = [&](const Value& self, std::string_view name) -> const Value* {
    const Instance* instance = self.as<Instance>();
    const Value* method = instance ? instance->cls->find(name) : nullptr;
    return method && !method->as<const Builtin*>() ? method : nullptr;
  };
  if (left_value.as<Instance>() || right_value.as<Instance>()) {
    if (in_place) {
      if (const Value* method = user_method(left_value, names.in_place)) {
        Value result = call(*method, {left_value, right_value}, span);
        if (failed() || !result.as<NotImplemented>()) return result;
      }
    }
    if (const Value* method = user_method(left_value, names.method)) {
      Value result = call(*method, {left_value, right_value}, span);
      if (failed() || !result.as<NotImplemented>()) return result;
    }
    if (const Value* method = user_method(right_value, names.reflected)) {
      Value result = call(*method, {right_value, left_value}, span);
      if (failed() || !result.as<NotImplemented>()) return result;
    }
    for (const Value* side : {&left_value, &right_value}) {
      const Instance* instance = side->as<Instance>();
      if (!instance) continue;
      if (instance->cls->open) return {instance->cls->open_because, span};
      if (instance->cls->enumeration && instance->cls->enumeration->flag) {
        return Value::unknown(span, "operators of flags are not modelled");
      }
    }
  }
  const Value& left = payload_of(left_value);
  const Value& right = payload_of(right_value);
  // A string formats whatever stands right of it.
  const bool formats = op == BinaryOp::Modulo && (left.as<Str>() || left.as<Bytes>());
  for (const bool reflected : {false, true}) {
    Native* native = (reflected ? right : left).native();
    if (!native || (formats && reflected)) continue;
    std::optional<Value> result = native->binary(op, reflected ? left : right, reflected, here);
    if (failed()) return Value::none(span);
    if (result) return std::move(*result);
  }
  for (const Value* side : {&left, &right}) {
    const Native* native = side->native();
    if (native && !native->complete() && !formats) {
      return Value::unknown(
          span, fmt::format("`{}` of a `{}` is not modelled", names.symbol, native->type_name()));
    }
  }

  if (is_number(left) && is_number(right)) {
    if (std::optional<Value> result = Arithmetic(here, op).apply(left, right)) return *result;
  } else if (op == BinaryOp::Add) {
    if (const Str* a = left.as<Str>()) {
      const Str* b = right.as<Str>();
      if (!b) {
        return raise(span, "TypeError",
                     fmt::format("can only concatenate str (not \"{}\") to str", type_name(right)));
      }
      if (a->view().size() + b->view().size() > text_limit_) room_for_text(span, text_limit_);
      if (failed()) return Value::none(span);
      std::string sum;
      sum.reserve(a->view().size() + b->view().size());
      sum += a->view();
      sum += b->view();
      return make_text(span, std::move(sum));
    }
    if (const Bytes* a = left.as<Bytes>()) {
      if (const Bytes* b = right.as<Bytes>()) {
        return make_bytes(span, std::string(a->view()) + std::string(b->view()));
      }
      return raise(span, "TypeError", fmt::format("can't concat {} to bytes", type_name(right)));
    }
    if (const std::shared_ptr<List> a = left.share<List>()) {
      if (in_place) {
        // `list += anything iterable` changes the list itself.
        Value why;
        const std::optional<std::vector<Value>> more = items(right, span, &why);
        if (failed()) return Value::none(span);
        if (!more) {
          if (may_change(span, *a)) blur(left, why.share<const Unknown>());
          return left;
        }
        if (!room_for_items(span, more->size()) || !may_change(span, *a)) return left;
        for (const Value& item : *more) holds(a, item);
        a->items.insert(a->items.end(), more->begin(), more->end());
        return left;
      }
      const List* b = right.as<List>();
      if (!b) {
        return raise(
            span, "TypeError",
            fmt::format("can only concatenate list (not \"{}\") to list", type_name(right)));
      }
      if (!room_for_items(span, a->items.size() + b->items.size())) return Value::none(span);
      std::vector<Value> sum = a->items;
      sum.insert(sum.end(), b->items.begin(), b->items.end());
      Value made = list(span, std::move(sum));
      made.as<List>()->hash_ordered = a->hash_ordered || b->hash_ordered;
      return made;
    }
    if (const Tuple* a = left.as<Tuple>()) {
      const Tuple* b = right.as<Tuple>();
      if (!b) {
        return raise(
            span, "TypeError",
            fmt::format("can only concatenate tuple (not \"{}\") to tuple", type_name(right)));
      }
      if (!room_for_items(span, a->items.size() + b->items.size())) return Value::none(span);
      std::vector<Value> sum = a->items;
      sum.insert(sum.end(), b->items.begin(), b->items.end());
      return tuple(span, std::move(sum));
    }
  } else if (op == BinaryOp::Multiply) {
    const bool swap = is_number(left);
    const Value& sequence = swap ? right : left;
    const bool is_sequence =
        sequence.as<Str>() || sequence.as<Bytes>() || sequence.as<List>() || sequence.as<Tuple>();
    const Value& count_value = swap ? left : right;
    if (is_sequence) {
      const std::optional<std::uint64_t> count = repetitions(count_value);
      if (!count) {
        return raise(
            span, "TypeError",
            fmt::format("can't multiply sequence by non-int of type '{}'", type_name(count_value)));
      }
      if (const Str* text = sequence.as<Str>()) {
        if (!room_for_text(span, product(text->view().size(), *count))) return Value::none(span);
        if (text->view().empty()) return sequence;
        return make_text(span, repeated(text->view(), *count));
      }
      if (const Bytes* bytes = sequence.as<Bytes>()) {
        if (!room_for_text(span, product(bytes->view().size(), *count))) return Value::none(span);
        if (bytes->view().empty()) return sequence;
        return make_bytes(span, repeated(bytes->view(), *count));
      }
      const std::vector<Value>& items =
          sequence.as<List>() ? sequence.as<List>()->items : sequence.as<Tuple>()->items;
      if (!room_for_items(span, product(items.size(), *count))) return Value::none(span);
      const std::uint64_t times = items.empty() ? 0 : *count;
      if (in_place && !swap && sequence.as<List>()) {
        List& list = *sequence.as<List>();
        if (may_change(span, list)) list.items = repeated(items, times);
        return sequence;
      }
      if (sequence.as<Tuple>()) return tuple(span, repeated(items, times));
      Value made = list(span, repeated(items, times));
      made.as<List>()->hash_ordered = sequence.as<List>()->hash_ordered;
      return made;
    }
  } else if (op == BinaryOp::Modulo && left.as<Str>()) {
    return format_percent(here, left.as<Str>()->view(), right_value);
  } else if (op == BinaryOp::Modulo && left.as<Bytes>()) {
    return format_percent(here, left.as<Bytes>()->view(), right_value, true);
  } else if (const Set* a = left.as<Set>()) {
    const Set* b = right.as<Set>();
    const bool known = op == BinaryOp::BitOr || op == BinaryOp::BitAnd || op == BinaryOp::BitXor ||
                       op == BinaryOp::Subtract;
    if (b && known) {
      if (!room_for_items(span, 2 * (a->size() + b->size()))) return Value::none(span);
      Value result = set_operation(here, op, *a, *b);
      if (!in_place || a->is_frozenset) return result;
      Set& changed = *left.as<Set>();
      if (may_change(span, changed)) changed.members = result.as<Set>()->members;
      return left;
    }
  } else if (const std::shared_ptr<Dict> d = left.share<Dict>(); d && op == BinaryOp::BitOr) {
    const Dict* b = right.dictionary();
    if (b) {
      if (!room_for_items(span, 2 * (d->size() + b->size()))) return Value::none(span);
      if (in_place) {
        if (!may_change(span, *d)) return left;
        const std::vector<Dict::Entry> more = b->entries();
        for (const Dict::Entry& entry : more) {
          if (!entry.present) continue;
          holds(d, entry.value);
          d->set(entry.key, entry.value);
        }
        return left;
      }
      auto result = make<Dict>();
      d->each([&](const Value& key, const Value& value) { result->set(key, value); });
      b->each([&](const Value& key, const Value& value) { result->set(key, value); });
      return {std::move(result), span};
    }
  } else if (const auto type = [](const Value& v) { return v.as<Class>() || v.as<Wrapper>(); };
             op == BinaryOp::BitOr && (type(left) || type(right)) &&
             (type(left) || left.is_none()) && (type(right) || right.is_none())) {
    auto parts = std::make_shared<Wrapper>();  // `int | None`
    parts->kind = Wrapper::Kind::Alias;
    parts->values = {left, right};
    return {std::move(parts), span};
  }
  return raise(span, "TypeError",
               fmt::format("unsupported operand type(s) for {}{}: '{}' and '{}'",
                           in_place && op == BinaryOp::Power ? "**" : names.symbol,
                           in_place ? "=" : "", type_name(left_value), type_name(right_value)));
}

Value Evaluator::Machine::unary(ast::UnaryOp op, const Value& operand_value, Span span) {
  if (op == ast::UnaryOp::Not) {
    switch (decide(operand_value, span)) {
      case Decision::True:
        return Value::boolean(false, span);
      case Decision::False:
        return Value::boolean(true, span);
      case Decision::Undecided:
        return undecided(operand_value, span);
      case Decision::Failed:
        return Value::none(span);
    }
  }
  if (operand_value.is_unknown()) return operand_value;
  std::string_view method = "__neg__", symbol = "-";
  if (op == ast::UnaryOp::Plus) method = "__pos__", symbol = "+";
  if (op == ast::UnaryOp::Invert) method = "__invert__", symbol = "~";
  if (const Instance* instance = operand_value.as<Instance>()) {
    const Value* found = instance->cls->find(method);
    if (found && !found->as<const Builtin*>()) return call(*found, {operand_value}, span);
    if (instance->cls->open) return {instance->cls->open_because, span};
  }
  const Value& operand = payload_of(operand_value);
  if (Native* native = operand.native()) {
    if (std::optional<Value> result = native->unary(op, site(span))) return *result;
    if (failed()) return Value::none(span);
    if (!native->complete()) {
      return Value::unknown(
          span, fmt::format("`{}` of a `{}` is not modelled", symbol, native->type_name()));
    }
  }
  if (const std::optional<Int> integer = whole(operand)) {
    switch (op) {
      case ast::UnaryOp::Minus:
        return Value::integer(-*integer, span);
      case ast::UnaryOp::Plus:
        return Value::integer(*integer, span);
      case ast::UnaryOp::Invert:
        return Value::integer(~*integer, span);
      case ast::UnaryOp::Not:
        break;
    }
  }
  if (const double* real = operand.as<double>(); real && op != ast::UnaryOp::Invert) {
    return Value::real(op == ast::UnaryOp::Minus ? -*real : *real, span);
  }
  return raise(
      span, "TypeError",
      fmt::format("bad operand type for unary {}: '{}'", symbol, type_name(operand_value)));
}

std::optional<bool> Evaluator::Machine::equals(const Value& a, const Value& b, Span span) {
  const Value result = compare(CompareOp::Equal, a, b, span);
  if (failed()) return std::nullopt;
  switch (decide(result, span)) {
    case Decision::True:
      return true;
    case Decision::False:
      return false;
    case Decision::Undecided:
    case Decision::Failed:
      break;
  }
  return std::nullopt;
}

Value Evaluator::Machine::contains(const Value& container_value, const Value& item, Span span) {
  if (container_value.is_unknown()) return container_value;
  if (const Instance* instance = container_value.as<Instance>()) {
    const Value* method = instance->cls->find("__contains__");
    if (method && !method->as<const Builtin*>()) {
      const Value result = call(*method, {container_value, item}, span);
      if (failed()) return result;
      const Decision decision = decide(result, span);
      if (decision == Decision::Undecided) return undecided(result, span);
      return Value::boolean(decision == Decision::True, span);
    }
  }
  const Value& container = payload_of(container_value);
  if (Native* native = container.native()) {
    if (std::optional<Value> result = native->contains(item, site(span))) return *result;
    if (failed()) return Value::none(span);
  }
  if (item.is_unknown()) {
    if ((container.items() && container.items()->empty()) ||
        (container.dictionary() && container.dictionary()->size() == 0)) {
      return Value::boolean(false, span);
    }
    return item;
  }
  if (const Str* text = container.as<Str>()) {
    const std::optional<std::string_view> part = item.text();
    if (!part) {
      return raise(
          span, "TypeError",
          fmt::format("'in <string>' requires string as left operand, not {}", type_name(item)));
    }
    if (!step(span, text->view().size() / 256)) return Value::none(span);
    return Value::boolean(text->view().find(*part) != std::string_view::npos, span);
  }
  if (const Dict* dict = container.as<Dict>()) {
    if (dict->blurred) return {dict->blurred, span};
    Value unknown;
    if (!hashable(item, span, &unknown)) return failed() ? Value::none(span) : unknown;
    return Value::boolean(dict->find(item) != nullptr, span);
  }
  if (const Set* set = container.as<Set>()) {
    if (set->blurred) return {set->blurred, span};
    Value unknown;
    if (!item.as<Set>() && !hashable(item, span, &unknown)) {
      return failed() ? Value::none(span) : unknown;
    }
    return Value::boolean(set->members.find(item) != nullptr, span);
  }
  if (const Bytes* bytes = container.as<Bytes>()) {
    if (const Bytes* part = item.as<Bytes>()) {
      return Value::boolean(bytes->view().find(part->view()) != std::string_view::npos, span);
    }
    if (const std::optional<std::int64_t> byte = item.integer()) {
      if (*byte < 0 || *byte > 255)
        return raise(span, "ValueError", "byte must be in range(0, 256)");
      return Value::boolean(bytes->view().find(static_cast<char>(*byte)) != std::string_view::npos,
                            span);
    }
    return raise(span, "TypeError",
                 fmt::format("a bytes-like object is required, not '{}'", type_name(item)));
  }
  if (const Range* range = container.as<Range>()) {
    if (const std::optional<Int> integer = whole(item)) {
      if (range->length.zero()) return Value::boolean(false, span);
      const Int last = range->start + range->step * (range->length - Int(1));
      const bool up = !range->step.negative();
      if (Int::compare(*integer, up ? range->start : last) < 0 ||
          Int::compare(*integer, up ? last : range->start) > 0) {
        return Value::boolean(false, span);
      }
      Int quotient, remainder;
      Int::divide(*integer - range->start, range->step, quotient, remainder);
      return Value::boolean(remainder.zero(), span);
    }
  }
  const std::shared_ptr<Iterator> iterator = iterate(container_value, span);
  if (failed()) return Value::none(span);
  if (!iterator) return Value::unknown(span, "what this iterates over");
  Value unsure;
  while (true) {
    const std::optional<Value> next = iterator->next(site(span));
    if (failed() || !step(span)) return Value::none(span);
    if (!next) break;
    if (identical(*next, item) == true) return Value::boolean(true, span);
    const Value same = compare(CompareOp::Equal, *next, item, span);
    if (failed()) return Value::none(span);
    const Decision decision = decide(same, span);
    if (decision == Decision::True) return Value::boolean(true, span);
    if (decision == Decision::Failed) return Value::none(span);
    if (decision == Decision::Undecided) unsure = undecided(same, span);
  }
  if (iterator->uncertain) return {iterator->uncertain, span};
  if (unsure.is_unknown()) return unsure;
  return Value::boolean(false, span);
}

namespace {

/// The order of two plain values; nothing when Python has none.
std::optional<int> order(Evaluator::Machine& machine, const Value& a, const Value& b, Span span,
                         Value& unknown, bool& unordered);

std::optional<int> order_items(Evaluator::Machine& machine, const std::vector<Value>& a,
                               const std::vector<Value>& b, Span span, Value& unknown,
                               bool& unordered) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (!machine.step(span)) return std::nullopt;
    if (identical(a[i], b[i]) == true) continue;
    const std::optional<bool> same = machine.equals(a[i], b[i], span);
    if (machine.failed()) return std::nullopt;
    if (!same) {
      unknown = Value::unknown(span, "whether two items are equal");
      return std::nullopt;
    }
    if (!*same) return order(machine, a[i], b[i], span, unknown, unordered);
  }
  return a.size() < b.size() ? -1 : a.size() > b.size();
}

std::optional<int> order(Evaluator::Machine& machine, const Value& a, const Value& b, Span span,
                         Value& unknown, bool& unordered) {
  if (machine.deep(span)) return std::nullopt;
  const Str *x = a.as<Str>(), *y = b.as<Str>();
  if (x && y) return x->view().compare(y->view());
  if (is_number(a) && is_number(b)) {
    const double *p = a.as<double>(), *q = b.as<double>();
    if ((p && std::isnan(*p)) || (q && std::isnan(*q))) {
      unordered = true;
      return 0;
    }
    if (p && q) return *p < *q ? -1 : *p > *q;
    if (p) return -Int::compare(*whole(b), *p);
    if (q) return Int::compare(*whole(a), *q);
    return Int::compare(*whole(a), *whole(b));
  }
  if (a.as<Bytes>() && b.as<Bytes>()) return a.as<Bytes>()->view().compare(b.as<Bytes>()->view());
  if (a.as<List>() && b.as<List>()) {
    return order_items(machine, a.as<List>()->items, b.as<List>()->items, span, unknown, unordered);
  }
  if (a.as<Tuple>() && b.as<Tuple>()) {
    return order_items(machine, a.as<Tuple>()->items, b.as<Tuple>()->items, span, unknown,
                       unordered);
  }
  if (a.as<Instance>() || b.as<Instance>() || a.as<Native>() || b.as<Native>()) {
    const Value less = machine.compare(CompareOp::Less, a, b, span);
    if (machine.failed()) return std::nullopt;
    const auto decision = machine.decide(less, span);
    if (decision == Evaluator::Machine::Decision::True) return -1;
    if (decision == Evaluator::Machine::Decision::False) return 1;
    if (!machine.failed()) unknown = Value::unknown(span, "the order of two items");
    return std::nullopt;
  }
  if (a.is_unknown() || b.is_unknown()) {
    unknown = a.is_unknown() ? a : b;
    return std::nullopt;
  }
  machine.raise(span, "TypeError", "");
  return std::nullopt;
}

}  // namespace

Value Evaluator::Machine::compare(CompareOp op, const Value& left, const Value& right, Span span) {
  switch (op) {
    case CompareOp::In:
    case CompareOp::NotIn: {
      Value found = contains(right, left, span);
      if (failed() || op == CompareOp::In) return found;
      return unary(ast::UnaryOp::Not, found, span);
    }
    case CompareOp::Is:
    case CompareOp::IsNot: {
      if (left.is_unknown()) return left;
      if (right.is_unknown()) return right;
      const std::optional<bool> same = identical(left, right);
      if (!same) return Value::unknown(span, "whether equal values are the same object");
      return Value::boolean(*same == (op == CompareOp::Is), span);
    }
    case CompareOp::Equal:
    case CompareOp::NotEqual:
    case CompareOp::Less:
    case CompareOp::LessEqual:
    case CompareOp::Greater:
    case CompareOp::GreaterEqual:
      break;
  }
  if (left.is_unknown()) return left;
  if (right.is_unknown()) return right;
  const std::size_t index = static_cast<std::size_t>(op);

  for (const bool reflected : {false, true}) {
    const Value& self = reflected ? right : left;
    const Value& other = reflected ? left : right;
    const CompareOp asked = reflected ? swapped[index] : op;
    if (const Instance* instance = self.as<Instance>()) {
      const Value* method = instance->cls->find(compare_methods[static_cast<std::size_t>(asked)]);
      if (method && !method->as<const Builtin*>()) {
        Value result = call(*method, {self, other}, span);
        if (failed() || !result.as<NotImplemented>()) return result;
      } else if (asked == CompareOp::NotEqual) {
        const Value* eq = instance->cls->find("__eq__");
        if (eq && !eq->as<const Builtin*>()) {
          const Value result = call(*eq, {self, other}, span);
          if (failed()) return result;
          if (!result.as<NotImplemented>()) return unary(ast::UnaryOp::Not, result, span);
        }
      }
      if (instance->cls->open) return {instance->cls->open_because, span};
    }
    if (Native* native = payload_of(self).native()) {
      std::optional<Value> result = native->compare(asked, other, site(span));
      if (failed()) return Value::none(span);
      if (result) return std::move(*result);
    }
  }
  if (op == CompareOp::Equal || op == CompareOp::NotEqual) {
    std::size_t cost = 0;
    std::optional<bool> same = equal_at_cost(left, right, cost);
    if (!step(span, cost / 8)) return Value::none(span);
    if (!same) {
      // Items with methods of their own.
      const std::vector<Value>*a = left.items(), *b = right.items();
      if (a && b && left.data.index() == right.data.index() && !deep(span)) {
        if (a->size() != b->size()) {
          same = false;
        } else {
          same = true;
          for (std::size_t i = 0; i < a->size() && same == true; ++i) {
            if (!step(span)) return Value::none(span);
            if (identical((*a)[i], (*b)[i]) == true) continue;
            same = equals((*a)[i], (*b)[i], span);
            if (failed()) return Value::none(span);
          }
        }
      }
    }
    if (!same) return Value::unknown(span, "whether these are equal");
    return Value::boolean(*same == (op == CompareOp::Equal), span);
  }

  const Value& a = payload_of(left);
  const Value& b = payload_of(right);
  const auto verdict = [&](int ordered) {
    switch (op) {
      case CompareOp::Less:
        return Value::boolean(ordered < 0, span);
      case CompareOp::LessEqual:
        return Value::boolean(ordered <= 0, span);
      case CompareOp::Greater:
        return Value::boolean(ordered > 0, span);
      case CompareOp::GreaterEqual:
        return Value::boolean(ordered >= 0, span);
      case CompareOp::Equal:
      case CompareOp::NotEqual:
      case CompareOp::Is:
      case CompareOp::IsNot:
      case CompareOp::In:
      case CompareOp::NotIn:
        break;
    }
    return Value::none(span);
  };
  const Set *x = a.as<Set>(), *y = b.as<Set>();
  if (x && y) {
    const auto within = [](const Set& small, const Set& large) {
      bool all = true;
      small.members.each(
          [&](const Value& member, const Value&) { all = all && large.members.find(member); });
      return all;
    };
    const bool up = op == CompareOp::Less || op == CompareOp::LessEqual;
    const bool strict = op == CompareOp::Less || op == CompareOp::Greater;
    const Set &small = up ? *x : *y, &large = up ? *y : *x;
    return Value::boolean(within(small, large) && (!strict || small.size() < large.size()), span);
  }
  const auto refuse = [&] {
    return raise(span, "TypeError",
                 fmt::format("'{}' not supported between instances of '{}' and '{}'",
                             compare_symbols[index], type_name(left), type_name(right)));
  };
  for (const Value* side : {&a, &b}) {
    const Native* native = side->native();
    if (native && !native->complete()) {
      return Value::unknown(span,
                            fmt::format("comparing a `{}` is not modelled", native->type_name()));
    }
  }
  const bool comparable = (is_number(a) && is_number(b)) || (a.as<Str>() && b.as<Str>()) ||
                          (a.as<Bytes>() && b.as<Bytes>()) || (a.as<List>() && b.as<List>()) ||
                          (a.as<Tuple>() && b.as<Tuple>());
  if (!comparable) return refuse();
  Value unknown;
  bool unordered = false;
  const std::optional<int> ordered = order(*this, a, b, span, unknown, unordered);
  if (failed()) {
    // Two items had no order; the message names their types as Python does.
    if (!owner_.stopped_ && pending_ && pending_->cls->name == "TypeError" &&
        pending_->args.size() == 1 && pending_->args[0].text() == "") {
      std::function<std::pair<Value, Value>(const Value&, const Value&)> culprit =
          [&](const Value& p, const Value& q) -> std::pair<Value, Value> {
        const std::vector<Value>*m = p.items(), *n = q.items();
        if (m && n && p.data.index() == q.data.index()) {
          for (std::size_t i = 0; i < m->size() && i < n->size(); ++i) {
            if (equal((*m)[i], (*n)[i]) != true) return culprit((*m)[i], (*n)[i]);
          }
        }
        return {p, q};
      };
      const auto [p, q] = culprit(a, b);
      pending_->args[0] =
          Value::text(fmt::format("'{}' not supported between instances of '{}' and '{}'",
                                  compare_symbols[index], type_name(p), type_name(q)),
                      span);
    }
    return Value::none(span);
  }
  if (!ordered) return unknown.is_unknown() ? unknown : Value::unknown(span, "the order of these");
  if (unordered) return Value::boolean(false, span);
  return verdict(*ordered);
}

}  // namespace migc::python
