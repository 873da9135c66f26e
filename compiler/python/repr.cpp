#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/python/builtins.h"
#include "compiler/python/code_points.h"
#include "compiler/python/machine.h"
#include "compiler/python/unicode.h"

namespace migc::python {
namespace {

/// Texts of so many digits are refused by CPython 3.11 and later.
constexpr std::size_t max_digits = 4300;

/// Writes `repr`. With a machine the user's own `__repr__` is called; without, it is not known.
class Printer {
 public:
  Printer(Evaluator::Machine* machine, Span span) : machine_(machine), span_(span) {}

  bool print(const Value& value) {
    constexpr std::size_t longest = 4 << 20;
    if (out.size() > longest || open_.size() > 100) return not_known("so long a text");
    return match_value(value);
  }

  std::string out;
  std::string why = "the text of an object";
  Value unknown;

 private:
  bool not_known(std::string reason) {
    why = std::move(reason);
    return false;
  }

  bool items(const std::vector<Value>& items, const void* identity, char left, char right) {
    if (std::find(open_.begin(), open_.end(), identity) != open_.end()) {
      out += left;
      out += "...";
      out += right;
      return true;
    }
    open_.push_back(identity);
    out += left;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out += ", ";
      if (!print(items[i])) return false;
    }
    open_.pop_back();
    if (left == '(' && items.size() == 1) out += ',';
    out += right;
    return true;
  }

  bool match_value(const Value& value) {
    if (const Unknown* because = value.unknown()) {
      unknown = value;
      return not_known(because->why);
    }
    if (value.is_none()) return out += "None", true;
    if (const bool* truth = value.as<bool>()) return out += *truth ? "True" : "False", true;
    if (const Int* integer = value.as<Int>()) {
      if (integer->bits() > max_digits * 10 / 3) {
        const std::string digits = integer->to_string();
        if (digits.size() - integer->negative() > max_digits) {
          if (machine_) {
            machine_->raise(span_, "ValueError",
                            "Exceeds the limit (4300 digits) for integer string conversion; use "
                            "sys.set_int_max_str_digits() to increase the limit");
          }
          return not_known("so large a number");
        }
        return out += digits, true;
      }
      return out += integer->to_string(), true;
    }
    if (const double* real = value.as<double>()) return out += repr_of_double(*real), true;
    if (const Str* text = value.as<Str>()) return out += repr_of_text(*text), true;
    if (const Bytes* bytes = value.as<Bytes>()) return out += repr_of_bytes(*bytes), true;
    if (const List* list = value.as<List>()) {
      if (list->blurred) return not_known(list->blurred->why);
      return items(list->items, list, '[', ']');
    }
    if (const Tuple* tuple = value.as<Tuple>()) {
      if (tuple->names.empty()) return items(tuple->items, tuple, '(', ')');
      out += type_name(value);
      return fields(tuple->names, [&](std::size_t i) { return &tuple->items[i]; });
    }
    if (const Dict* dict = value.as<Dict>()) return print_dict(*dict);
    if (const Set* set = value.as<Set>()) {
      if (set->blurred) return not_known(set->blurred->why);
      if (set->size() == 0) return out += set->is_frozenset ? "frozenset()" : "set()", true;
      if (set->size() > 1) return not_known("the order of a set");
      if (set->is_frozenset) out += "frozenset(";
      std::vector<Value> members;
      set->members.each([&](const Value& member, const Value&) { members.push_back(member); });
      if (!items(members, set, '{', '}')) return false;
      if (set->is_frozenset) out += ')';
      return true;
    }
    if (const Range* range = value.as<Range>()) {
      out += fmt::format("range({}, {}", range->start.to_string(), range->stop.to_string());
      if (!(range->step == Int(1))) out += fmt::format(", {}", range->step.to_string());
      return out += ')', true;
    }
    if (const Slice* slice = value.as<Slice>()) {
      out += "slice";
      return items({slice->lower, slice->upper, slice->step}, slice, '(', ')');
    }
    if (value.as<Ellipsis>()) return out += "Ellipsis", true;
    if (value.as<NotImplemented>()) return out += "NotImplemented", true;
    if (const Builtin* const* builtin = value.as<const Builtin*>()) {
      return out += fmt::format("<built-in function {}>", (*builtin)->name), true;
    }
    if (const Class* cls = value.as<Class>()) {
      if (cls->enumeration) return out += fmt::format("<enum '{}'>", cls->name), true;
      if (cls->user || cls->module.empty()) return not_known("the full name of a class");
      if (cls->module == "builtins") return out += fmt::format("<class '{}'>", cls->name), true;
      return out += fmt::format("<class '{}.{}'>", cls->module, cls->name), true;
    }
    if (const Instance* instance = value.as<Instance>()) return print_instance(value, *instance);
    if (const Native* native = value.native()) {
      if (const std::optional<std::string> text = native->repr()) return out += *text, true;
      return not_known(fmt::format("the repr of a `{}`", native->type_name()));
    }
    return not_known(fmt::format("the repr of a `{}`", type_name(value)));
  }

