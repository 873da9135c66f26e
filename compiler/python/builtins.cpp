#include "compiler/python/builtins.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/python/code_points.h"
#include "compiler/python/format.h"
#include "compiler/python/generator.h"
#include "compiler/python/machine.h"

namespace migc::python {
namespace {

using Decision = Evaluator::Machine::Decision;

Evaluator::Machine& machine_of(const Call& call) { return call.evaluator.machine(); }
Value failed(const Call& call) { return Value::none(call.span); }

std::optional<Int> whole(const Value& value) {
  const Instance* instance = value.as<Instance>();
  const Value& plain = instance && !instance->payload.is_none() ? instance->payload : value;
  if (const Int* integer = plain.as<Int>()) return *integer;
  if (const bool* truth = plain.as<bool>()) return Int(*truth);
  return std::nullopt;
}

/// A method with two underscores of a user's object; nothing when there is none.
std::optional<Value> user_method(const Call& call, const Value& value, std::string_view name) {
  const Instance* instance = value.as<Instance>();
  const Value* method = instance ? instance->cls->find(name) : nullptr;
  if (!method || method->as<const Builtin*>()) return std::nullopt;
  return call.call(*method, {value});
}

// ---- numbers

Value absolute(const Call& call) {
  Value value;
  if (!call.bind({{"x", value}, {"/"}})) return failed(call);
  if (value.is_unknown()) return value;
  if (std::optional<Value> own = user_method(call, value, "__abs__")) return *own;
  if (const std::optional<Int> integer = whole(value)) {
    return Value::integer(integer->negative() ? -*integer : *integer, call.span);
  }
  if (const double* real = value.as<double>()) return Value::real(std::fabs(*real), call.span);
  if (value.native()) return call.unknown("the absolute value of an object");
  return call.raise("TypeError", fmt::format("bad operand type for abs(): '{}'", type_name(value)));
}

Value in_base(const Call& call, unsigned base, std::string_view prefix) {
  Value value;
  if (!call.bind({{"number", value}, {"/"}})) return failed(call);
  if (value.is_unknown()) return value;
  const std::optional<Int> integer = whole(value);
  if (!integer) {
    return call.raise("TypeError", fmt::format("'{}' object cannot be interpreted as an integer",
                                               type_name(value)));
  }
  const std::uint64_t words = integer->bits() / 32;
  if (!call.pay(words * words / 256)) return failed(call);
  std::string digits = integer->to_string(base);
  if (integer->negative()) digits.erase(0, 1);
  return call.text(fmt::format("{}{}{}", integer->negative() ? "-" : "", prefix, digits));
}
Value binary_text(const Call& call) { return in_base(call, 2, "0b"); }
Value octal_text(const Call& call) { return in_base(call, 8, "0o"); }
Value hex_text(const Call& call) { return in_base(call, 16, "0x"); }

Value character(const Call& call) {
  Value value;
  if (!call.bind({{"i", value}, {"/"}})) return failed(call);
  if (value.is_unknown()) return value;
  const std::optional<Int> integer = whole(value);
  if (!integer) {
    return call.raise("TypeError", fmt::format("'{}' object cannot be interpreted as an integer",
                                               type_name(value)));
  }
  const std::optional<std::int64_t> point = integer->small();
  if (!point) return call.raise("OverflowError", "Python int too large to convert to C int");
  if (*point < 0 || *point > 0x10ffff) {
    return call.raise("ValueError", "chr() arg not in range(0x110000)");
  }
  if (*point >= 0xd800 && *point <= 0xdfff) return call.unknown("half a surrogate pair");
  std::string text;
  append_utf8(text, static_cast<char32_t>(*point));
  return call.text(std::move(text));
}

Value code_of(const Call& call) {
  Value value;
  if (!call.bind({{"c", value}, {"/"}})) return failed(call);
  if (value.is_unknown()) return value;
  if (const Bytes* bytes = value.as<Bytes>(); bytes && bytes->view().size() == 1) {
    return Value::integer(static_cast<unsigned char>(bytes->view()[0]), call.span);
  }
  const std::optional<std::string_view> text = value.text();
  if (!text) {
    return call.raise("TypeError", fmt::format("ord() expected string of length 1, but {} found",
                                               type_name(value)));
  }
  if (code_points(*text) != 1) {
    return call.raise("TypeError",
                      fmt::format("ord() expected a character, but string of length {} found",
                                  code_points(*text)));
  }
  std::size_t at = 0;
  return Value::integer(static_cast<std::int64_t>(decode_utf8(*text, at)), call.span);
}

Value both(const Call& call) {
  Value left, right;
  if (!call.bind({{"x", left}, {"y", right}, {"/"}})) return failed(call);
  Value quotient = call.binary(ast::BinaryOp::FloorDivide, left, right);
  if (call.failed()) {
    // The message of `divmod` is its own.
    Evaluator::Machine& machine = machine_of(call);
    if (machine.pending() && machine.pending()->cls->name == "TypeError") {
      machine.pending()->args = {
          Value::text(fmt::format("unsupported operand type(s) for divmod(): '{}' and '{}'",
                                  type_name(left), type_name(right)),
                      call.span)};
    }
    return failed(call);
  }
  Value rest = call.binary(ast::BinaryOp::Modulo, left, right);
  if (call.failed()) return failed(call);
  return machine_of(call).tuple(call.span, {std::move(quotient), std::move(rest)});
}

Value power(const Call& call) {
  Value base, exponent;
  std::optional<Value> modulus;
  if (!call.bind({{"base", base}, {"exp", exponent}, {"mod", modulus}})) return failed(call);
  if (!modulus || modulus->is_none()) return call.binary(ast::BinaryOp::Power, base, exponent);
  const std::optional<Int> b = whole(base), e = whole(exponent), m = whole(*modulus);
  if (!b || !e || !m) return call.unknown("`pow` with three arguments of other types");
  if (m->zero()) return call.raise("ValueError", "pow() 3rd argument cannot be 0");
  if (e->negative()) return call.unknown("an inverse by `pow`");
  Int result(1), square = *b, left = *e, quotient;
  Int::divide(square, *m, quotient, square);
  const std::uint64_t digits = m->bits() / 32 + 1;
  while (!left.zero()) {
    if (!call.pay(1 + digits * digits / 32)) return failed(call);
    if (!(left & Int(1)).zero()) Int::divide(result * square, *m, quotient, result);
    Int::divide(square * square, *m, quotient, square);
    left = Int::shift_right(left, 1);
  }
  Int::divide(result, *m, quotient, result);
  return Value::integer(result, call.span);
}

Value rounded(const Call& call) {
  Value value;
  std::optional<Value> digits_value;
  if (!call.bind({{"number", value}, {"ndigits", digits_value}})) return failed(call);
  if (value.is_unknown()) return value;
  if (digits_value && digits_value->is_unknown()) return *digits_value;
  if (value.native() || user_method(call, value, "__round__"))
    return call.unknown("rounding an object");
  const bool plain = !digits_value || digits_value->is_none();
  const std::optional<std::int64_t> digits = plain ? 0 : digits_value->integer();
  if (!digits) {
    return call.raise("TypeError", fmt::format("'{}' object cannot be interpreted as an integer",
                                               type_name(*digits_value)));
  }
  if (const std::optional<Int> integer = whole(value)) {
    if (*digits >= 0) return Value::integer(*integer, call.span);
    if (*digits < -5000) return Value::integer(0, call.span);
    const Int unit = Int::power(Int(10), static_cast<std::uint64_t>(-*digits));
    Int quotient, rest;
    Int::divide(*integer, unit, quotient, rest);
    const int half = Int::compare(rest + rest, unit);
    if (half > 0 || (half == 0 && !(quotient & Int(1)).zero())) quotient = quotient + Int(1);
    return Value::integer(quotient * unit, call.span);
  }
  const double* real = value.as<double>();
  if (!real) {
    return call.raise("TypeError",
                      fmt::format("type {} doesn't define __round__ method", type_name(value)));
  }
  if (plain) {
    if (std::isnan(*real)) return call.raise("ValueError", "cannot convert float NaN to integer");
    if (std::isinf(*real)) {
      return call.raise("OverflowError", "cannot convert float infinity to integer");
    }
    return Value::integer(*Int::from_double(std::nearbyint(*real)), call.span);
  }
  if (!std::isfinite(*real) || *digits > 330) return Value::real(*real, call.span);
  if (*digits < 0) {
    if (*digits < -330) return Value::real(std::copysign(0.0, *real), call.span);
    // The exact value lies between two multiples of the unit, or on their middle.
    const Int unit = Int::power(Int(10), static_cast<std::uint64_t>(-*digits));
    Int quotient, rest;
    Int::divide(*Int::from_double(std::fabs(*real)), unit, quotient, rest);
    const int half = Int::compare(rest + rest, unit);
    const bool fraction = *real != std::trunc(*real);
    if (half > 0 || (half == 0 && (fraction || !(quotient & Int(1)).zero()))) {
      quotient = quotient + Int(1);
    }
    const std::optional<double> whole_part = (quotient * unit).to_double();
    if (!whole_part) return call.raise("OverflowError", "rounded value too large to represent");
    return Value::real(std::copysign(*whole_part, *real), call.span);
  }
  const std::string text = format_double(*real, 'f', static_cast<int>(*digits), false);
  return Value::real(std::strtod(text.c_str(), nullptr), call.span);
}

Value sum(const Call& call) {
  Value iterable, why;
  std::optional<Value> start;
  if (!call.bind({{"iterable", iterable}, {"start", start}})) return failed(call);
  Evaluator::Machine& machine = machine_of(call);
  const std::optional<std::vector<Value>> items = machine.items(iterable, call.span, &why);
  if (!items) return call.failed() ? failed(call) : why;
  Value total = start.value_or(Value::integer(0, call.span));
  if (total.text()) {
    return call.raise("TypeError", "sum() can't sum strings [use ''.join(seq) instead]");
  }
  // Python 3.12 adds floats with a correction: where that matters the sum is not known.
  double plain = 0, compensated = 0, correction = 0;
  bool floats = total.as<double>() != nullptr;
  bool only_numbers = true;
  for (std::size_t i = 0; i < items->size(); ++i) {
    const Value& item = (*items)[i];
    const std::optional<double> real = item.real();
    floats |= item.as<double>() != nullptr;
    only_numbers = only_numbers && real && (item.as<double>() || whole(item));
    if (only_numbers) {
      if (i == 0) plain = compensated = total.real().value_or(0);
      plain += *real;
      const double next = compensated + *real;
      correction += std::fabs(compensated) >= std::fabs(*real) ? (compensated - next) + *real
                                                               : (*real - next) + compensated;
      compensated = next;
    }
    total = machine.binary(ast::BinaryOp::Add, total, item, call.span);
    if (call.failed() || total.is_unknown()) return total;
  }
  if (floats && only_numbers && total.as<double>()) {
    const double better = std::isfinite(correction) ? compensated + correction : compensated;
    if (better != *total.as<double>() && !std::isnan(better)) {
      return call.unknown("a sum of floats, which depends on the version of Python");
    }
  }
  return total;
}

// ---- choosing

Value extreme(const Call& call, bool smallest) {
  Rest rest;
  std::optional<Value> key, fallback;
  if (!call.bind({{"args", rest}, {"key", key}, {"default", fallback}})) return failed(call);
  Evaluator::Machine& machine = machine_of(call);
  std::vector<Value> items;
  if (rest.arguments.empty()) {
    return call.raise("TypeError",
                      fmt::format("{} expected at least 1 argument, got 0", call.callee));
  }
  if (rest.arguments.size() == 1) {
    Value why;
    std::optional<std::vector<Value>> found =
        machine.items(rest.arguments[0].value, call.span, &why);
    if (!found) return call.failed() ? failed(call) : why;
    items = std::move(*found);
  } else {
    for (const Argument& argument : rest.arguments) items.push_back(argument.value);
  }
  if (items.empty()) {
    if (fallback) return *fallback;
    return call.raise("ValueError", fmt::format("{}() arg is an empty sequence", call.callee));
  }
  const bool keyed = key && !key->is_none();
  const auto key_of = [&](const Value& item) {
    return keyed ? machine.call(*key, {item}, call.span) : item;
  };
  std::size_t best = 0;
  Value best_key = key_of(items[0]);
  for (std::size_t i = 1; i < items.size(); ++i) {
    if (call.failed() || !machine.step(call.span)) return failed(call);
    Value candidate = key_of(items[i]);
    if (call.failed()) return failed(call);
    const Value better = machine.compare(smallest ? ast::CompareOp::Less : ast::CompareOp::Greater,
                                         candidate, best_key, call.span);
    if (call.failed()) return failed(call);
    const Decision decision = machine.decide(better, call.span);
    if (decision == Decision::Failed) return failed(call);
    if (decision == Decision::Undecided) return machine.undecided(better, call.span);
    if (decision == Decision::False) continue;
    best = i;
    best_key = std::move(candidate);
  }
  if (call.failed()) return failed(call);
  return items[best];
}
Value smallest(const Call& call) { return extreme(call, true); }
Value largest(const Call& call) { return extreme(call, false); }

Value quantifier(const Call& call, bool all) {
  Value iterable;
  if (!call.bind({{"iterable", iterable}, {"/"}})) return failed(call);
  if (iterable.is_unknown()) return iterable;
  Evaluator::Machine& machine = machine_of(call);
  const std::shared_ptr<Iterator> iterator = machine.iterate(iterable, call.span);
  if (call.failed()) return failed(call);
  if (!iterator) return call.unknown("what this iterates over");
  Value unsure;
  while (std::optional<Value> item = iterator->next(call)) {
    if (call.failed() || !machine.step(call.span)) return failed(call);
    const Decision decision = machine.decide(*item, call.span);
    if (decision == Decision::Failed) return failed(call);
    if (decision == Decision::Undecided) unsure = machine.undecided(*item, call.span);
    if (decision == (all ? Decision::False : Decision::True)) {
      return Value::boolean(!all, call.span);
    }
  }
  if (call.failed()) return failed(call);
  if (iterator->uncertain) return {iterator->uncertain, call.span};
  if (unsure.is_unknown()) return unsure;
  return Value::boolean(all, call.span);
}
Value all(const Call& call) { return quantifier(call, true); }
Value any(const Call& call) { return quantifier(call, false); }

Value sorted(const Call& call) {
  Value iterable, why;
  std::optional<Value> key;
  std::optional<bool> reverse;
  if (!call.bind({{"iterable", iterable}, {"/"}, {"*"}, {"key", key}, {"reverse", reverse}})) {
    return failed(call);
  }
  std::optional<std::vector<Value>> items = machine_of(call).items(iterable, call.span, &why);
  if (!items) return call.failed() ? failed(call) : why;
  if (!sort_values(call, *items, key.value_or(Value::none()), reverse.value_or(false), why)) {
    return call.failed() ? failed(call) : why;
  }
  return machine_of(call).list(call.span, std::move(*items));
}

// ---- iterators

class Enumerate final : public Iterator {
 public:
  Enumerate(std::shared_ptr<Iterator> items, Int next)
      : items_(std::move(items)), next_(std::move(next)) {}
  std::optional<Value> next(const Site& site) override {
    std::optional<Value> item = items_->next(site);
    uncertain = items_->uncertain;
    if (!item) return std::nullopt;
    Value number = Value::integer(next_, site.span);
    next_ = next_ + Int(1);
    return site.evaluator.machine().tuple(item->span, {std::move(number), std::move(*item)});
  }
  std::string_view type_name() const override { return "enumerate"; }
  bool hash_ordered() const override { return items_->hash_ordered(); }

