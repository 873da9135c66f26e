#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/python/builtins.h"
#include "compiler/python/code_points.h"
#include "compiler/python/machine.h"
#include "compiler/python/unicode.h"

namespace migc::python {
namespace {

using Cls = std::shared_ptr<Class>;

Value not_made(const Cls& cls, const Call& call) {
  return call.unknown(fmt::format("calling `{}` is not modelled", cls->name));
}

Value make_object(const Cls&, const Call& call) {
  Evaluator::Machine& machine = call.evaluator.machine();
  auto instance = machine.make<Instance>();
  instance->cls = types().object;
  return {std::move(instance), call.span};
}

/// `type(x)`.
Value make_type(const Cls&, const Call& call) {
  if (call.positional.size() == 3 && call.keywords.empty() && !call.incomplete) {
    const auto name = call.positional[0].value.text();
    const std::vector<Value>* bases = call.positional[1].value.items();
    const Dict* attributes = call.positional[2].value.dictionary();
    if (name && bases && attributes) {
      return call.evaluator.machine().make_class(std::string(*name), *bases, *attributes,
                                                 call.span);
    }
  }
  if (call.positional.size() != 1) return call.unknown("a class made by `type()`");
  const Value& value = call.positional[0].value;
  if (value.is_unknown()) return value;
  const std::shared_ptr<Class> cls = class_of(value);
  return cls ? Value::type(cls, call.span)
             : call.unknown(fmt::format("the type of a `{}`", type_name(value)));
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty()) {
    std::size_t at = 0;
    if (!is_space(decode_utf8(text, at))) break;
    text.remove_prefix(at);
  }
  while (!text.empty()) {
    std::size_t begin = text.size() - 1;
    while (begin > 0 && !starts_code_point(text[begin])) --begin;
    std::size_t at = begin;
    if (!is_space(decode_utf8(text, at))) break;
    text.remove_suffix(text.size() - begin);
  }
  return text;
}

/// Digits without underscores; nothing when these stand wrongly.
std::optional<std::string> without_underscores(std::string_view text) {
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      digits += text[i];
      continue;
    }
    if (i == 0 || i + 1 == text.size() || text[i + 1] == '_') return std::nullopt;
  }
  return digits;
}

/// Python reads the decimal digits of all scripts, and no other characters beyond ASCII.
bool only_digits_beyond_ascii(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const char32_t point = decode_utf8(text, i);
    if (point >= 0x80 && !is_decimal(point)) return false;
  }
  return true;
}

