#include "compiler/python/format.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <vector>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/python/builtins.h"
#include "compiler/python/code_points.h"
#include "compiler/python/machine.h"
#include "compiler/python/unicode.h"

namespace migc::python {
namespace {

/// `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`
struct Spec {
  std::string fill = " ";
  char align = 0, sign = '-';
  bool alternative = false, zero = false, negative_zero = false;
  std::size_t width = 0;
  char grouping = 0;
  int precision = -1;
  char type = 0;
};

constexpr std::size_t max_width = 1 << 20;

bool is_align(char c) { return c == '<' || c == '>' || c == '=' || c == '^'; }

bool read_number(std::string_view text, std::size_t& at, std::size_t& out) {
  const std::size_t begin = at;
  out = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
    out = std::min<std::size_t>(out * 10 + static_cast<std::size_t>(text[at] - '0'), max_width * 2);
    ++at;
  }
  return at > begin;
}

std::optional<Spec> parse_spec(const Site& site, std::string_view text, std::string_view type) {
  Spec spec;
  std::size_t at = 0;
  const auto invalid = [&]() -> std::optional<Spec> {
    site.raise("ValueError",
               fmt::format("Invalid format specifier '{}' for object of type '{}'", text, type));
    return std::nullopt;
  };
  if (!text.empty()) {
    std::size_t after = 0;
    decode_utf8(text, after);
    if (after < text.size() && is_align(text[after])) {
      spec.fill = text.substr(0, after);
      spec.align = text[after];
      at = after + 1;
    } else if (is_align(text[0])) {
      spec.align = text[0];
      at = 1;
    }
  }
  const auto peek = [&] { return at < text.size() ? text[at] : '\0'; };
  if (peek() == '+' || peek() == '-' || peek() == ' ') spec.sign = text[at++];
  if (peek() == 'z') spec.negative_zero = true, ++at;
  if (peek() == '#') spec.alternative = true, ++at;
  if (peek() == '0') {
    spec.zero = true;
    if (!spec.align) {
      spec.fill = "0";
      spec.align = '=';
    }
    ++at;
  }
  read_number(text, at, spec.width);
  if (peek() == ',' || peek() == '_') {
    spec.grouping = text[at++];
    if (peek() == ',' || peek() == '_') {
      site.raise("ValueError", peek() == spec.grouping
                                   ? fmt::format("Cannot specify '{0}' with '{0}'.", peek())
                                   : "Cannot specify both ',' and '_'.");
      return std::nullopt;
    }
  }
  if (peek() == '.') {
    ++at;
    std::size_t precision = 0;
    if (!read_number(text, at, precision)) {
      site.raise("ValueError", "Format specifier missing precision");
      return std::nullopt;
    }
    spec.precision = static_cast<int>(precision);
  }
  if (at < text.size()) spec.type = text[at++];
  if (at < text.size()) return invalid();
  if (spec.width > max_width || spec.precision > static_cast<int>(max_width)) {
    site.evaluator.machine().exceed(site.span, "a format asks for too wide a text");
    return std::nullopt;
  }
  return spec;
}

std::string repeat(std::string_view fill, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += fill;
  return out;
}

std::string pad(const Spec& spec, std::string_view text, char default_align) {
  const std::size_t length = code_points(text);
  if (length >= spec.width) return std::string(text);
  const std::size_t room = spec.width - length;
  switch (spec.align ? spec.align : default_align) {
    case '<':
      return std::string(text) + repeat(spec.fill, room);
    case '^':
      return repeat(spec.fill, room / 2) + std::string(text) + repeat(spec.fill, room - room / 2);
    default:
      return repeat(spec.fill, room) + std::string(text);
  }
}

/// Sign, prefix, digits grouped and padded, then what follows the digits.
std::string pad_number(const Spec& spec, std::string_view sign, std::string_view prefix,
                       std::string digits, std::string_view rest, std::size_t group) {
  const std::size_t around = sign.size() + prefix.size() + rest.size();
  if (spec.grouping) {
    std::string grouped;
    const auto add_groups = [&](std::string_view plain) {
      grouped.clear();
      for (std::size_t i = 0; i < plain.size(); ++i) {
        if (i > 0 && (plain.size() - i) % group == 0) grouped += spec.grouping;
        grouped += plain[i];
      }
    };
    add_groups(digits);
    // Zeros that fill up are grouped as well.
    if (spec.align == '=' && spec.fill == "0") {
      while (grouped.size() + around < spec.width) {
        digits.insert(digits.begin(), '0');
        add_groups(digits);
      }
    }
    digits = std::move(grouped);
  }
  const std::size_t length = around + digits.size();
  if (length < spec.width && spec.align == '=') {
    return std::string(sign) + std::string(prefix) + repeat(spec.fill, spec.width - length) +
           digits + std::string(rest);
  }
  return pad(spec, fmt::format("{}{}{}{}", sign, prefix, digits, rest), '>');
}

std::string_view sign_of(const Spec& spec, bool negative) {
  if (negative) return "-";
  return spec.sign == '+' ? "+" : spec.sign == ' ' ? " " : "";
}

Value unknown_code(const Site& site, char code, std::string_view type) {
  return site.raise("ValueError",
                    fmt::format("Unknown format code '{}' for object of type '{}'", code, type));
}

/// Without a type: `repr`, or with a precision `g` that has at least one digit after the point and
/// turns to the exponent one digit sooner.
std::string general(double value, const Spec& spec) {
  if (spec.precision < 0) return repr_of_double(value);
  const int precision = std::max(spec.precision, 1);
  const std::string exponential = format_double(value, 'e', precision - 1, false);
  const std::size_t e = exponential.find('e');
  int exponent = 0;
  const char* from = exponential.data() + e + 1;
  std::from_chars(*from == '+' ? from + 1 : from, exponential.data() + exponential.size(),
                  exponent);
  const auto stripped = [&](std::string text) {
    if (spec.alternative || text.find('.') == std::string::npos) return text;
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
  };
  if (exponent < -4 || exponent + 1 > precision - 1) {
    return stripped(exponential.substr(0, e)) + exponential.substr(e);
  }
  std::string text = stripped(format_double(value, 'f', precision - 1 - exponent, false));
  if (text.find('.') == std::string::npos) text += ".0";
  return text;
}

Value format_real(const Site& site, double value, const Spec& spec, std::string_view type) {
  constexpr std::string_view codes = "eEfFgGn%";
  if (spec.type && codes.find(spec.type) == std::string_view::npos) {
    return unknown_code(site, spec.type, type);
  }
  if (spec.grouping && spec.type == 'n') {
    return site.raise("ValueError", fmt::format("Cannot specify '{}' with 'n'.", spec.grouping));
  }
  bool negative = std::signbit(value) && !std::isnan(value);
  const double magnitude = std::isnan(value) ? value : std::fabs(value);
  std::string text;
  if (spec.type == 0) {
    text = std::isfinite(value) ? general(magnitude, spec) : repr_of_double(magnitude);
    if (spec.alternative && spec.precision < 0 && text.find('.') == std::string::npos) {
      return site.unknown("this format of a number");
    }
  } else {
    const char code = spec.type == 'n' ? 'g' : spec.type;
    text =
        format_double(magnitude, code, spec.precision < 0 ? 6 : spec.precision, spec.alternative);
  }
  if (spec.negative_zero && negative && text.find_first_of("123456789") == std::string::npos &&
      std::isfinite(value)) {
    negative = false;
  }
  const std::size_t digits = std::isfinite(value)
                                 ? std::min(text.find_first_not_of("0123456789"), text.size())
                                 : text.size();
  const std::string rest = text.substr(digits);
  Spec padded = spec;
  if (!std::isfinite(value)) padded.grouping = 0;
  return site.text(
      pad_number(padded, sign_of(spec, negative), "", text.substr(0, digits), rest, 3));
}

Value format_integer(const Site& site, const Int& value, const Spec& spec, std::string_view type) {
  constexpr std::string_view real_codes = "eEfFgG%";
  if (spec.type && real_codes.find(spec.type) != std::string_view::npos) {
    const std::optional<double> real = value.to_double();
    if (!real) return site.raise("OverflowError", "int too large to convert to float");
    return format_real(site, *real, spec, type);
  }
  if (spec.precision >= 0) {
    return site.raise("ValueError", "Precision not allowed in integer format specifier");
  }
  if (spec.type == 'c') {
    if (spec.sign != '-') {
      return site.raise("ValueError", "Sign not allowed with integer format specifier 'c'");
    }
    const std::optional<std::int64_t> point = value.small();
    if (!point || *point < 0 || *point > 0x10ffff) {
      return site.raise("OverflowError", "%c arg not in range(0x110000)");
    }
    if (*point >= 0xd800 && *point <= 0xdfff) return site.unknown("half a surrogate pair");
    std::string text;
    append_utf8(text, static_cast<char32_t>(*point));
    return site.text(pad(spec, text, '<'));
  }
  unsigned base = 10;
  std::string_view prefix;
  switch (spec.type) {
    case 0:
    case 'd':
    case 'n':
      break;
    case 'b':
      base = 2, prefix = "0b";
      break;
    case 'o':
      base = 8, prefix = "0o";
      break;
    case 'x':
      base = 16, prefix = "0x";
      break;
    case 'X':
      base = 16, prefix = "0X";
      break;
    default:
      return unknown_code(site, spec.type, type);
  }
  if (spec.grouping == ',' && base != 10) {
    return site.raise("ValueError", fmt::format("Cannot specify ',' with '{}'.", spec.type));
  }
  if (spec.grouping && spec.type == 'n') {
    return site.raise("ValueError", fmt::format("Cannot specify '{}' with 'n'.", spec.grouping));
  }
  if (base == 10 && value.bits() > 14'000) return site.unknown("so large a number");
  const std::uint64_t words = value.bits() / 32;
  if (!site.pay(words * words / 256)) return Value::none();
  const bool negative = value.negative();
  std::string digits = value.to_string(base);
  if (negative) digits.erase(0, 1);
  if (spec.type == 'X') digits = ascii_upper(digits);
  return site.text(pad_number(spec, sign_of(spec, negative), spec.alternative ? prefix : "",
                              std::move(digits), "", base == 10 ? 3 : 4));
}

Value format_text(const Site& site, std::string_view text, const Spec& spec) {
  if (spec.type && spec.type != 's') return unknown_code(site, spec.type, "str");
  if (spec.sign != '-') {
    return site.raise("ValueError", spec.sign == ' '
                                        ? "Space not allowed in string format specifier"
                                        : "Sign not allowed in string format specifier");
  }
  if (spec.alternative) {
    return site.raise("ValueError", "Alternate form (#) not allowed in string format specifier");
  }
  if (spec.grouping) {
    return site.raise("ValueError", fmt::format("Cannot specify '{}' with 's'.", spec.grouping));
  }
  if (spec.align == '=' && !spec.zero) {
    return site.raise("ValueError", "'=' alignment not allowed in string format specifier");
  }
  Spec padded = spec;
  if (spec.align == '=') padded.align = '<';
  if (spec.precision >= 0)
    text = text.substr(0, byte_of(text, static_cast<std::size_t>(spec.precision)));
  return site.text(pad(padded, text, '<'));
}

}  // namespace

std::string format_double(double value, char type, int precision, bool alternative) {
  const bool upper = type == 'E' || type == 'F' || type == 'G';
  std::string text;
  if (std::isnan(value) || std::isinf(value)) {
    text = std::isnan(value) ? "nan" : "inf";
    if (type == '%') text += '%';
    return upper ? ascii_upper(text) : text;
  }
  const char code = upper ? static_cast<char>(type + 32) : type;
  precision = std::min(precision, 1100 + 400);
  if (code == '%') value *= 100;
  // printf rounds exactly and takes all these conversions.
  const char* pattern = code == 'e'   ? (alternative ? "%#.*e" : "%.*e")
                        : code == 'g' ? (alternative ? "%#.*g" : "%.*g")
                                      : (alternative ? "%#.*f" : "%.*f");
  const int length = std::snprintf(nullptr, 0, pattern, precision, value);
  text.resize(static_cast<std::size_t>(length) + 1);
  std::snprintf(text.data(), text.size(), pattern, precision, value);
  text.pop_back();
  if (code == '%') text += '%';
  return upper ? ascii_upper(text) : text;
}

std::string ascii_only(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t point = decode_utf8(text, i);
    const auto number = static_cast<std::uint32_t>(point);
    if (point < 0x80)
      out += static_cast<char>(point);
    else if (point <= 0xff)
      out += fmt::format("\\x{:02x}", number);
    else if (point <= 0xffff)
      out += fmt::format("\\u{:04x}", number);
    else
      out += fmt::format("\\U{:08x}", number);
  }
  return out;
}