  template <class F>
  bool fields(const std::vector<std::string>& names, F&& value_of) {
    out += '(';
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i > 0) out += ", ";
      out += names[i] + "=";
      const Value* value = value_of(i);
      if (!value || !print(*value)) return false;
    }
    out += ')';
    return true;
  }

  bool print_dict(const Dict& dict) {
    if (dict.blurred) return not_known(dict.blurred->why);
    if (dict.type_name != "dict")
      return not_known(fmt::format("the repr of a `{}`", dict.type_name));
    if (std::find(open_.begin(), open_.end(), &dict) != open_.end()) return out += "{...}", true;
    open_.push_back(&dict);
    out += '{';
    bool first = true;
    for (std::size_t i = 0; i < dict.entries().size(); ++i) {
      if (!dict.entries()[i].present) continue;
      if (!std::exchange(first, false)) out += ", ";
      const Dict::Entry entry = dict.entries()[i];
      if (!print(entry.key)) return false;
      out += ": ";
      if (!print(entry.value)) return false;
    }
    open_.pop_back();
    out += '}';
    return true;
  }

  bool print_instance(const Value& value, const Instance& instance) {
    const Value* method = instance.cls->find("__repr__");
    if (method && !method->as<const Builtin*>()) {
      if (!machine_) return not_known("what `__repr__` gives");
      const Value text = machine_->call(*method, {value}, span_);
      if (machine_->failed()) return false;
      if (const std::optional<std::string_view> known = text.text()) return out += *known, true;
      unknown = text;
      return not_known("what `__repr__` gives");
    }
    if (instance.cls->enumeration) {
      const Value *name = instance.attributes.find("_name_"),
                  *held = instance.attributes.find("_value_");
      if (!name || !held || !name->text()) return not_known("the repr of a flag");
      out += fmt::format("<{}.{}: ", instance.cls->name, *name->text());
      if (!print(*held)) return false;
      return out += '>', true;
    }
    if (instance.cls->derives_from(*types().base_exception)) {
      out += instance.cls->name;
      if (instance.args.size() == 1) {
        out += '(';
        if (!print(instance.args[0])) return false;
        return out += ')', true;
      }
      return items(instance.args, &instance, '(', ')') && (fix_single(instance.args.size()), true);
    }
    if (!instance.cls->fields.empty()) {
      if (std::find(open_.begin(), open_.end(), &instance) != open_.end())
        return out += "...", true;
      open_.push_back(&instance);
      out += instance.cls->name;
      const bool good = fields(instance.cls->fields, [&](std::size_t i) {
        return instance.attributes.find(instance.cls->fields[i]);
      });
      open_.pop_back();
      return good;
    }
    if (!instance.payload.is_none()) return print(instance.payload);
    return not_known(fmt::format("the address of a `{}`", instance.cls->name));
  }
  void fix_single(std::size_t) {}

  Evaluator::Machine* machine_;
  Span span_;
  std::vector<const void*> open_;
};

}  // namespace

std::string repr_of_text(std::string_view text) {
  const bool has_single = text.find('\'') != std::string_view::npos;
  const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
  std::string out(1, quote);
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == quote || c == '\\') {
      out += '\\';
      out += c;
      ++i;
    } else if (c == '\n' || c == '\r' || c == '\t') {
      out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
      ++i;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
      ++i;
    } else if (static_cast<unsigned char>(c) < 0x80) {
      out += c;
      ++i;
    } else {
      const std::size_t begin = i;
      const char32_t point = decode_utf8(text, i);
      if (is_printable(point)) {
        out += text.substr(begin, i - begin);
      } else if (point <= 0xff) {
        out += fmt::format("\\x{:02x}", static_cast<std::uint32_t>(point));
      } else if (point <= 0xffff) {
        out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(point));
      } else {
        out += fmt::format("\\U{:08x}", static_cast<std::uint32_t>(point));
      }
    }
  }
  out += quote;
  return out;
}

std::string repr_of_bytes(std::string_view bytes) {
  const bool has_single = bytes.find('\'') != std::string_view::npos;
  const char quote = has_single && bytes.find('"') == std::string_view::npos ? '"' : '\'';
  std::string out = "b";
  out += quote;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == quote || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n' || c == '\r' || c == '\t') {
      out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
    } else if (byte < 0x20 || byte >= 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  out += quote;
  return out;
}