Value int_from_text(const Call& call, std::string_view text, int base, const Value& original) {
  const auto invalid = [&] {
    const Value shown = call.repr(original);
    return call.raise("ValueError", fmt::format("invalid literal for int() with base {}: {}", base,
                                                shown.text().value_or("?")));
  };
  const std::string_view stripped = trimmed(text);
  if (!is_ascii(stripped)) {
    return only_digits_beyond_ascii(stripped) ? call.unknown("digits beyond ASCII") : invalid();
  }
  std::string_view digits = stripped;
  bool negative = false;
  if (digits.starts_with('-') || digits.starts_with('+')) {
    negative = digits[0] == '-';
    digits.remove_prefix(1);
  }
  int used = base;
  const auto prefix = [&](char letter, int its_base) {
    if (digits.size() < 2 || digits[0] != '0' || (digits[1] | 0x20) != letter) return;
    if (base != 0 && base != its_base) return;
    used = its_base;
    digits.remove_prefix(2);
    if (digits.starts_with('_')) digits.remove_prefix(1);
  };
  const bool zero_first = digits.starts_with('0');
  prefix('x', 16);
  if (used == base) prefix('o', 8);
  if (used == base) prefix('b', 2);
  if (used == 0) {
    used = 10;
    // `int("010", 0)` is refused as in source.
    if (zero_first && digits.find_first_not_of("0_") != std::string_view::npos) return invalid();
  }
  const std::optional<std::string> clean = without_underscores(digits);
  if (!clean || clean->empty()) return invalid();
  if (clean->size() > 4300 && (used & (used - 1)) != 0) {
    return call.raise("ValueError",
                      fmt::format("Exceeds the limit (4300 digits) for integer string conversion: "
                                  "value has {} digits; use sys.set_int_max_str_digits() to "
                                  "increase the limit",
                                  clean->size()));
  }
  if (clean->size() > 50'000) return call.unknown("so large a number");
  const std::optional<Int> value = Int::parse(*clean, used);
  if (!value) return invalid();
  return Value::integer(negative ? -*value : *value, call.span);
}

const Value& payload_of(const Value& value) {
  const Instance* instance = value.as<Instance>();
  return instance && !instance->payload.is_none() ? instance->payload : value;
}

/// The result of a method like `__int__` of a user's object; nothing when it has none.
std::optional<Value> user_method(const Call& call, const Value& value,
                                 std::initializer_list<std::string_view> names) {
  const Instance* instance = value.as<Instance>();
  if (!instance) return std::nullopt;
  for (const std::string_view name : names) {
    const Value* method = instance->cls->find(name);
    if (method && !method->as<const Builtin*>()) return call.call(*method, {value});
  }
  if (instance->cls->open) return Value{instance->cls->open_because, call.span};
  return std::nullopt;
}

Value make_int(const Cls&, const Call& call) {
  std::optional<Value> given, base;
  if (!call.bind({{"x", given}, {"/"}, {"base", base}})) return Value::none();
  if (!given) return Value::integer(0, call.span);
  if (given->is_unknown()) return *given;
  if (base && base->is_unknown()) return *base;
  if (const std::optional<Value> made = user_method(call, *given, {"__int__", "__index__"})) {
    return *made;
  }
  const Value& value = payload_of(*given);
  if (base) {
    const std::optional<std::int64_t> number = base->integer();
    if (!number) {
      return call.raise("TypeError", fmt::format("'{}' object cannot be interpreted as an integer",
                                                 type_name(*base)));
    }
    if (*number != 0 && (*number < 2 || *number > 36)) {
      return call.raise("ValueError", "int() base must be >= 2 and <= 36, or 0");
    }
    if (const Str* text = value.as<Str>()) {
      return int_from_text(call, *text, static_cast<int>(*number), value);
    }
    if (value.as<Bytes>()) {
      return int_from_text(call, *value.as<Bytes>(), static_cast<int>(*number), value);
    }
    return call.raise("TypeError", "int() can't convert non-string with explicit base");
  }
  if (const Int* integer = value.as<Int>()) return Value::integer(*integer, call.span);
  if (const bool* truth = value.as<bool>()) return Value::integer(*truth, call.span);
  if (const double* real = value.as<double>()) {
    if (std::isnan(*real)) return call.raise("ValueError", "cannot convert float NaN to integer");
    if (std::isinf(*real)) {
      return call.raise("OverflowError", "cannot convert float infinity to integer");
    }
    return Value::integer(*Int::from_double(*real), call.span);
  }
  if (const Str* text = value.as<Str>()) return int_from_text(call, *text, 10, value);
  if (const Bytes* bytes = value.as<Bytes>()) return int_from_text(call, *bytes, 10, value);
  if (const Native* native = value.native(); native && !native->complete()) {
    return call.unknown(fmt::format("a `{}` as a number", native->type_name()));
  }
  return call.raise("TypeError",
                    fmt::format("int() argument must be a string, a bytes-like object or a real "
                                "number, not '{}'",
                                type_name(value)));
}

Value make_float(const Cls&, const Call& call) {
  std::optional<Value> given;
  if (!call.bind({{"x", given}, {"/"}})) return Value::none();
  if (!given) return Value::real(0, call.span);
  if (given->is_unknown()) return *given;
  if (const std::optional<Value> made = user_method(call, *given, {"__float__", "__index__"})) {
    return *made;
  }
  const Value& value = payload_of(*given);
  if (const double* real = value.as<double>()) return Value::real(*real, call.span);
  if (const bool* truth = value.as<bool>()) return Value::real(*truth, call.span);
  if (const Int* integer = value.as<Int>()) {
    const std::optional<double> real = integer->to_double();
    if (!real) return call.raise("OverflowError", "int too large to convert to float");
    return Value::real(*real, call.span);
  }
  std::optional<std::string_view> text;
  if (const Str* str = value.as<Str>()) text = str->view();
  if (const Bytes* bytes = value.as<Bytes>()) text = bytes->view();
  if (!text) {
    if (const Native* native = value.native()) {
      return call.unknown(fmt::format("a `{}` as a number", native->type_name()));
    }
    return call.raise("TypeError",
                      fmt::format("float() argument must be a string or a real number, not '{}'",
                                  type_name(value)));
  }
  const auto invalid = [&] {
    const Value shown = call.repr(value);
    return call.raise("ValueError", fmt::format("could not convert string to float: {}",
                                                shown.text().value_or("?")));
  };
  std::string_view stripped = trimmed(*text);
  if (!is_ascii(stripped)) {
    return only_digits_beyond_ascii(stripped) ? call.unknown("digits beyond ASCII") : invalid();
  }
  std::string lower = ascii_lower(stripped);
  std::string_view at = lower;
  bool negative = false;
  if (at.starts_with('-') || at.starts_with('+')) {
    negative = at[0] == '-';
    at.remove_prefix(1);
  }
  double real = 0;
  if (at == "inf" || at == "infinity") {
    real = HUGE_VAL;
  } else if (at == "nan") {
    real = std::nan("");
  } else {
    // Underscores stand between digits only.
    std::string digits;
    for (std::size_t i = 0; i < at.size(); ++i) {
      if (at[i] != '_') {
        digits += at[i];
        continue;
      }
      const auto is_digit = [&](std::size_t k) {
        return k < at.size() && at[k] >= '0' && at[k] <= '9';
      };
      if (i == 0 || !is_digit(i - 1) || !is_digit(i + 1)) return invalid();
    }
    if (digits.empty() || digits.find_first_not_of("0123456789.e+-") != std::string::npos ||
        digits[0] == '+' || digits[0] == '-') {
      return invalid();
    }
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), real);
    if (end.ptr != digits.data() + digits.size()) return invalid();
    if (end.ec == std::errc::result_out_of_range)
      real = std::strtod(digits.c_str(), nullptr);
    else if (end.ec != std::errc{})
      return invalid();
  }
  return Value::real(negative ? -real : real, call.span);
}