 private:
  std::shared_ptr<Iterator> items_;
  Int next_;
};

class Zip final : public Iterator {
 public:
  Zip(std::vector<std::shared_ptr<Iterator>> parts, bool strict)
      : parts_(std::move(parts)), strict_(strict) {}
  std::optional<Value> next(const Site& site) override {
    if (parts_.empty()) return std::nullopt;
    std::vector<Value> items;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      std::optional<Value> item = parts_[i]->next(site);
      if (site.failed()) return std::nullopt;
      if (parts_[i]->uncertain) {
        uncertain = parts_[i]->uncertain;
        return std::nullopt;
      }
      if (!item) {
        if (strict_) check(site, i);
        parts_.clear();
        return std::nullopt;
      }
      items.push_back(std::move(*item));
    }
    return site.evaluator.machine().tuple(site.span, std::move(items));
  }
  std::string_view type_name() const override { return "zip"; }
  bool hash_ordered() const override {
    return std::any_of(parts_.begin(), parts_.end(),
                       [](const auto& part) { return part->hash_ordered(); });
  }

 private:
  void check(const Site& site, std::size_t ended) {
    if (ended > 0) {
      site.raise(
          "ValueError",
          fmt::format("zip() argument {} is shorter than argument{} {}", ended + 1,
                      ended > 1 ? "s 1-" + std::to_string(ended) : "", ended > 1 ? "" : "1"));
      return;
    }
    for (std::size_t i = 1; i < parts_.size(); ++i) {
      if (!parts_[i]->next(site)) continue;
      site.raise("ValueError", fmt::format("zip() argument {} is longer than argument{}", i + 1,
                                           i > 1 ? "s 1-" + std::to_string(i) : " 1"));
      return;
    }
  }
  std::vector<std::shared_ptr<Iterator>> parts_;
  bool strict_;
};

class Map final : public Iterator {
 public:
  Map(Value function, std::vector<std::shared_ptr<Iterator>> parts)
      : function_(std::move(function)), parts_(std::move(parts)) {}
  std::optional<Value> next(const Site& site) override {
    std::vector<Value> items;
    for (const std::shared_ptr<Iterator>& part : parts_) {
      std::optional<Value> item = part->next(site);
      uncertain = part->uncertain;
      if (!item || site.failed()) return std::nullopt;
      items.push_back(std::move(*item));
    }
    if (!site.pay(1)) return std::nullopt;
    Value result = site.call(function_, std::move(items));
    if (site.failed()) return std::nullopt;
    return result;
  }
  std::string_view type_name() const override { return "map"; }
  bool hash_ordered() const override { return parts_.front()->hash_ordered(); }
  void forget() override { function_ = Value::none(); }

