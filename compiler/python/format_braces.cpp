#include <algorithm>
#include <functional>
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