Value make_bool(const Cls&, const Call& call) {
  std::optional<Value> value;
  if (!call.bind({{"x", value}, {"/"}})) return Value::none();
  if (!value) return Value::boolean(false, call.span);
  if (value->is_unknown()) return *value;
  const std::optional<bool> truth = call.truth(*value);
  if (!truth) return call.failed() ? Value::none() : call.unknown("whether this is true");
  return Value::boolean(*truth, call.span);
}

Value make_text(const Cls&, const Call& call) {
  std::optional<Value> object, encoding, errors;
  if (!call.bind({{"object", object}, {"encoding", encoding}, {"errors", errors}})) {
    return Value::none();
  }
  if (!object) return Value::borrowed("", call.span);
  if (encoding || errors) {
    std::vector<Value> arguments;
    if (encoding) arguments.push_back(*encoding);
    return call.call(call.attribute(*object, "decode"), std::move(arguments));
  }
  Value text = call.str(*object);
  if (call.failed() || text.is_unknown() || text.as<Str>()) return text;
  return Value::text(std::string(text.text().value_or("")), call.span);
}

Value make_bytes(const Cls&, const Call& call) {
  std::optional<Value> source, encoding, errors;
  if (!call.bind({{"source", source}, {"encoding", encoding}, {"errors", errors}})) {
    return Value::none();
  }
  if (!source) return Value{Bytes(), call.span};
  if (source->is_unknown()) return *source;
  if (source->text()) {
    if (!encoding) return call.raise("TypeError", "string argument without an encoding");
    return call.call(call.attribute(*source, "encode"), {*encoding});
  }
  Evaluator::Machine& machine = call.evaluator.machine();
  if (source->as<Bytes>()) return *source;
  if (source->as<Int>()) {
    const std::optional<std::int64_t> count = source->integer();
    if (count && *count < 0) return call.raise("ValueError", "negative count");
    if (!count || !machine.room_for_text(call.span, static_cast<std::uint64_t>(*count))) {
      if (!count) machine.exceed(call.span, "a value is too large");
      return Value::none();
    }
    return machine.make_bytes(call.span, std::string(static_cast<std::size_t>(*count), '\0'));
  }
  Value why;
  const std::optional<std::vector<Value>> items = machine.items(*source, call.span, &why);
  if (!items) return call.failed() ? Value::none() : why;
  std::string bytes;
  for (const Value& item : *items) {
    const std::optional<std::int64_t> byte = item.integer();
    if (!byte) {
      if (item.is_unknown()) return item;
      return call.raise("TypeError", fmt::format("'{}' object cannot be interpreted as an integer",
                                                 type_name(item)));
    }
    if (*byte < 0 || *byte > 255) {
      return call.raise("ValueError", "bytes must be in range(0, 256)");
    }
    bytes += static_cast<char>(*byte);
  }
  return machine.make_bytes(call.span, std::move(bytes));
}