Value format_value(const Site& site, const Value& value, std::string_view spec_text) {
  if (value.is_unknown()) return value;
  Evaluator::Machine& machine = site.evaluator.machine();
  if (const Instance* instance = value.as<Instance>()) {
    const Value* method = instance->cls->find("__format__");
    if (method && !method->as<const Builtin*>()) {
      return site.call(*method, {value, Value::text(std::string(spec_text), site.span)});
    }
    if (instance->cls->enumeration && !instance->cls->derives_from(*types().int_enum) &&
        !instance->cls->derives_from(*types().str_enum) &&
        !instance->cls->derives_from(*types().int_flag)) {
      const Value text = site.str(value);
      if (site.failed() || text.is_unknown()) return text;
      return format_value(site, text, spec_text);
    }
    if (!instance->payload.is_none() && !instance->payload.native()) {
      if (spec_text.empty()) return site.str(value);
      return format_value(site, instance->payload, spec_text);
    }
  }
  if (spec_text.empty()) return site.str(value);
  const bool simple = value.as<Str>() || value.as<Int>() || value.as<bool>() || value.as<double>();
  if (!simple) {
    if (Native* native = value.native()) {
      if (std::optional<Value> text = native->format(spec_text, site)) return *text;
      if (!native->complete()) {
        return site.unknown(fmt::format("this format of a `{}`", native->type_name()));
      }
    }
    if (value.as<Instance>() && value.as<Instance>()->cls->open)
      return machine.str(value, site.span);
    return site.raise("TypeError", fmt::format("unsupported format string passed to {}.__format__",
                                               type_name(value)));
  }
  const std::optional<Spec> spec = parse_spec(site, spec_text, type_name(value));
  if (!spec) return Value::none();
  if (const Str* text = value.as<Str>()) return format_text(site, *text, *spec);
  if (const double* real = value.as<double>()) return format_real(site, *real, *spec, "float");
  const Int integer = value.as<Int>() ? *value.as<Int>() : Int(*value.as<bool>());
  return format_integer(site, integer, *spec, type_name(value));
}

