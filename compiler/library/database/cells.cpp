#include "compiler/library/database/cells.h"

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/library/database/answer.h"

namespace migc::library {

using python::Value;

std::optional<Value> cell_of(const ir::Datum& datum) {
  if (std::holds_alternative<ir::Null>(datum.data)) return Value::none();
  if (const auto* flag = std::get_if<bool>(&datum.data)) return Value::boolean(*flag);
  if (const auto* number = std::get_if<std::int64_t>(&datum.data)) {
    return Value::integer(*number);
  }
  if (const auto* text = std::get_if<std::string>(&datum.data)) return Value::text(*text);
  return std::nullopt;
}

bool is_foreign(const Value& value) {
  const auto text = value.text();
  return text && text->starts_with(foreign_name);
}

std::optional<bool> same_cell(const Value& a, const Value& b, std::string_view dialect) {
  const auto x = a.text(), y = b.text();
  if (x && y) {
    if (*x == *y) return true;
    if (dialect == "postgresql" || is_foreign(a) || is_foreign(b)) return false;
    // By the server's collation: case, accents, spaces at the end.
    const auto plain = [](std::string_view text) {
      return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 127; });
    };
    if (ascii_lower(*x) == ascii_lower(*y)) return std::nullopt;
    if (dialect != "sqlite" && (!plain(*x) || !plain(*y))) return std::nullopt;
    return false;
  }
  const auto m = a.integer(), n = b.integer();
  if (m && n) return *m == *n;
  return std::nullopt;
}

bool is_like(std::string_view text, std::string_view pattern) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '%') {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      if (is_like(text.substr(i), pattern.substr(1))) return true;
    }
    return false;
  }
  if (text.empty()) return false;
  const bool escaped = pattern.front() == '\\' && pattern.size() > 1;
  if (escaped) pattern.remove_prefix(1);
  if (!escaped && pattern.front() == '_') return is_like(text.substr(1), pattern.substr(1));
  return text.front() == pattern.front() && is_like(text.substr(1), pattern.substr(1));
}

}  // namespace migc::library