/// The items of the one optional argument; false: `out` is what to return.
bool one_iterable(const Call& call, std::vector<Value>& items, bool& hash_ordered, Value& out) {
  std::optional<Value> iterable;
  if (!call.bind({{"iterable", iterable}, {"/"}})) return false;
  if (!iterable) return true;
  std::optional<std::vector<Value>> found =
      call.evaluator.machine().items(*iterable, call.span, &out, &hash_ordered);
  if (!found) return false;
  items = std::move(*found);
  return true;
}

Value make_list(const Cls&, const Call& call) {
  std::vector<Value> items;
  bool hash_ordered = false;
  Value out;
  if (!one_iterable(call, items, hash_ordered, out)) return out;
  Value made = call.evaluator.machine().list(call.span, std::move(items));
  made.as<List>()->hash_ordered = hash_ordered;
  return made;
}

Value make_tuple(const Cls&, const Call& call) {
  std::vector<Value> items;
  bool hash_ordered = false;
  Value out;
  if (!one_iterable(call, items, hash_ordered, out)) return out;
  Value made = call.evaluator.machine().tuple(call.span, std::move(items));
  made.as<Tuple>()->hash_ordered = hash_ordered;
  return made;
}

Value set_of(const Call& call, bool is_frozenset) {
  std::vector<Value> items;
  bool hash_ordered = false;
  Value out;
  if (!one_iterable(call, items, hash_ordered, out)) return out;
  Evaluator::Machine& machine = call.evaluator.machine();
  auto set = machine.make<Set>();
  set->is_frozenset = is_frozenset;
  for (Value& item : items) {
    if (!machine.hashable(item, call.span, &out)) return call.failed() ? Value::none() : out;
    set->members.set(std::move(item), Value::none());
  }
  return {std::move(set), call.span};
}
Value make_set(const Cls&, const Call& call) { return set_of(call, false); }
Value make_frozenset(const Cls&, const Call& call) { return set_of(call, true); }

Value make_dict(const Cls&, const Call& call) {
  if (call.incomplete) return Value::unknown(*call.incomplete);
  Value dict{call.evaluator.machine().make<Dict>(), call.span};
  if (call.positional.size() > 1) {
    return call.raise("TypeError", fmt::format("dict expected at most 1 argument, got {}",
                                               call.positional.size()));
  }
  Value unknown = fill_dict(call, dict.share<Dict>());
  if (call.failed() || unknown.is_unknown()) return unknown;
  return dict;
}

Value make_range(const Cls&, const Call& call) {
  std::optional<Value> first, second, third;
  if (!call.bind({{"start", first}, {"stop", second}, {"step", third}, {"/"}}))
    return Value::none();
  if (!first) return call.raise("TypeError", "range expected at least 1 argument, got 0");
  const auto whole = [&](const Value& value) -> std::optional<Int> {
    const Value& plain = payload_of(value);
    if (const Int* integer = plain.as<Int>()) return *integer;
    if (const bool* truth = plain.as<bool>()) return Int(*truth);
    if (!value.is_unknown()) {
      call.raise("TypeError",
                 fmt::format("'{}' object cannot be interpreted as an integer", type_name(value)));
    }
    return std::nullopt;
  };
  for (const std::optional<Value>& part : {first, second, third}) {
    if (part && part->is_unknown()) return *part;
  }
  auto range = std::make_shared<Range>();
  range->step = Int(1);
  const std::optional<Int> a = whole(*first);
  if (!a) return Value::none();
  if (second) {
    const std::optional<Int> b = whole(*second);
    if (!b) return Value::none();
    range->start = *a;
    range->stop = *b;
    if (third) {
      const std::optional<Int> step = whole(*third);
      if (!step) return Value::none();
      if (step->zero()) return call.raise("ValueError", "range() arg 3 must not be zero");
      range->step = *step;
    }
  } else {
    range->stop = *a;
  }
  const bool up = !range->step.negative();
  const Int distance = up ? range->stop - range->start : range->start - range->stop;
  if (!distance.negative() && !distance.zero()) {
    Int quotient, remainder;
    Int::divide(distance - Int(1), up ? range->step : -range->step, quotient, remainder);
    range->length = quotient + Int(1);
  }
  return {std::move(range), call.span};
}