Value convert_and_format(const Site& site, const Value& value, char conversion,
                         std::string_view spec) {
  if (conversion == 0) return format_value(site, value, spec);
  Value text = conversion == 's' ? site.str(value) : site.repr(value);
  if (site.failed() || text.is_unknown()) return text;
  if (conversion == 'a') text = site.text(ascii_only(text.text().value_or("")));
  if (text.as<Instance>()) text = Value::text(std::string(text.text().value_or("")), site.span);
  return spec.empty() ? text : format_value(site, text, spec);
}

// ---- percent

namespace {

class Percent {
 public:
  Percent(const Site& site, std::string_view pattern, const Value& arguments, bool bytes)
      : site_(site), pattern_(pattern), arguments_(arguments), bytes_(bytes) {
    if (const Tuple* tuple = arguments.as<Tuple>()) positional_ = &tuple->items;
  }

  Value run() {
    while (at_ < pattern_.size()) {
      const char c = pattern_[at_++];
      if (c != '%') {
        out_ += c;
        continue;
      }
      if (!one()) return unknown_;
      if (out_.size() > 64 * 1024 * 1024) return site_.text(std::move(out_));
    }
    const bool mapping = arguments_.as<Dict>() || arguments_.native() ||
                         arguments_.as<Instance>() || arguments_.as<List>();
    if (!used_mapping_ && !(mapping && next_ == 0 && !positional_)) {
      const std::size_t given = positional_ ? positional_->size() : 1;
      if (next_ < given && !(used_mapping_ && !positional_)) {
        return site_.raise("TypeError",
                           bytes_ ? "not all arguments converted during bytes formatting"
                                  : "not all arguments converted during string formatting");
      }
    }
    if (unknown_.is_unknown()) return unknown_;
    if (bytes_) return site_.evaluator.machine().make_bytes(site_.span, std::move(out_));
    return site_.text(std::move(out_));
  }

