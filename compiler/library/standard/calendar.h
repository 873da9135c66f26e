#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace migc::library::calendar {

/// The proleptic Gregorian calendar of Python's datetime: years 1 to 9999.

struct Day {
  int year = 1, month = 1, day = 1;
};

bool is_leap(int year);
int days_in_month(int year, int month);
bool is_valid(const Day& day);
/// Days since the day before 0001-01-01: `date.toordinal()`.
std::int64_t ordinal(const Day& day);
Day from_ordinal(std::int64_t ordinal);
inline constexpr std::int64_t max_ordinal = 3652059;  ///< 9999-12-31
int weekday(const Day& day);                          ///< Monday is 0.
int day_of_year(const Day& day);                      ///< 1 January is 1.

/// `2024-05-01`, `2024-05-01T12:00`, `2024-05-01 12:00:00.5+02:00`, in microseconds since 1970;
/// without an offset it is UTC. Nothing for anything else.
std::optional<std::int64_t> read_moment(std::string_view text);

/// A moment as `strftime` sees it.
struct Moment {
  Day day;
  int hour = 0, minute = 0, second = 0, microsecond = 0;
  std::string zone_offset, zone_name;  ///< `%z` and `%Z`; empty for naive ones.
};
/// As CPython in the C locale; nothing is guessed: false for a directive that is not modelled.
bool format(const std::string& format, const Moment& moment, std::string& out);

}  // namespace migc::library::calendar