Value make_slice(const Cls&, const Call& call) {
  Value first;
  std::optional<Value> second, third;
  if (!call.bind({{"start", first}, {"stop", second}, {"step", third}, {"/"}}))
    return Value::none();
  auto slice = std::make_shared<Slice>();
  if (second) {
    slice->lower = first;
    slice->upper = *second;
    if (third) slice->step = *third;
  } else {
    slice->upper = first;
  }
  return {std::move(slice), call.span};
}

Value wrapped(const Call& call, Wrapper::Kind kind, std::vector<Value> values) {
  auto wrapper = std::make_shared<Wrapper>();
  wrapper->kind = kind;
  wrapper->values = std::move(values);
  return {std::move(wrapper), call.span};
}

Value make_property(const Cls&, const Call& call) {
  std::optional<Value> getter, setter, deleter, doc;
  if (!call.bind({{"fget", getter}, {"fset", setter}, {"fdel", deleter}, {"doc", doc}})) {
    return Value::none();
  }
  return wrapped(call, Wrapper::Kind::Property,
                 {getter.value_or(Value::none()), setter.value_or(Value::none()),
                  deleter.value_or(Value::none())});
}
Value make_static_method(const Cls&, const Call& call) {
  Value function;
  if (!call.bind({{"function", function}, {"/"}})) return Value::none();
  return wrapped(call, Wrapper::Kind::StaticMethod, {std::move(function)});
}
Value make_class_method(const Cls&, const Call& call) {
  Value function;
  if (!call.bind({{"function", function}, {"/"}})) return Value::none();
  return wrapped(call, Wrapper::Kind::ClassMethod, {std::move(function)});
}

Value make_super(const Cls&, const Call& call) {
  std::optional<Value> cls, self;
  if (!call.bind({{"type", cls}, {"object", self}, {"/"}})) return Value::none();
  if (cls && self) return wrapped(call, Wrapper::Kind::Super, {*cls, *self});
  if (cls) return call.unknown("an unbound `super()`");
  Evaluator::Machine& machine = call.evaluator.machine();
  const Evaluator::Machine::Frame* frame = machine.frame_or_null();
  const Function* function = frame ? frame->function : nullptr;
  if (!function || !function->owner || !function->def || function->def->parameters.empty()) {
    return call.raise("RuntimeError", "super(): no arguments");
  }
  const Value* first = machine.peek(function->def->parameters.front().name.text);
  if (!first) return call.raise("RuntimeError", "super(): arg[0] deleted");
  return wrapped(call, Wrapper::Kind::Super, {Value::type(function->owner, call.span), *first});
}

Value make_exception(const Cls& cls, const Call& call) {
  Evaluator::Machine& machine = call.evaluator.machine();
  auto instance = machine.make<Instance>();
  instance->cls = cls;
  for (const Argument& argument : call.positional) instance->args.push_back(argument.value);
  Value made{instance, call.span};
  if (!cls->native) return made;
  for (const KeywordArgument& keyword : call.keywords) {
    instance->attributes.set_owned(keyword.name, keyword.value);
  }
  return made;
}

/// One native for all exceptions; their names are those of their classes.
const PlainType exception_native{"Exception", make_exception};