 private:
  bool fail(std::string_view type, std::string message) {
    unknown_ = site_.raise(type, std::move(message));
    return false;
  }

  const Value* next_argument() {
    if (mapped_) return std::exchange(mapped_, nullptr);
    if (!positional_) {
      if (next_ > 0) {
        fail("TypeError", "not enough arguments for format string");
        return nullptr;
      }
      ++next_;
      return &arguments_;
    }
    if (next_ >= positional_->size()) {
      fail("TypeError", "not enough arguments for format string");
      return nullptr;
    }
    return &(*positional_)[next_++];
  }

  bool number(int& out) {
    if (at_ < pattern_.size() && pattern_[at_] == '*') {
      ++at_;
      const Value* argument = next_argument();
      if (!argument) return false;
      const std::optional<std::int64_t> value = argument->integer();
      if (!value) return fail("TypeError", "* wants int");
      out = static_cast<int>(std::clamp<std::int64_t>(*value, -2'000'000, 2'000'000));
      return true;
    }
    std::size_t value = 0;
    if (read_number(pattern_, at_, value)) out = static_cast<int>(value);
    return true;
  }

  bool one() {
    mapped_ = nullptr;
    const auto incomplete = [&] { return fail("ValueError", "incomplete format"); };
    if (at_ < pattern_.size() && pattern_[at_] == '(') {
      std::size_t depth = 1, begin = ++at_;
      while (at_ < pattern_.size() && depth > 0) {
        if (pattern_[at_] == '(') ++depth;
        if (pattern_[at_] == ')') --depth;
        ++at_;
      }
      if (depth > 0) return fail("ValueError", "incomplete format key");
      if (positional_) return fail("TypeError", "format requires a mapping");
      const Value key =
          Value::text(std::string(pattern_.substr(begin, at_ - begin - 1)), site_.span);
      if (!arguments_.dictionary() && !arguments_.native() && !arguments_.as<Instance>()) {
        return fail("TypeError", "format requires a mapping");
      }
      held_ = site_.item(arguments_, key);
      if (site_.failed()) return false;
      mapped_ = &held_;
      used_mapping_ = true;
    }
    bool left = false, plus = false, space = false, zero = false, alternative = false;
    for (; at_ < pattern_.size(); ++at_) {
      const char c = pattern_[at_];
      if (c == '-')
        left = true;
      else if (c == '+')
        plus = true;
      else if (c == ' ')
        space = true;
      else if (c == '0')
        zero = true;
      else if (c == '#')
        alternative = true;
      else
        break;
    }
    int width = 0, precision = -1;
    if (!number(width)) return false;
    if (width < 0) {
      left = true;
      width = -width;
    }
    if (at_ < pattern_.size() && pattern_[at_] == '.') {
      ++at_;
      precision = 0;
      if (!number(precision)) return false;
      precision = std::max(precision, 0);
    }
    if (width > static_cast<int>(max_width) || precision > static_cast<int>(max_width)) {
      site_.evaluator.machine().exceed(site_.span, "a format asks for too wide a text");
      return false;
    }
    while (at_ < pattern_.size() &&
           (pattern_[at_] == 'h' || pattern_[at_] == 'l' || pattern_[at_] == 'L'))
      ++at_;
    if (at_ >= pattern_.size()) return incomplete();
    const char code = pattern_[at_++];
    const auto put = [&](std::string_view sign, std::string_view prefix, std::string text) {
      const std::size_t length =
          sign.size() + prefix.size() + (bytes_ ? text.size() : code_points(text));
      const std::size_t room =
          static_cast<std::size_t>(width) > length ? static_cast<std::size_t>(width) - length : 0;
      if (!left && !zero) out_.append(room, ' ');
      out_ += sign;
      out_ += prefix;
      if (!left && zero) out_.append(room, '0');
      out_ += text;
      if (left) out_.append(room, ' ');
    };
    if (code == '%') {
      out_ += '%';
      return true;
    }
    const Value* argument = next_argument();
    if (!argument) return false;
    if (argument->is_unknown()) {
      unknown_ = *argument;
      return true;
    }
    const Value value = *argument;
    const std::string_view sign_plus = plus ? "+" : space ? " " : "";
    switch (code) {
      case 's':
      case 'r':
      case 'a':
      case 'b': {
        zero = false;
        Value text;
        if (bytes_) {
          if (code == 's' || code == 'b') {
            if (!value.as<Bytes>()) {
              return fail("TypeError", fmt::format("%b requires a bytes-like object, or an object "
                                                   "that implements __bytes__, not '{}'",
                                                   type_name(value)));
            }
            put("", "",
                std::string(value.as<Bytes>()->view().substr(
                    0,
                    precision < 0 ? std::string_view::npos : static_cast<std::size_t>(precision))));
            return true;
          }
          text = site_.repr(value);
        } else {
          if (code == 'b') return unsupported(code);
          text = code == 's' ? site_.str(value) : site_.repr(value);
        }
        if (site_.failed()) return false;
        if (text.is_unknown()) {
          unknown_ = text;
          return true;
        }
        std::string shown(text.text().value_or(""));
        if (code == 'a' || bytes_) shown = ascii_only(shown);
        if (precision >= 0) shown.resize(byte_of(shown, static_cast<std::size_t>(precision)));
        put("", "", std::move(shown));
        return true;
      }
      case 'c': {
        zero = false;
        std::string shown;
        if (bytes_) return unsupported(code);
        if (const std::optional<std::string_view> text = value.text()) {
          if (code_points(*text) != 1) return fail("TypeError", "%c requires int or char");
          shown = *text;
        } else if (const std::optional<std::int64_t> point = value.integer()) {
          if (*point < 0 || *point > 0x10ffff) {
            return fail("OverflowError", "%c arg not in range(0x110000)");
          }
          if (*point >= 0xd800 && *point <= 0xdfff) {
            unknown_ = site_.unknown("half a surrogate pair");
            return true;
          }
          append_utf8(shown, static_cast<char32_t>(*point));
        } else {
          return fail("TypeError", "%c requires int or char");
        }
        put("", "", std::move(shown));
        return true;
      }
      case 'd':
      case 'i':
      case 'u':
      case 'x':
      case 'X':
      case 'o': {
        std::optional<Int> integer;
        if (const Int* exact = value.as<Int>())
          integer = *exact;
        else if (const std::optional<std::int64_t> small = value.integer())
          integer = Int(*small);
        else if (const double* real = value.as<double>()) {
          if (code == 'x' || code == 'X' || code == 'o') {
            return fail("TypeError",
                        fmt::format("%{} format: an integer is required, not float", code));
          }
          integer = Int::from_double(*real);
          if (!integer) {
            return std::isnan(*real)
                       ? fail("ValueError", "cannot convert float NaN to integer")
                       : fail("OverflowError", "cannot convert float infinity to integer");
          }
        }
        if (!integer) {
          if (value.native() || value.as<Instance>()) {
            unknown_ = site_.unknown("an object as a number");
            return true;
          }
          return fail("TypeError",
                      code == 'x' || code == 'X' || code == 'o'
                          ? fmt::format("%{} format: an integer is required, not {}", code,
                                        type_name(value))
                          : fmt::format("%{} format: a real number is required, not {}", code,
                                        type_name(value)));
        }
        const unsigned base = code == 'o' ? 8 : code == 'x' || code == 'X' ? 16 : 10;
        if (base == 10 && integer->bits() > 14'000) {
          unknown_ = site_.unknown("so large a number");
          return true;
        }
        const std::uint64_t words = integer->bits() / 32;
        if (!site_.pay(words * words / 256)) return false;
        const bool negative = integer->negative();
        std::string digits = integer->to_string(base);
        if (negative) digits.erase(0, 1);
        if (code == 'X') digits = ascii_upper(digits);
        if (precision > static_cast<int>(digits.size())) {
          digits.insert(0, static_cast<std::size_t>(precision) - digits.size(), '0');
        }
        const std::string_view prefix = !alternative  ? ""
                                        : code == 'o' ? "0o"
                                        : code == 'x' ? "0x"
                                        : code == 'X' ? "0X"
                                                      : "";
        put(negative ? "-" : sign_plus, prefix, std::move(digits));
        return true;
      }
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G': {
        const std::optional<double> real = value.real();
        if (!real && value.boolean()) {
          put(sign_plus, "",
              format_double(*value.boolean() ? 1 : 0, code, precision < 0 ? 6 : precision,
                            alternative));
          return true;
        }
        if (!real) {
          if (value.as<Int>()) return fail("OverflowError", "int too large to convert to float");
          if (value.native() || value.as<Instance>()) {
            unknown_ = site_.unknown("an object as a number");
            return true;
          }
          return fail("TypeError", fmt::format("must be real number, not {}", type_name(value)));
        }
        const bool negative = std::signbit(*real) && !std::isnan(*real);
        if (!std::isfinite(*real)) zero = zero && false;
        put(negative ? "-" : sign_plus, "",
            format_double(std::isnan(*real) ? *real : std::fabs(*real), code,
                          precision < 0 ? 6 : precision, alternative));
        return true;
      }
      default:
        return unsupported(code);
    }
  }