std::string repr_of_double(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  if (value == 0) return std::signbit(value) ? "-0.0" : "0.0";
  // The shortest digits that read back the same, as `d.ddde±xx`.
  char buffer[40];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
  std::string_view text(buffer, static_cast<std::size_t>(end.ptr - buffer));
  const std::size_t e = text.find('e');
  std::string digits;
  for (const char c : text.substr(0, e)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  int exponent = 0;
  const char* from = text.data() + e + 1;
  if (*from == '+') ++from;
  std::from_chars(from, text.data() + text.size(), exponent);
  const std::string sign = value < 0 ? "-" : "";
  const int count = static_cast<int>(digits.size());
  if (exponent < -4 || exponent >= 16) {
    std::string out = sign + digits.substr(0, 1);
    if (count > 1) out += "." + digits.substr(1);
    return out + fmt::format("e{}{:02}", exponent < 0 ? '-' : '+', std::abs(exponent));
  }
  if (exponent < 0)
    return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  if (exponent + 1 >= count) {
    return sign + digits + std::string(static_cast<std::size_t>(exponent + 1 - count), '0') + ".0";
  }
  const auto point = static_cast<std::size_t>(exponent + 1);
  return sign + digits.substr(0, point) + "." + digits.substr(point);
}

std::optional<std::string> repr(const Value& value) {
  Printer printer(nullptr, value.span);
  if (!printer.print(value)) return std::nullopt;
  return std::move(printer.out);
}

std::string describe(const Value& value) {
  std::optional<std::string> text = repr(value);
  constexpr std::size_t longest = 40;
  if (!text || text->size() > longest) return type_name(value);
  return *text;
}

Value Evaluator::Machine::repr(const Value& value, Span span) {
  if (value.is_unknown()) return value;
  Printer printer(this, span);
  if (printer.print(value)) {
    if (!step(span, printer.out.size() / 64)) return Value::none(span);
    return make_text(span, std::move(printer.out));
  }
  if (failed()) return Value::none(span);
  step(span, printer.out.size() / 64);
  if (printer.unknown.is_unknown()) return printer.unknown;
  return Value::unknown(span, printer.why);
}

Value Evaluator::Machine::str(const Value& value, Span span) {
  if (value.as<Str>() || value.is_unknown()) return value;
  if (const Instance* instance = value.as<Instance>()) {
    const Value* method = instance->cls->find("__str__");
    if (method && !method->as<const Builtin*>()) {
      Value text = call(*method, {value}, span);
      if (failed() || text.is_unknown()) return text;
      if (!text.text()) {
        return raise(span, "TypeError",
                     fmt::format("__str__ returned non-string (type {})", type_name(text)));
      }
      return text;
    }
    if (instance->cls->open) return {instance->cls->open_because, span};
    if (instance->cls->enumeration) {
      const Class& cls = *instance->cls;
      if (cls.derives_from(*types().int_enum) || cls.derives_from(*types().str_enum) ||
          cls.derives_from(*types().int_flag) || cls.derives_from(*types().repr_enum)) {
        return str(instance->payload, span);
      }
      const Value* name = instance->attributes.find("_name_");
      if (!name || !name->text()) return Value::unknown(span, "the text of a flag");
      return make_text(span, fmt::format("{}.{}", cls.name, *name->text()));
    }
    if (instance->cls->derives_from(*types().base_exception)) {
      if (instance->args.empty()) return Value::borrowed("", span);
      if (instance->args.size() == 1) {
        if (instance->cls->derives_from(*exception_class("KeyError"))) {
          return repr(instance->args[0], span);
        }
        return str(instance->args[0], span);
      }
      if (instance->cls->derives_from(*exception_class("OSError"))) {
        return Value::unknown(span, "the text of an OSError");
      }
      return repr(tuple(span, instance->args), span);
    }
    const Value* repr_method = instance->cls->find("__repr__");
    if (repr_method && !repr_method->as<const Builtin*>()) return repr(value, span);
    if (!instance->payload.is_none()) {
      if (instance->payload.as<Str>()) return instance->payload;
      return str(instance->payload, span);
    }
    return repr(value, span);
  }
  if (const Native* native = value.native()) {
    if (std::optional<std::string> text = native->str()) return make_text(span, std::move(*text));
    return Value::unknown(span, fmt::format("the text of a `{}`", native->type_name()));
  }
  return repr(value, span);
}

}  // namespace migc::python