struct ExceptionName {
  std::string_view name, base;
};
constexpr ExceptionName exception_names[] = {
    {"BaseException", ""},
    {"Exception", "BaseException"},
    {"SystemExit", "BaseException"},
    {"KeyboardInterrupt", "BaseException"},
    {"GeneratorExit", "BaseException"},
    {"BaseExceptionGroup", "BaseException"},
    {"StopIteration", "Exception"},
    {"StopAsyncIteration", "Exception"},
    {"ArithmeticError", "Exception"},
    {"FloatingPointError", "ArithmeticError"},
    {"OverflowError", "ArithmeticError"},
    {"ZeroDivisionError", "ArithmeticError"},
    {"AssertionError", "Exception"},
    {"AttributeError", "Exception"},
    {"BufferError", "Exception"},
    {"EOFError", "Exception"},
    {"ExceptionGroup", "Exception"},
    {"ImportError", "Exception"},
    {"ModuleNotFoundError", "ImportError"},
    {"LookupError", "Exception"},
    {"IndexError", "LookupError"},
    {"KeyError", "LookupError"},
    {"MemoryError", "Exception"},
    {"NameError", "Exception"},
    {"UnboundLocalError", "NameError"},
    {"OSError", "Exception"},
    {"BlockingIOError", "OSError"},
    {"ChildProcessError", "OSError"},
    {"ConnectionError", "OSError"},
    {"BrokenPipeError", "ConnectionError"},
    {"ConnectionAbortedError", "ConnectionError"},
    {"ConnectionRefusedError", "ConnectionError"},
    {"ConnectionResetError", "ConnectionError"},
    {"FileExistsError", "OSError"},
    {"FileNotFoundError", "OSError"},
    {"InterruptedError", "OSError"},
    {"IsADirectoryError", "OSError"},
    {"NotADirectoryError", "OSError"},
    {"PermissionError", "OSError"},
    {"ProcessLookupError", "OSError"},
    {"TimeoutError", "OSError"},
    {"ReferenceError", "Exception"},
    {"RuntimeError", "Exception"},
    {"NotImplementedError", "RuntimeError"},
    {"RecursionError", "RuntimeError"},
    {"SyntaxError", "Exception"},
    {"IndentationError", "SyntaxError"},
    {"TabError", "IndentationError"},
    {"SystemError", "Exception"},
    {"TypeError", "Exception"},
    {"ValueError", "Exception"},
    {"UnicodeError", "ValueError"},
    {"UnicodeDecodeError", "UnicodeError"},
    {"UnicodeEncodeError", "UnicodeError"},
    {"UnicodeTranslateError", "UnicodeError"},
    {"Warning", "Exception"},
    {"BytesWarning", "Warning"},
    {"DeprecationWarning", "Warning"},
    {"EncodingWarning", "Warning"},
    {"FutureWarning", "Warning"},
    {"ImportWarning", "Warning"},
    {"PendingDeprecationWarning", "Warning"},
    {"ResourceWarning", "Warning"},
    {"RuntimeWarning", "Warning"},
    {"SyntaxWarning", "Warning"},
    {"UnicodeWarning", "Warning"},
    {"UserWarning", "Warning"},
};

/// Everything that is made once and never changed: types, exceptions, the names of `builtins`.
struct World {
  std::deque<PlainType> natives;
  Types types;
  Namespace exceptions;
  Namespace names;

  Cls make(std::string_view name, Value (*function)(const Cls&, const Call&),
           std::span<const Builtin> methods = {}, std::vector<Cls> bases = {}) {
    natives.emplace_back(name, function);
    if (bases.empty() && types.object) bases.push_back(types.object);
    Cls cls = native_class(natives.back(), std::move(bases));
    for (const Builtin& method : methods) cls->attributes.set(method.name, Value::builtin(method));
    return cls;
  }

