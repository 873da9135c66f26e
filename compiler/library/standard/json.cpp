// `json`: loads() as Python reads it, dumps() byte for byte as Python writes it.
#include "compiler/library/standard/json.h"

#include <algorithm>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/base/text.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/native_class.h"

namespace migc::library {
namespace {

using python::Call;
using python::Site;
using python::Value;

constexpr std::size_t max_depth = 200;

// ---- dumps

struct Style {
  bool ensure_ascii = true, sort_keys = false;
  std::optional<std::string> indent;  ///< One level's text.
  std::string item_separator = ", ", key_separator = ": ";
  std::optional<Value> fallback;  ///< `default=`
};

void write_text(std::string_view text, bool ascii, std::string& out) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const char32_t c = decode_utf8(text, at);
    switch (c) {
      case '"':
        out += "\\\"";
        continue;
      case '\\':
        out += "\\\\";
        continue;
      case '\n':
        out += "\\n";
        continue;
      case '\r':
        out += "\\r";
        continue;
      case '\t':
        out += "\\t";
        continue;
      case '\f':
        out += "\\f";
        continue;
      case '\b':
        out += "\\b";
        continue;
      default:
        break;
    }
    const auto unit = [&](char32_t value) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(value));
    };
    if (c < 0x20 || (ascii && c > 0x7E && c < 0x10000)) {
      unit(c);
    } else if (ascii && c >= 0x10000) {
      unit(0xD800 + ((c - 0x10000) >> 10));
      unit(0xDC00 + ((c - 0x10000) & 0x3FF));
    } else {
      out.append(text.substr(start, at - start));
    }
  }
  out += '"';
}

class Writer {
 public:
  Writer(const Style& style, const Site& site) : style_(style), site_(site) {}

  /// Nothing, and that is raised or the reason of an Unknown, when a value has no JSON.
  bool write(const Value& value, std::string& out, std::size_t depth = 0) {
    if (depth > max_depth) return fail("the value is nested too deep");
    if (const python::Unknown* cause = value.unknown()) {
      unknown = *cause;
      return false;
    }
    if (value.is_none()) return out += "null", true;
    if (const bool* flag = value.as<bool>()) return out += *flag ? "true" : "false", true;
    if (const auto text = value.text()) return write_text(*text, style_.ensure_ascii, out), true;
    if (const auto* number = value.as<python::Int>()) return out += number->to_string(), true;
    if (const auto number = value.integer()) return out += std::to_string(*number), true;
    if (const auto number = value.real()) return write_real(*number, out), true;
    if (const std::vector<Value>* items = value.items()) return write_list(*items, out, depth);
    if (const python::Dict* dict = value.dictionary()) return write_dict(*dict, out, depth);
    if (style_.fallback) {
      const Value replaced = site_.call(*style_.fallback, {value});
      return !site_.failed() && write(replaced, out, depth + 1);
    }
    site_.raise("TypeError", fmt::format("Object of type {} is not JSON serializable",
                                         python::type_name(value)));
    return false;
  }

  std::optional<python::Unknown> unknown;

 private:
  bool fail(std::string why) {
    unknown = python::Unknown{site_.span, std::move(why)};
    return false;
  }

  static void write_real(double number, std::string& out) {
    if (number != number) {
      out += "NaN";
    } else if (number > 1.7976931348623157e308 || number < -1.7976931348623157e308) {
      out += number > 0 ? "Infinity" : "-Infinity";
    } else {
      out += python::repr_of_double(number);
    }
  }

  void line(std::size_t depth, std::string& out) const {
    if (!style_.indent) return;
    out += '\n';
    for (std::size_t i = 0; i < depth; ++i) out += *style_.indent;
  }

  bool write_list(const std::vector<Value>& items, std::string& out, std::size_t depth) {
    out += '[';
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out += style_.item_separator;
      line(depth + 1, out);
      if (!write(items[i], out, depth + 1)) return false;
    }
    if (!items.empty()) line(depth, out);
    out += ']';
    return true;
  }

  bool key_text(const Value& key, std::string& out) {
    if (const auto text = key.text()) return out = *text, true;
    if (const bool* flag = key.as<bool>()) return out = *flag ? "true" : "false", true;
    if (key.is_none()) return out = "null", true;
    if (const auto* number = key.as<python::Int>()) return out = number->to_string(), true;
    if (const auto* number = key.as<double>()) return write_real(*number, out), true;
    site_.raise("TypeError", fmt::format("keys must be str, int, float, bool or None, not {}",
                                         python::type_name(key)));
    return false;
  }

  bool write_dict(const python::Dict& dict, std::string& out, std::size_t depth) {
    std::vector<std::pair<std::string, Value>> items;
    bool good = true;
    dict.each([&](const Value& key, const Value& value) {
      std::string name;
      if (good && key_text(key, name)) {
        items.emplace_back(std::move(name), value);
      } else {
        good = false;
      }
    });
    if (!good) return false;
    if (style_.sort_keys) {
      std::stable_sort(items.begin(), items.end(),
                       [](const auto& a, const auto& b) { return a.first < b.first; });
    }
    out += '{';
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out += style_.item_separator;
      line(depth + 1, out);
      write_text(items[i].first, style_.ensure_ascii, out);
      out += style_.key_separator;
      if (!write(items[i].second, out, depth + 1)) return false;
    }
    if (!items.empty()) line(depth, out);
    out += '}';
    return true;
  }

  const Style& style_;
  const Site& site_;
};