  bool unsupported(char code) {
    return fail("ValueError", fmt::format("unsupported format character '{}' (0x{:x}) at index {}",
                                          code, static_cast<unsigned char>(code),
                                          code_points(pattern_.substr(0, at_ - 1))));
  }

  const Site& site_;
  std::string_view pattern_;
  const Value& arguments_;
  bool bytes_;
  const std::vector<Value>* positional_ = nullptr;
  std::size_t next_ = 0, at_ = 0;
  bool used_mapping_ = false;
  Value held_;
  const Value* mapped_ = nullptr;
  std::string out_;
  Value unknown_;
};

// ---- braces

class Braces {
 public:
  using Lookup = std::function<Value(std::string_view)>;
  Braces(const Site& site, const std::vector<Argument>& positional, Lookup keyword)
      : site_(site), positional_(positional), keyword_(std::move(keyword)) {}

  Value run(std::string_view pattern) {
    std::string out = expand(pattern, 2);
    if (site_.failed()) return Value::none();
    if (unknown_.is_unknown()) return unknown_;
    return site_.text(std::move(out));
  }

 private:
  std::string expand(std::string_view pattern, int depth) {
    std::string out;
    if (depth == 0) {
      site_.raise("ValueError", "Max string recursion exceeded");
      return out;
    }
    for (std::size_t at = 0; at < pattern.size() && !site_.failed();) {
      const char c = pattern[at];
      if (c != '{' && c != '}') {
        out += c;
        ++at;
        continue;
      }
      if (at + 1 < pattern.size() && pattern[at + 1] == c) {
        out += c;
        at += 2;
        continue;
      }
      if (c == '}') {
        site_.raise("ValueError", "Single '}' encountered in format string");
        return out;
      }
      if (at + 1 == pattern.size()) {
        site_.raise("ValueError", "Single '{' encountered in format string");
        return out;
      }
      std::size_t end = at + 1;
      int nesting = 1;
      // Braces within `[…]` of the field belong to the key.
      bool bracket = false;
      for (; end < pattern.size(); ++end) {
        const char d = pattern[end];
        if (d == '[' && nesting == 1) bracket = true;
        if (d == ']') bracket = false;
        if (bracket) continue;
        if (d == '{') ++nesting;
        if (d == '}' && --nesting == 0) break;
      }
      if (nesting != 0) {
        site_.raise("ValueError", "expected '}' before end of string");
        return out;
      }
      field(pattern.substr(at + 1, end - at - 1), depth, out);
      if (out.size() > 64 * 1024 * 1024) return out;
      at = end + 1;
    }
    return out;
  }

