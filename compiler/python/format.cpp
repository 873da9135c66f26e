#include "compiler/python/format.h"

#include <algorithm>
#include <charconv>
#include <cmath>
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

bool is_align(char c) { return c == '<' || c == '>' || c == '=' || c == '^'; }

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

bool read_number(std::string_view text, std::size_t& at, std::size_t& out) {
  const std::size_t begin = at;
  out = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
    out = std::min<std::size_t>(out * 10 + static_cast<std::size_t>(text[at] - '0'), max_width * 2);
    ++at;
  }
  return at > begin;
}

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
        !instance->cls->derives_from(*types().repr_enum) &&
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

}  // namespace migc::python
