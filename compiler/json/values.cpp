#include "compiler/json/values.h"

#include <charconv>

namespace migc::json {
namespace {

/// Exactly `length` digits at the front, taken off.
std::optional<int> take_digits(std::string_view& text, std::size_t length) {
  int value = 0;
  const char* const end = text.data() + length;
  if (text.size() < length || text[0] == '-') return std::nullopt;
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || at != end) return std::nullopt;
  text.remove_prefix(length);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// `hh:mm[:ss]`
std::optional<std::int64_t> take_clock(std::string_view& text, bool seconds_needed) {
  const std::optional<int> hours = take_digits(text, 2);
  if (!hours || !take(text, ':')) return std::nullopt;
  const std::optional<int> minutes = take_digits(text, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  std::int64_t result = *hours * 3600 + *minutes * 60;
  if (!take(text, ':')) return seconds_needed ? std::nullopt : std::optional(result);
  const std::optional<int> seconds = take_digits(text, 2);
  if (!seconds || *seconds > 59) return std::nullopt;
  return result + *seconds;
}

}  // namespace

std::optional<ir::DateValue> read_date(std::string_view text) {
  const std::optional<int> year = take_digits(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const std::optional<int> month = take_digits(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const std::optional<int> day = take_digits(text, 2);
  if (!day || !text.empty()) return std::nullopt;
  if (*year < 1 || *month < 1 || *month > 12 || *day < 1 || *day > 31) return std::nullopt;
  return ir::DateValue{*year, *month, *day};
}

std::optional<ir::TimeValue> read_time(std::string_view text) {
  const std::optional<std::int64_t> clock = take_clock(text, true);
  if (!clock) return std::nullopt;
  ir::TimeValue time{static_cast<int>(*clock / 3600), static_cast<int>(*clock / 60 % 60),
                     static_cast<int>(*clock % 60), 0, std::nullopt};
  if (take(text, '.')) {
    const std::optional<int> microseconds = take_digits(text, 6);
    if (!microseconds) return std::nullopt;
    time.microsecond = *microseconds;
  }
  if (text.empty()) return time;
  if (text == "Z") {
    time.utc_offset_seconds = 0;
    return time;
  }
  const bool negative = text[0] == '-';
  if (!negative && text[0] != '+') return std::nullopt;
  text.remove_prefix(1);
  const std::optional<std::int64_t> offset = take_clock(text, false);
  if (!offset || !text.empty()) return std::nullopt;
  time.utc_offset_seconds = negative ? -*offset : *offset;
  return time;
}

std::optional<ir::DateTimeValue> read_datetime(std::string_view text) {
  if (text.size() < 11 || (text[10] != 'T' && text[10] != ' ')) return std::nullopt;
  const std::optional<ir::DateValue> date = read_date(text.substr(0, 10));
  const std::optional<ir::TimeValue> time = read_time(text.substr(11));
  if (!date || !time) return std::nullopt;
  return ir::DateTimeValue{*date, *time};
}

std::optional<std::string> read_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t at = 0; at < text.size(); at += 2) {
    unsigned value = 0;
    const char* const end = text.data() + at + 2;
    const auto [stop, error] = std::from_chars(text.data() + at, end, value, 16);
    if (error != std::errc() || stop != end) return std::nullopt;
    bytes += static_cast<char>(value);
  }
  return bytes;
}

}  // namespace migc::json