  void field(std::string_view text, int depth, std::string& out) {
    // The name goes to the first `!` or `:` outside brackets.
    std::size_t split = 0;
    bool bracket = false;
    for (; split < text.size(); ++split) {
      if (text[split] == '[') bracket = true;
      if (text[split] == ']') bracket = false;
      if (!bracket && (text[split] == '!' || text[split] == ':')) break;
    }
    const std::string_view name = text.substr(0, split);
    std::string_view rest = text.substr(split);
    char conversion = 0;
    if (rest.starts_with('!')) {
      if (rest.size() < 2) {
        site_.raise("ValueError", "end of string while looking for conversion specifier");
        return;
      }
      conversion = rest[1];
      rest.remove_prefix(2);
      if (!rest.empty() && rest[0] != ':') {
        site_.raise("ValueError", "expected ':' after conversion specifier");
        return;
      }
      if (conversion != 's' && conversion != 'r' && conversion != 'a') {
        site_.raise("ValueError", fmt::format("Unknown conversion specifier {}", conversion));
        return;
      }
    }
    const Value value = look_up(name);
    if (site_.failed()) return;
    const std::string_view pattern = rest.empty() ? rest : rest.substr(1);
    const std::string spec = pattern.find_first_of("{}") == std::string_view::npos
                                 ? std::string(pattern)
                                 : expand(pattern, depth - 1);
    if (site_.failed()) return;
    const Value formatted = convert_and_format(site_, value, conversion, spec);
    if (site_.failed()) return;
    if (const std::optional<std::string_view> shown = formatted.text()) {
      out += *shown;
    } else {
      unknown_ = formatted;
    }
  }