  World() {
    Types& t = types;
    t.object = make("object", make_object);
    t.type = make("type", make_type);
    t.none = make("NoneType", not_made);
    t.integer = make("int", make_int, integer_methods());
    t.boolean = make("bool", make_bool, {}, {t.integer, t.object});
    t.real = make("float", make_float, real_methods());
    t.complex = make("complex", not_made);
    t.text = make("str", make_text, text_methods());
    t.bytes = make("bytes", make_bytes, bytes_methods());
    t.list = make("list", make_list, list_methods());
    t.tuple = make("tuple", make_tuple, tuple_methods());
    t.dict = make("dict", make_dict, dict_methods());
    t.set = make("set", make_set, set_methods());
    t.frozenset = make("frozenset", make_frozenset, frozenset_methods());
    t.range = make("range", make_range, range_methods());
    t.slice = make("slice", make_slice);
    t.function = make("function", not_made);
    t.builtin = make("builtin_function_or_method", not_made);
    t.method = make("method", not_made);
    t.module = make("module", not_made);
    t.iterator = make("iterator", not_made, generator_methods());
    t.generator = t.iterator;
    t.property = make("property", make_property, property_methods());
    t.static_method = make("staticmethod", make_static_method);
    t.class_method = make("classmethod", make_class_method);
    t.super = make("super", make_super);
    t.ellipsis = make("ellipsis", not_made);
    t.not_implemented = make("NotImplementedType", not_made);
    t.enum_ = make("Enum", not_made);
    t.enum_->module = "enum";
    t.repr_enum = make("ReprEnum", not_made, {}, {t.enum_, t.object});
    t.int_enum = make("IntEnum", not_made, {}, {t.integer, t.enum_, t.object});
    t.str_enum = make("StrEnum", not_made, {}, {t.text, t.enum_, t.object});
    t.flag = make("Flag", not_made, {}, {t.enum_, t.object});
    t.int_flag = make("IntFlag", not_made, {}, {t.integer, t.flag, t.object});
    t.enum_auto = make("auto", [](const Cls&, const Call& call) {
      return Value{call.evaluator.machine().make_auto(call.span), call.span};
    });

    for (const ExceptionName& each : exception_names) {
      Cls base = t.object;
      if (!each.base.empty()) base = exceptions.find(each.base)->share<Class>();
      Cls cls = make_exception_class(std::string(each.name), base);
      cls->module = "builtins";
      if (each.base.empty()) {
        for (const Builtin& method : exception_methods()) {
          cls->attributes.set(method.name, Value::builtin(method));
        }
      }
      exceptions.set(each.name, Value::type(std::move(cls)));
    }
    t.base_exception = exceptions.find("BaseException")->share<Class>();
    t.exception = exceptions.find("Exception")->share<Class>();

    for (const Cls& cls : {t.object, t.type, t.integer, t.boolean, t.real, t.complex, t.text,
                           t.bytes, t.list, t.tuple, t.dict, t.set, t.frozenset, t.range, t.slice,
                           t.property, t.static_method, t.class_method, t.super}) {
      names.set(cls->name, Value::type(cls));
    }
    for (const Namespace::Entry& entry : exceptions.entries()) names.set(entry.name, entry.value);
    names.set("EnvironmentError", *exceptions.find("OSError"));
    names.set("IOError", *exceptions.find("OSError"));
    names.set("None", Value::none());
    names.set("True", Value::boolean(true));
    names.set("False", Value::boolean(false));
    names.set("Ellipsis", Value{Ellipsis{}, {}});
    names.set("NotImplemented", Value{NotImplemented{}, {}});
    names.set("__debug__", Value::boolean(true));
    for (const Builtin& function : builtin_functions()) {
      names.set(function.name, Value::builtin(function));
    }
    const auto unknown = Value::unknown({}, "a type that is not modelled");
    names.set("bytearray", unknown);
    names.set("memoryview", unknown);
  }
};

const World& world() {
  static const World made;
  return made;
}

}  // namespace