// json.dumps(obj, *, skipkeys, ensure_ascii, check_circular, allow_nan, cls, indent, separators,
//            default, sort_keys)
Value dumps(const Call& call) {
  Value value;
  std::optional<bool> ensure_ascii, sort_keys, allow_nan, check_circular, skipkeys;
  std::optional<Value> indent, separators, fallback, cls;
  if (!call.bind({{"obj", value},
                  {"*"},
                  {"skipkeys", skipkeys},
                  {"ensure_ascii", ensure_ascii},
                  {"check_circular", check_circular},
                  {"allow_nan", allow_nan},
                  {"cls", cls},
                  {"indent", indent},
                  {"separators", separators},
                  {"default", fallback},
                  {"sort_keys", sort_keys}})) {
    return Value::none();
  }
  if (cls && !cls->is_none()) return call.unknown("an encoder class of json.dumps()");
  Style style;
  style.ensure_ascii = ensure_ascii.value_or(true);
  style.sort_keys = sort_keys.value_or(false);
  if (fallback && !fallback->is_none()) style.fallback = *fallback;
  if (indent && !indent->is_none()) {
    if (const auto text = indent->text()) {
      style.indent = std::string(*text);
    } else if (const auto count = indent->integer(); count && *count <= 64) {
      style.indent = std::string(static_cast<std::size_t>(std::max<std::int64_t>(0, *count)), ' ');
    } else {
      return call.unknown("the indentation of json.dumps()");
    }
    style.item_separator = ",";
  }
  if (separators && !separators->is_none()) {
    const std::vector<Value>* both = separators->items();
    if (both == nullptr || both->size() != 2 || !(*both)[0].text() || !(*both)[1].text()) {
      return call.unknown("the separators of json.dumps()");
    }
    style.item_separator = *(*both)[0].text();
    style.key_separator = *(*both)[1].text();
  }
  std::string out;
  Writer writer(style, call);
  if (writer.write(value, out)) return call.text(std::move(out));
  return writer.unknown ? Value::unknown(*writer.unknown) : Value::none();
}

// ---- loads

using Json = nlohmann::ordered_json;

Value value_of(const Json& json, const Site& site) {
  switch (json.type()) {
    case Json::value_t::null:
      return Value::none(site.span);
    case Json::value_t::boolean:
      return Value::boolean(json.get<bool>(), site.span);
    case Json::value_t::number_integer:
      return Value::integer(python::Int(json.get<std::int64_t>()), site.span);
    case Json::value_t::number_unsigned: {
      const auto number = json.get<std::uint64_t>();
      if (number > INT64_MAX) return site.unknown("a number of json.loads() beyond 64 bits");
      return Value::integer(python::Int(static_cast<std::int64_t>(number)), site.span);
    }
    case Json::value_t::number_float:
      return Value::real(json.get<double>(), site.span);
    case Json::value_t::string:
      return site.text(json.get<std::string>());
    case Json::value_t::array: {
      std::vector<Value> items;
      for (const Json& item : json) items.push_back(value_of(item, site));
      return Value::list(std::move(items), site.span);
    }
    case Json::value_t::object: {
      Value dict = Value::dict(site.span);
      for (const auto& [key, item] : json.items()) {
        dict.as<python::Dict>()->set(key, value_of(item, site));
      }
      return dict;
    }
    default:
      return site.unknown("a value of json.loads()");
  }
}

bool too_deep(std::string_view text) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted) {
      if (text[i] == '\\')
        ++i;
      else if (text[i] == '"')
        quoted = false;
    } else if (text[i] == '"') {
      quoted = true;
    } else if (text[i] == '[' || text[i] == '{') {
      if (++depth > max_depth) return true;
    } else if ((text[i] == ']' || text[i] == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

// json.loads(s, …)
Value loads(const Call& call) {
  Value source;
  python::Options options;
  if (!call.bind({{"s", source}, {"*"}, {"**", options}})) return Value::none();
  if (const python::Unknown* cause = source.unknown()) return Value::unknown(*cause);
  if (!options.arguments.empty()) return call.unknown("a hook of json.loads()");
  std::string_view text;
  if (const auto said = source.text()) {
    text = *said;
  } else if (const auto* bytes = source.as<python::Bytes>()) {
    text = bytes->view();
  } else {
    return call.raise("TypeError", "the JSON object must be str, bytes or bytearray");
  }
  if (too_deep(text)) return call.unknown("JSON nested too deep");
  if (!call.pay(text.size())) return Value::none();
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) {
    return call.raise("ValueError", "the text is not JSON");
  }
  return value_of(json, call);
}

constexpr python::Builtin functions[] = {{"dumps", dumps}, {"loads", loads}};

constexpr python::ModelledModule modules[] = {{"json", [](python::Module& module) {
                                                 for (const python::Builtin& function : functions) {
                                                   module.function(function);
                                                 }
                                               }}};

}  // namespace

Value json_value(std::string_view text, const Site& site) {
  const Json json = too_deep(text) ? Json() : Json::parse(text, nullptr, false);
  return json.is_discarded() ? site.text(std::string(text)) : value_of(json, site);
}

extern const Part standard_json{modules};

}  // namespace migc::library
