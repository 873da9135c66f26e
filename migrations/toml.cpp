#include "migrations/toml.h"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wshadow"
#include <toml++/toml.h>
#pragma GCC diagnostic pop

#include "compiler/base/text.h"

namespace migc::migrations {
namespace {

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      result += c;
    }
  }
  return result + "\"";
}

/// The parser bounds the depth (256).
std::string json_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return quoted(text->get());
  if (const auto* number = node.as_integer()) return fmt::format("{}", number->get());
  if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
  if (const auto* boolean = node.as_boolean()) return boolean->get() ? "true" : "false";
  if (const auto* array = node.as_array()) {
    std::string result = "[";
    for (const toml::node& element : *array) {
      result += fmt::format("{}{}", result.size() == 1 ? "" : ", ", json_of(element));
    }
    return result + "]";
  }
  if (const auto* table = node.as_table()) {
    std::string result = "{";
    for (const auto& [key, value] : *table) {
      result += fmt::format("{}{}: {}", result.size() == 1 ? "" : ", ", quoted(key.str()),
                            json_of(value));
    }
    return result + "}";
  }
  std::ostringstream text;  // Dates and times know no other way.
  node.visit([&](const auto& value) {
    if constexpr (toml::is_date<decltype(value)> || toml::is_time<decltype(value)> ||
                  toml::is_date_time<decltype(value)>) {
      text << value.get();
    }
  });
  return quoted(text.str());
}

class TomlReader {
 public:
  explicit TomlReader(const Source& source) : source_(source) {
    starts_.push_back(0);
    for (std::size_t i = 0; i < source.text.size(); ++i) {
      if (source.text[i] == '\n') starts_.push_back(static_cast<std::uint32_t>(i + 1));
    }
  }

  Span span(const toml::source_region& region) const {
    return {source_.id, offset(region.begin), std::max(offset(region.begin), offset(region.end))};
  }

  void walk(const toml::table& table, const std::string& prefix) {
    for (const auto& [key, node] : table) {
      const std::string name =
          prefix.empty() ? std::string(key.str()) : fmt::format("{}.{}", prefix, key.str());
      const toml::table* inner = node.as_table();
      if (inner != nullptr && !inner->is_inline()) {
        walk(*inner, name);
        continue;
      }
      TomlValue value;
      value.name = name;
      value.span = span(node.source());
      value.json = json_of(node);
      value.text = value.json;
      if (const auto* text = node.as_string()) {
        value.kind = TomlValue::Kind::Text;
        value.text = text->get();
      } else if (const auto* boolean = node.as_boolean()) {
        value.kind = TomlValue::Kind::Boolean;
        value.boolean = boolean->get();
      } else if (node.is_integer()) {
        value.kind = TomlValue::Kind::Integer;
      } else if (const auto* array = node.as_array()) {
        value.kind = TomlValue::Kind::List;
        for (const toml::node& element : *array) {
          if (const auto* item = element.as_string()) {
            value.list.push_back(item->get());
          } else {
            value.kind = TomlValue::Kind::Other;
          }
        }
      }
      values.push_back(std::move(value));
    }
  }

  std::vector<TomlValue> values;

 private:
  /// Columns count code points, as the parser decodes them.
  std::uint32_t offset(const toml::source_position& place) const {
    if (place.line == 0 || place.line > starts_.size()) return 0;
    std::uint32_t at = starts_[place.line - 1];
    const auto size = static_cast<std::uint32_t>(source_.text.size());
    for (std::uint32_t column = 1; column < place.column && at < size; ++column) {
      ++at;
      while (at < size && (static_cast<unsigned char>(source_.text[at]) & 0xc0) == 0x80) ++at;
    }
    return at;
  }

  const Source& source_;
  std::vector<std::uint32_t> starts_;
};

}  // namespace

std::optional<std::vector<TomlValue>> read_toml(const Source& source, Diagnostics& diagnostics) {
  const toml::parse_result parsed = toml::parse(std::string_view(source.text));
  TomlReader reader(source);
  if (!parsed) {
    std::string said(parsed.error().description());
    said.replace(0, 1, ascii_lower(said.substr(0, 1)));
    diagnostics.error("toml-syntax", reader.span(parsed.error().source()), "{}", said);
    return std::nullopt;
  }
  reader.walk(parsed.table(), "");
  return std::move(reader.values);
}

}  // namespace migc::migrations