Value fill_dict(const Call& call, const std::shared_ptr<Dict>& dict) {
  Evaluator::Machine& machine = call.evaluator.machine();
  Value unknown;
  if (!call.positional.empty()) {
    const Value& source = call.positional[0].value;
    if (source.is_unknown()) return source;
    if (const Dict* other = source.dictionary()) {
      if (!machine.room_for_items(call.span, 2 * other->size())) return Value::none();
      const std::vector<Dict::Entry> entries = other->entries();
      for (const Dict::Entry& entry : entries) {
        if (!entry.present) continue;
        machine.holds(dict, entry.value);
        dict->set(entry.key, entry.value);
      }
    } else {
      std::optional<Value> keys = source.native() || source.as<Instance>()
                                      ? machine.find_attribute(source, "keys", call.span)
                                      : std::nullopt;
      if (call.failed()) return Value::none();
      if (keys && !keys->is_unknown()) {
        const std::optional<std::vector<Value>> names =
            machine.items(machine.call(*keys, {}, call.span), call.span, &unknown);
        if (!names) return call.failed() ? Value::none() : unknown;
        for (const Value& name : *names) {
          if (!machine.hashable(name, call.span, &unknown)) return unknown;
          Value value = machine.item(source, name, call.span);
          if (call.failed()) return Value::none();
          machine.holds(dict, value);
          dict->set(name, std::move(value));
        }
      } else {
        const std::optional<std::vector<Value>> pairs = machine.items(source, call.span, &unknown);
        if (!pairs) return call.failed() ? Value::none() : unknown;
        std::size_t index = 0;
        for (const Value& pair : *pairs) {
          std::optional<std::vector<Value>> parts;
          if (pair.is_unknown()) return pair;
          if (!pair.items() && !pair.text() && !pair.as<Iterator>() && !pair.native() &&
              !pair.as<Instance>() && !pair.dictionary() && !pair.as<Set>()) {
            return call.raise("TypeError",
                              fmt::format("cannot convert dictionary update sequence element #{} "
                                          "to a sequence",
                                          index));
          }
          parts = machine.items(pair, call.span, &unknown);
          if (!parts) return call.failed() ? Value::none() : unknown;
          if (parts->size() != 2) {
            return call.raise("ValueError",
                              fmt::format("dictionary update sequence element #{} has length {}; 2 "
                                          "is required",
                                          index, parts->size()));
          }
          ++index;
          if (!machine.hashable((*parts)[0], call.span, &unknown)) {
            return call.failed() ? Value::none() : unknown;
          }
          machine.holds(dict, (*parts)[1]);
          dict->set((*parts)[0], (*parts)[1]);
        }
      }
    }
  }
  for (const KeywordArgument& keyword : call.keywords) {
    machine.holds(dict, keyword.value);
    dict->set(Value::text(std::string(keyword.name), keyword.span), keyword.value);
  }
  return Value::none(call.span);
}

const Types& types() { return world().types; }

std::shared_ptr<Class> exception_class(std::string_view name) {
  const Value* found = world().exceptions.find(name);
  return found ? found->share<Class>() : nullptr;
}

std::shared_ptr<Class> make_exception_class(std::string name, std::shared_ptr<Class> base) {
  std::shared_ptr<Class> cls = native_class(exception_native, {std::move(base)});
  cls->name = std::move(name);
  cls->module.clear();
  return cls;
}

const Value* find_builtin(std::string_view name) { return world().names.find(name); }
const Namespace& builtin_names() { return world().names; }

void define_builtins(Module& module) {
  for (const Namespace::Entry& entry : world().names.entries()) {
    module.define(entry.name, entry.value);
  }
}

std::shared_ptr<Class> class_of(const Value& value) {
  const Types& t = types();
  if (const Instance* instance = value.as<Instance>()) return instance->cls;
  if (const Tuple* tuple = value.as<Tuple>()) return tuple->cls ? tuple->cls : t.tuple;
  if (const Set* set = value.as<Set>()) return set->is_frozenset ? t.frozenset : t.set;
  if (const Native* native = value.as<Native>()) return native->type();
  if (const Wrapper* wrapper = value.as<Wrapper>()) {
    switch (wrapper->kind) {
      case Wrapper::Kind::Property:
        return t.property;
      case Wrapper::Kind::StaticMethod:
        return t.static_method;
      case Wrapper::Kind::ClassMethod:
        return t.class_method;
      case Wrapper::Kind::Super:
        return t.super;
      case Wrapper::Kind::ContextManager:
        return t.function;
      case Wrapper::Kind::Partial:
      case Wrapper::Kind::Alias:
        return nullptr;
    }
  }
  if (const Class* cls = value.as<Class>()) {
    return cls->open ? nullptr : t.type;
  }
  if (value.is_none()) return t.none;
  if (value.as<bool>()) return t.boolean;
  if (value.as<Int>()) return t.integer;
  if (value.as<double>()) return t.real;
  if (value.as<Str>()) return t.text;
  if (value.as<Bytes>()) return t.bytes;
  if (value.as<List>()) return t.list;
  if (value.as<Dict>()) return t.dict;
  if (value.as<Range>()) return t.range;
  if (value.as<Slice>()) return t.slice;
  if (value.as<Function>()) return t.function;
  if (value.as<BoundMethod>()) return t.method;
  if (value.as<const Builtin*>()) return t.builtin;
  if (value.as<Module>()) return t.module;
  if (value.as<Iterator>()) return t.iterator;
  if (value.as<Ellipsis>()) return t.ellipsis;
  if (value.as<NotImplemented>()) return t.not_implemented;
  return nullptr;
}

}  // namespace migc::python
