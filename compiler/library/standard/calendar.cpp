#include "compiler/library/standard/calendar.h"

#include <array>
#include <string_view>

#include <fmt/format.h>

namespace migc::library::calendar {
namespace {

constexpr std::array<int, 13> days_before_month{0,   0,   31,  59,  90,  120, 151,
                                                181, 212, 243, 273, 304, 334};
constexpr std::array<std::string_view, 7> day_names{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                    "Friday", "Saturday", "Sunday"};
constexpr std::array<std::string_view, 12> month_names{
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

std::int64_t days_before_year(int year) {
  const std::int64_t y = year - 1;
  return y * 365 + y / 4 - y / 100 + y / 400;
}

}  // namespace

bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_in_month(int year, int month) {
  if (month == 2) return is_leap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

bool is_valid(const Day& day) {
  return day.year >= 1 && day.year <= 9999 && day.month >= 1 && day.month <= 12 && day.day >= 1 &&
         day.day <= days_in_month(day.year, day.month);
}

int day_of_year(const Day& day) {
  return days_before_month[static_cast<std::size_t>(day.month)] +
         (day.month > 2 && is_leap(day.year) ? 1 : 0) + day.day;
}

std::int64_t ordinal(const Day& day) { return days_before_year(day.year) + day_of_year(day); }

Day from_ordinal(std::int64_t ordinal) {
  auto year = static_cast<int>(ordinal / 366) + 1;
  while (year < 9999 && days_before_year(year + 1) < ordinal) ++year;
  auto rest = static_cast<int>(ordinal - days_before_year(year));
  int month = 1;
  while (rest > days_in_month(year, month)) rest -= days_in_month(year, month++);
  return {year, month, rest};
}

int weekday(const Day& day) { return static_cast<int>((ordinal(day) + 6) % 7); }

bool format(const std::string& pattern, const Moment& moment, std::string& out) {
  const auto add = [&]<class... Args>(fmt::format_string<Args...> words, Args&&... args) {
    fmt::format_to(std::back_inserter(out), words, std::forward<Args>(args)...);
  };
  const int weekday_number = weekday(moment.day);
  const int year_day = day_of_year(moment.day);
  const int hour12 = moment.hour % 12 == 0 ? 12 : moment.hour % 12;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%' || i + 1 == pattern.size()) {
      out += pattern[i];
      continue;
    }
    switch (pattern[++i]) {
      case 'a':
        out += day_names[static_cast<std::size_t>(weekday_number)].substr(0, 3);
        break;
      case 'A':
        out += day_names[static_cast<std::size_t>(weekday_number)];
        break;
      case 'w':
        add("{}", (weekday_number + 1) % 7);
        break;
      case 'u':
        add("{}", weekday_number + 1);
        break;
      case 'd':
        add("{:02}", moment.day.day);
        break;
      case 'e':
        add("{:2}", moment.day.day);
        break;
      case 'b':
      case 'h':
        out += month_names[static_cast<std::size_t>(moment.day.month - 1)].substr(0, 3);
        break;
      case 'B':
        out += month_names[static_cast<std::size_t>(moment.day.month - 1)];
        break;
      case 'm':
        add("{:02}", moment.day.month);
        break;
      case 'y':
        add("{:02}", moment.day.year % 100);
        break;
      case 'Y':
        add("{}", moment.day.year);
        break;
      case 'H':
        add("{:02}", moment.hour);
        break;
      case 'I':
        add("{:02}", hour12);
        break;
      case 'p':
        out += moment.hour < 12 ? "AM" : "PM";
        break;
      case 'M':
        add("{:02}", moment.minute);
        break;
      case 'S':
        add("{:02}", moment.second);
        break;
      case 'f':
        add("{:06}", moment.microsecond);
        break;
      case 'z':
        out += moment.zone_offset;
        break;
      case 'Z':
        out += moment.zone_name;
        break;
      case 'j':
        add("{:03}", year_day);
        break;
      case 'U':
        add("{:02}", (year_day + 6 - (weekday_number + 1) % 7) / 7);
        break;
      case 'W':
        add("{:02}", (year_day + 6 - weekday_number) / 7);
        break;
      case 'F':
        add("{}-{:02}-{:02}", moment.day.year, moment.day.month, moment.day.day);
        break;
      case 'T':
        add("{:02}:{:02}:{:02}", moment.hour, moment.minute, moment.second);
        break;
      case 'R':
        add("{:02}:{:02}", moment.hour, moment.minute);
        break;
      case 'D':
        add("{:02}/{:02}/{:02}", moment.day.month, moment.day.day, moment.day.year % 100);
        break;
      case 'x':
        add("{:02}/{:02}/{:02}", moment.day.month, moment.day.day, moment.day.year % 100);
        break;
      case 'X':
        add("{:02}:{:02}:{:02}", moment.hour, moment.minute, moment.second);
        break;
      case '%':
        out += '%';
        break;
      default:
        return false;
    }
  }
  return true;
}

std::optional<std::int64_t> read_moment(std::string_view text) {
  const auto take = [&](char c) {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
  };
  const auto number = [&](std::size_t digits, int& out) {
    if (text.size() < digits) return false;
    out = 0;
    for (const char c : text.substr(0, digits)) {
      if (c < '0' || c > '9') return false;
      out = out * 10 + (c - '0');
    }
    text.remove_prefix(digits);
    return true;
  };
  Day day;
  if (!number(4, day.year) || !take('-') || !number(2, day.month) || !take('-') ||
      !number(2, day.day) || !is_valid(day)) {
    return std::nullopt;
  }
  int hour = 0, minute = 0, second = 0, offset_hours = 0, offset_minutes = 0;
  std::int64_t microseconds = 0, sign = 0;
  if (take('T') || take(' ')) {
    if (!number(2, hour) || !take(':') || !number(2, minute)) return std::nullopt;
    if (take(':') && !number(2, second)) return std::nullopt;
    if (take('.')) {
      std::int64_t unit = 100'000;
      for (int digit = 0; unit > 0 && number(1, digit); unit /= 10) microseconds += digit * unit;
    }
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    if (text.starts_with('+') || text.starts_with('-')) {
      sign = text.front() == '+' ? 1 : -1;
      text.remove_prefix(1);
      if (!number(2, offset_hours) || !take(':') || !number(2, offset_minutes)) {
        return std::nullopt;
      }
    } else {
      take('Z');
    }
  }
  if (!text.empty()) return std::nullopt;
  const std::int64_t days = ordinal(day) - ordinal({1970, 1, 1});
  const std::int64_t seconds = days * 86'400 + hour * 3600 + minute * 60 + second -
                               sign * (offset_hours * 3600 + offset_minutes * 60);
  return seconds * 1'000'000 + microseconds;
}

}  // namespace migc::library::calendar