 private:
  Value function_;
  std::vector<std::shared_ptr<Iterator>> parts_;
};

class Filter final : public Iterator {
 public:
  Filter(Value function, std::shared_ptr<Iterator> items)
      : function_(std::move(function)), items_(std::move(items)) {}
  std::optional<Value> next(const Site& site) override {
    while (true) {
      std::optional<Value> item = items_->next(site);
      uncertain = items_->uncertain;
      if (!item || site.failed() || !site.pay(1)) return std::nullopt;
      const Value verdict = function_.is_none() ? *item : site.call(function_, {*item});
      if (site.failed()) return std::nullopt;
      const Decision decision = site.evaluator.machine().decide(verdict, site.span);
      if (decision == Decision::Failed) return std::nullopt;
      if (decision == Decision::Undecided) {
        uncertain = site.evaluator.machine().undecided(verdict, site.span).share<const Unknown>();
        return std::nullopt;
      }
      if (decision == Decision::True) return item;
    }
  }
  std::string_view type_name() const override { return "filter"; }
  bool hash_ordered() const override { return items_->hash_ordered(); }
  void forget() override { function_ = Value::none(); }

 private:
  Value function_;
  std::shared_ptr<Iterator> items_;
};

/// An iterator over the argument; null: `out` is what to return.
std::shared_ptr<Iterator> iterator_over(const Call& call, const Value& iterable, Value& out) {
  if (iterable.is_unknown()) {
    out = iterable;
    return nullptr;
  }
  std::shared_ptr<Iterator> iterator = machine_of(call).iterate(iterable, call.span);
  if (!iterator && !call.failed()) out = call.unknown("what this iterates over");
  return iterator;
}

Value enumerated(const Call& call) {
  Value iterable, out;
  std::optional<Value> start;
  if (!call.bind({{"iterable", iterable}, {"start", start}})) return failed(call);
  const std::shared_ptr<Iterator> items = iterator_over(call, iterable, out);
  if (!items) return out;
  if (start && start->is_unknown()) return *start;
  const std::optional<Int> first = start ? whole(*start) : Int(0);
  if (!first) {
    return call.raise("TypeError", fmt::format("'{}' object cannot be interpreted as an integer",
                                               type_name(*start)));
  }
  return Value::iterator(std::make_shared<Enumerate>(items, *first), call.span);
}

bool all_iterators(const Call& call, const Rest& rest,
                   std::vector<std::shared_ptr<Iterator>>& parts, Value& out) {
  for (const Argument& argument : rest.arguments) {
    parts.push_back(iterator_over(call, argument.value, out));
    if (!parts.back()) return false;
  }
  return true;
}

Value zipped(const Call& call) {
  Rest rest;
  std::optional<bool> strict;
  Value out;
  std::vector<std::shared_ptr<Iterator>> parts;
  if (!call.bind({{"iterables", rest}, {"strict", strict}})) return failed(call);
  if (!all_iterators(call, rest, parts, out)) return out;
  return Value::iterator(std::make_shared<Zip>(std::move(parts), strict.value_or(false)),
                         call.span);
}

Value mapped(const Call& call) {
  Value function, out;
  Rest rest;
  std::vector<std::shared_ptr<Iterator>> parts;
  if (!call.bind({{"function", function}, {"iterables", rest}})) return failed(call);
  if (rest.arguments.empty())
    return call.raise("TypeError", "map() must have at least two arguments.");
  if (!all_iterators(call, rest, parts, out)) return out;
  return Value::iterator(std::make_shared<Map>(std::move(function), std::move(parts)), call.span);
}

Value filtered(const Call& call) {
  Value function, iterable, out;
  if (!call.bind({{"function", function}, {"iterable", iterable}, {"/"}})) return failed(call);
  const std::shared_ptr<Iterator> items = iterator_over(call, iterable, out);
  if (!items) return out;
  return Value::iterator(std::make_shared<Filter>(std::move(function), items), call.span);
}

Value reversed(const Call& call) {
  Value sequence, why;
  if (!call.bind({{"sequence", sequence}, {"/"}})) return failed(call);
  if (sequence.is_unknown()) return sequence;
  if (std::optional<Value> own = user_method(call, sequence, "__reversed__")) return *own;
  if (sequence.as<Set>() || sequence.as<Iterator>()) {
    return call.raise("TypeError",
                      fmt::format("'{}' object is not reversible", type_name(sequence)));
  }
  bool hash_ordered = false;
  std::optional<std::vector<Value>> items =
      machine_of(call).items(sequence, call.span, &why, &hash_ordered);
  if (!items) return call.failed() ? failed(call) : why;
  std::reverse(items->begin(), items->end());
  return Value::iterator(iterate(std::move(*items), hash_ordered), call.span);
}

Value iterated(const Call& call) {
  Value iterable, out;
  std::optional<Value> sentinel;
  if (!call.bind({{"object", iterable}, {"sentinel", sentinel}, {"/"}})) return failed(call);
  if (sentinel) return call.unknown("`iter` with a sentinel");
  std::shared_ptr<Iterator> items = iterator_over(call, iterable, out);
  return items ? Value::iterator(std::move(items), call.span) : out;
}

Value next_item(const Call& call) {
  Value iterator_value, out;
  std::optional<Value> fallback;
  if (!call.bind({{"iterator", iterator_value}, {"default", fallback}, {"/"}})) return failed(call);
  if (iterator_value.is_unknown()) return iterator_value;
  std::shared_ptr<Iterator> iterator = iterator_value.share<Iterator>();
  if (!iterator) {
    const Instance* instance = iterator_value.as<Instance>();
    if (!instance || !instance->cls->find("__next__")) {
      if (iterator_value.native()) return call.unknown("the next item of an object");
      return call.raise("TypeError",
                        fmt::format("'{}' object is not an iterator", type_name(iterator_value)));
    }
    Value result = call.call(*instance->cls->find("__next__"), {iterator_value});
    Evaluator::Machine& machine = machine_of(call);
    if (fallback && machine.pending() && machine.pending()->cls->name == "StopIteration") {
      machine.take_pending();
      return *fallback;
    }
    return result;
  }
  if (iterator->uncertain) return {iterator->uncertain, call.span};
  if (iterator->hash_ordered()) call.host().hash_order(call);
  if (std::optional<Value> item = iterator->next(call)) return *item;
  if (call.failed()) return failed(call);
  if (iterator->uncertain) return {iterator->uncertain, call.span};
  if (fallback) return *fallback;
  Value result = call.raise("StopIteration", "");
  Evaluator::Machine& machine = machine_of(call);
  if (machine.pending()) {
    machine.pending()->args.clear();
    const auto* generator = dynamic_cast<const Generator*>(iterator.get());
    if (generator && !generator->result().is_none())
      machine.pending()->args = {generator->result()};
  }
  return result;
}

Value length(const Call& call) {
  Value object;
  if (!call.bind({{"obj", object}, {"/"}})) return failed(call);
  return machine_of(call).length(object, call.span);
}

// ---- attributes and classes

bool attribute_name(const Call& call, const Value& name, std::string_view& out, Value& unknown) {
  if (name.is_unknown()) {
    unknown = name;
    return false;
  }
  const std::optional<std::string_view> text = name.text();
  if (!text) {
    call.raise("TypeError",
               fmt::format("attribute name must be string, not '{}'", type_name(name)));
    return false;
  }
  out = *text;
  return true;
}

Value get_attribute(const Call& call) {
  Value object, name_value, unknown;
  std::optional<Value> fallback;
  if (!call.bind({{"object", object}, {"name", name_value}, {"default", fallback}, {"/"}})) {
    return failed(call);
  }
  std::string_view name;
  if (!attribute_name(call, name_value, name, unknown)) return unknown;
  Evaluator::Machine& machine = machine_of(call);
  if (!fallback) return machine.attribute(object, name, call.span);
  std::optional<Value> found = machine.find_attribute(object, name, call.span);
  if (machine.pending() &&
      machine.pending()->cls->derives_from(*exception_class("AttributeError"))) {
    machine.take_pending();
    return *fallback;
  }
  if (call.failed()) return failed(call);
  return found.value_or(*fallback);
}

Value has_attribute(const Call& call) {
  Value object, name_value, unknown;
  if (!call.bind({{"object", object}, {"name", name_value}, {"/"}})) return failed(call);
  std::string_view name;
  if (!attribute_name(call, name_value, name, unknown)) return unknown;
  Evaluator::Machine& machine = machine_of(call);
  const std::optional<Value> found = machine.find_attribute(object, name, call.span);
  if (machine.pending() &&
      machine.pending()->cls->derives_from(*exception_class("AttributeError"))) {
    machine.take_pending();
    return Value::boolean(false, call.span);
  }
  if (call.failed()) return failed(call);
  if (found && found->is_unknown()) return *found;
  return Value::boolean(found.has_value(), call.span);
}

Value change_attribute(const Call& call) {
  Value object, name_value, value, unknown;
  if (!call.bind({{"object", object}, {"name", name_value}, {"value", value}, {"/"}})) {
    return failed(call);
  }
  std::string_view name;
  Evaluator::Machine& machine = machine_of(call);
  if (!attribute_name(call, name_value, name, unknown)) {
    if (!call.failed()) machine.blur(object, unknown.share<const Unknown>());
    return failed(call);
  }
  machine.set_attribute(object, name, std::move(value), call.span);
  return Value::none(call.span);
}

Value remove_attribute(const Call& call) {
  Value object, name_value, unknown;
  if (!call.bind({{"object", object}, {"name", name_value}, {"/"}})) return failed(call);
  std::string_view name;
  if (attribute_name(call, name_value, name, unknown)) {
    machine_of(call).delete_attribute(object, name, call.span);
  }
  return Value::none(call.span);
}

/// Three-valued: whether the class (or one of a tuple) is met.
Value any_class(const Call& call, const Value& classes, int depth,
                const std::function<std::optional<bool>(const Class&)>& meets) {
  if (classes.is_unknown()) return classes;
  if (const Tuple* tuple = classes.as<Tuple>(); tuple && depth < 20) {
    Value result = Value::boolean(false, call.span);
    for (const Value& each : tuple->items) {
      Value one = any_class(call, each, depth + 1, meets);
      if (call.failed() || one.boolean() == true) return one;
      if (one.is_unknown()) result = one;
    }
    return result;
  }
  const Class* cls = classes.as<Class>();
  if (!cls) {
    if (classes.native() || classes.as<Wrapper>())
      return call.unknown("whether this is such a type");
    return call.raise(
        "TypeError",
        fmt::format("{}() arg 2 must be a type, a tuple of types, or a union", call.callee));
  }
  const std::optional<bool> met = meets(*cls);
  return met ? Value::boolean(*met, call.span) : call.unknown("whether this is such a type");
}

Value is_instance(const Call& call) {
  Value object, classes;
  if (!call.bind({{"object", object}, {"class", classes}, {"/"}})) return failed(call);
  if (object.is_unknown()) return object;
  const std::shared_ptr<Class> actual = class_of(object);
  return any_class(call, classes, 0, [&](const Class& cls) -> std::optional<bool> {
    if (cls.native && !cls.user) {
      if (const std::optional<bool> said = cls.native->is_instance(object)) return said;
    }
    if (&cls == types().object.get()) return true;
    if (!actual) {
      if (cls.module == "builtins" && object.native()) return false;
      return std::nullopt;
    }
    if (actual->derives_from(cls)) return true;
    if (actual->open) return std::nullopt;
    return false;
  });
}

Value is_subclass(const Call& call) {
  Value object, classes;
  if (!call.bind({{"cls", object}, {"class", classes}, {"/"}})) return failed(call);
  if (object.is_unknown()) return object;
  const Class* actual = object.as<Class>();
  if (!actual) return call.raise("TypeError", "issubclass() arg 1 must be a class");
  return any_class(call, classes, 0, [&](const Class& cls) -> std::optional<bool> {
    if (actual->derives_from(cls) || &cls == types().object.get()) return true;
    if (actual->open) return std::nullopt;
    return false;
  });
}

Value is_callable(const Call& call) {
  Value object;
  if (!call.bind({{"object", object}, {"/"}})) return failed(call);
  if (object.is_unknown()) return object;
  if (const Instance* instance = object.as<Instance>()) {
    if (instance->cls->find("__call__")) return Value::boolean(true, call.span);
    if (instance->cls->open) return call.unknown("whether this can be called");
    if (!instance->payload.native()) return Value::boolean(false, call.span);
  }
  if (const Native* native = object.native()) {
    if (!native->callable() && !native->complete())
      return call.unknown("whether this can be called");
    return Value::boolean(native->callable(), call.span);
  }
  const Wrapper* wrapper = object.as<Wrapper>();
  return Value::boolean(object.as<Function>() || object.as<const Builtin*>() ||
                            object.as<BoundMethod>() || object.as<Class>() ||
                            (wrapper && wrapper->kind != Wrapper::Kind::Property &&
                             wrapper->kind != Wrapper::Kind::Super),
                        call.span);
}

// ---- texts

Value repr_text(const Call& call) {
  Value object;
  if (!call.bind({{"obj", object}, {"/"}})) return failed(call);
  return machine_of(call).repr(object, call.span);
}
Value ascii_text(const Call& call) {
  Value object;
  if (!call.bind({{"obj", object}, {"/"}})) return failed(call);
  const Value text = machine_of(call).repr(object, call.span);
  if (call.failed() || text.is_unknown()) return text;
  return call.text(ascii_only(text.text().value_or("")));
}
Value formatted(const Call& call) {
  Value object;
  std::optional<std::string> spec;
  if (!call.bind({{"value", object}, {"format_spec", spec}, {"/"}})) return failed(call);
  return format_value(call, object, spec.value_or(""));
}

// ---- the world outside

Value nothing(const Call& call) { return Value::none(call.span); }

Value print(const Call& call) {
  call.host().printed(call);
  return Value::none(call.span);
}

Value not_followed(const Call& call) {
  const Value unknown = call.unknown(fmt::format("what `{}` does is not followed", call.callee));
  call.host().unknown_call(call, *unknown.unknown(), true);
  return unknown;
}
Value of_the_machine(const Call& call) {
  return call.unknown(fmt::format("what `{}` gives differs from run to run", call.callee));
}

Value import_by_name(const Call& call) {
  Value name;
  Rest rest;
  Options options;
  if (!call.bind({{"name", name}, {"rest", rest}, {"options", options}})) return failed(call);
  if (name.is_unknown()) return name;
  if (!name.text()) return call.raise("TypeError", "__import__() argument 1 must be str");
  const std::string_view full = *name.text();
  return machine_of(call).import(full.substr(0, full.find('.')), call.span);
}

Value snapshot(const Call& call, const Namespace& names) {
  auto dict = machine_of(call).make<Dict>();
  for (const Namespace::Entry& entry : names.entries()) {
    dict->set(Value::text(std::string(entry.name)), entry.value);
  }
  return {std::move(dict), call.span};
}
Value local_names(const Call& call) { return snapshot(call, machine_of(call).frame().variables()); }
Value global_names(const Call& call) {
  Value dict = snapshot(call, machine_of(call).frame().module->attributes);
  // Setting a variable through it is not modelled, and is refused.
  dict.as<Dict>()->frozen = true;
  return dict;
}
Value attributes_of(const Call& call) {
  std::optional<Value> object;
  if (!call.bind({{"object", object}, {"/"}})) return failed(call);
  if (!object) return local_names(call);
  return call.attribute(*object, "__dict__");
}

constexpr Builtin table[] = {
    {"__import__", import_by_name},
    {"abs", absolute},
    {"aiter", iterated},
    {"all", all},
    {"any", any},
    {"ascii", ascii_text},
    {"bin", binary_text},
    {"breakpoint", nothing},
    {"callable", is_callable},
    {"chr", character},
    {"compile", not_followed},
    {"delattr", remove_attribute},
    {"dir", of_the_machine},
    {"divmod", both},
    {"enumerate", enumerated},
    {"eval", not_followed},
    {"exec", not_followed},
    {"filter", filtered},
    {"format", formatted},
    {"getattr", get_attribute},
    {"globals", global_names},
    {"hasattr", has_attribute},
    {"hash", of_the_machine},
    {"hex", hex_text},
    {"id", of_the_machine},
    {"input", of_the_machine},
    {"isinstance", is_instance},
    {"issubclass", is_subclass},
    {"iter", iterated},
    {"len", length},
    {"locals", local_names},
    {"map", mapped},
    {"max", largest},
    {"min", smallest},
    {"next", next_item},
    {"oct", octal_text},
    {"open", open_file},
    {"ord", code_of},
    {"pow", power},
    {"print", print},
    {"repr", repr_text},
    {"reversed", reversed},
    {"round", rounded},
    {"setattr", change_attribute},
    {"sorted", sorted},
    {"sum", sum},
    {"vars", attributes_of},
    {"zip", zipped},
};

}  // namespace

std::span<const Builtin> builtin_functions() { return table; }

}  // namespace migc::python