  Value look_up(std::string_view name) {
    const std::size_t end = std::min(name.find_first_of(".["), name.size());
    const std::string_view first = name.substr(0, end);
    Value value;
    const bool number =
        !first.empty() && first.find_first_not_of("0123456789") == std::string_view::npos;
    if (first.empty() || number) {
      std::size_t index = 0;
      if (first.empty()) {
        if (manual_) {
          return site_.raise("ValueError",
                             "cannot switch from manual field specification to automatic field "
                             "numbering");
        }
        automatic_ = true;
        index = next_++;
      } else {
        if (automatic_) {
          return site_.raise("ValueError",
                             "cannot switch from automatic field numbering to manual field "
                             "specification");
        }
        manual_ = true;
        std::size_t at = 0;
        read_number(first, at, index);
      }
      if (index >= positional_.size()) {
        return site_.raise(
            "IndexError",
            fmt::format("Replacement index {} out of range for positional args tuple", index));
      }
      value = positional_[index].value;
    } else {
      value = keyword_(first);
      if (site_.failed()) return value;
    }
    std::string_view rest = name.substr(end);
    while (!rest.empty()) {
      if (rest[0] == '.') {
        const std::size_t stop = std::min(rest.find_first_of(".[", 1), rest.size());
        if (stop == 1) return site_.raise("ValueError", "Empty attribute in format string");
        value = site_.attribute(value, rest.substr(1, stop - 1));
        rest.remove_prefix(stop);
      } else if (rest[0] == '[') {
        const std::size_t stop = rest.find(']');
        if (stop == std::string_view::npos) {
          return site_.raise("ValueError", "Missing ']' in format string");
        }
        const std::string_view key = rest.substr(1, stop - 1);
        if (key.empty()) return site_.raise("ValueError", "Empty attribute in format string");
        const bool index = key.find_first_not_of("0123456789") == std::string_view::npos;
        std::size_t at = 0, parsed = 0;
        if (index) read_number(key, at, parsed);
        value =
            site_.item(value, index ? Value::integer(static_cast<std::int64_t>(parsed), site_.span)
                                    : Value::text(std::string(key), site_.span));
        rest.remove_prefix(stop + 1);
        if (!rest.empty() && rest[0] != '.' && rest[0] != '[') {
          return site_.raise("ValueError",
                             "Only '.' or '[' may follow ']' in format field specifier");
        }
      }
      if (site_.failed()) return value;
    }
    return value;
  }

  const Site& site_;
  const std::vector<Argument>& positional_;
  Lookup keyword_;
  std::size_t next_ = 0;
  bool automatic_ = false, manual_ = false;
  Value unknown_;
};

}  // namespace

Value format_percent(const Site& site, std::string_view pattern, const Value& arguments,
                     bool bytes) {
  if (arguments.is_unknown()) return arguments;
  return Percent(site, pattern, arguments, bytes).run();
}

Value format_braces(const Call& call, std::string_view pattern) {
  if (call.incomplete) return Value::unknown(*call.incomplete);
  return Braces(call, call.positional,
                [&](std::string_view name) {
                  if (const Value* value = call.keyword(name)) return *value;
                  Value result = call.raise("KeyError", std::string(name));
                  return result;
                })
      .run(pattern);
}

Value format_map(const Call& call, std::string_view pattern, const Value& mapping) {
  const std::vector<Argument> none;
  return Braces(call, none,
                [&](std::string_view name) {
                  return call.item(mapping, Value::text(std::string(name), call.span));
                })
      .run(pattern);
}

}  // namespace migc::python
