#include "compiler/library/database/query_functions.h"

#include <algorithm>
#include <array>

#include "compiler/base/text.h"

namespace migc::library {
namespace {

constexpr std::array aggregates{
    "array_agg",       "avg", "bool_and", "bool_or",    "count", "every",        "json_agg",
    "jsonb_agg",       "max", "min",      "string_agg", "sum",   "group_concat", "json_object_agg",
    "jsonb_object_agg"};
constexpr std::array scalars{"coalesce",
                             "lower",
                             "upper",
                             "length",
                             "concat",
                             "trim",
                             "substr",
                             "substring",
                             "replace",
                             "abs",
                             "round",
                             "nullif",
                             "cast",
                             "now",
                             "to_char",
                             "date_trunc",
                             "ifnull",
                             "char_length",
                             "current_schema",
                             "database",
                             "schema",
                             "exists",
                             "left",
                             "right",
                             "split_part",
                             "md5",
                             "format",
                             "greatest",
                             "least",
                             "jsonb_typeof",
                             "json_typeof",
                             "to_regclass",
                             "pg_get_constraintdef",
                             "pg_typeof"};

}  // namespace

bool is_aggregate(std::string_view name) {
  return std::ranges::find(aggregates, ascii_lower(name)) != aggregates.end();
}
bool is_scalar(std::string_view name) {
  return std::ranges::find(scalars, ascii_lower(name)) != scalars.end();
}

std::optional<python::Value> aggregate(std::string_view name,
                                       const std::vector<std::optional<python::Value>>& values) {
  std::vector<std::int64_t> numbers;
  std::int64_t count = 0;
  bool all_numbers = true;
  for (const std::optional<python::Value>& value : values) {
    if (!value || value->is_unknown()) return std::nullopt;
    if (value->is_none()) continue;
    ++count;
    const auto number = value->as<bool>() ? std::nullopt : value->integer();
    all_numbers = all_numbers && number;
    if (number) numbers.push_back(*number);
  }
  if (name == "count") return python::Value::integer(count);
  if (count == 0) return python::Value::none();
  if (!all_numbers) return std::nullopt;
  if (name == "max") return python::Value::integer(std::ranges::max(numbers));
  if (name == "min") return python::Value::integer(std::ranges::min(numbers));
  return std::nullopt;
}

bool sorts_alike(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

}  // namespace migc::library
