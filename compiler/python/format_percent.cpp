#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/python/builtins.h"
#include "compiler/python/code_points.h"
#include "compiler/python/format.h"
#include "compiler/python/machine.h"
#include "compiler/python/unicode.h"

namespace migc::python {
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

}  // namespace

Value format_percent(const Site& site, std::string_view pattern, const Value& arguments,
                     bool bytes) {
  if (arguments.is_unknown()) return arguments;
  return Percent(site, pattern, arguments, bytes).run();
}

}  // namespace migc::python
