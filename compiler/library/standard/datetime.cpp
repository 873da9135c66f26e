// `datetime`: dates, times and spans with Python's arithmetic. The current moment is known only
// when the user gives it.
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "compiler/library/catalogue.h"
#include "compiler/library/native_class.h"
#include "compiler/library/standard/calendar.h"
#include "compiler/library/standard/run_moment.h"
#include "compiler/library/standard/timedelta.h"
#include "compiler/library/world.h"

namespace migc::library {
namespace {

using calendar::Day;
using python::Call;
using python::Site;
using python::Value;
using python::ast::BinaryOp;
using python::ast::CompareOp;

std::shared_ptr<python::Class> date_class();
std::shared_ptr<python::Class> time_class();
std::shared_ptr<python::Class> datetime_class();

// ---- date, time, datetime

struct Clock {
  int hour = 0, minute = 0, second = 0, microsecond = 0;

  bool valid() const {
    return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60 &&
           microsecond >= 0 && microsecond < second_us;
  }
  std::int64_t us() const {
    return ((hour * 60LL + minute) * 60 + second) * second_us + microsecond;
  }
  static Clock from_us(std::int64_t us) {
    return {static_cast<int>(us / (3600 * second_us)), static_cast<int>(us / (60 * second_us) % 60),
            static_cast<int>(us / second_us % 60), static_cast<int>(us % second_us)};
  }
  std::string text() const {
    std::string result = fmt::format("{:02}:{:02}:{:02}", hour, minute, second);
    if (microsecond != 0) result += fmt::format(".{:06}", microsecond);
    return result;
  }
};

std::string day_text(const Day& day) {
  return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
}

class Moment;
Value formatted(const Moment& self, const std::string& pattern, const Site& site);

/// date, time and datetime alike: the parts that each has.
class Moment final : public python::Native {
 public:
  enum class Kind { Date, Time, DateTime };
  Moment(Kind which, Day on, Clock at, std::shared_ptr<Timezone> in)
      : kind(which), day(on), clock(at), zone(std::move(in)) {}

  const Kind kind;
  const Day day;
  const Clock clock;
  const std::shared_ptr<Timezone> zone;

  bool has_day() const { return kind != Kind::Time; }
  bool has_clock() const { return kind != Kind::Date; }
  /// Microseconds since the first day, in UTC for aware ones.
  std::int64_t us() const {
    return (has_day() ? calendar::ordinal(day) * day_us : 0) + clock.us() -
           (zone ? zone->offset : 0);
  }

  std::string_view type_name() const override {
    return kind == Kind::Date ? "date" : kind == Kind::Time ? "time" : "datetime";
  }
  std::shared_ptr<python::Class> type() const override {
    return kind == Kind::Date ? date_class() : kind == Kind::Time ? time_class() : datetime_class();
  }
  std::optional<Value> format(std::string_view spec, const Site& site) const override {
    return formatted(*this, std::string(spec), site);
  }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    const auto number = [&](int value) { return Value::integer(python::Int(value), site.span); };
    if (has_day()) {
      if (name == "year") return number(day.year);
      if (name == "month") return number(day.month);
      if (name == "day") return number(day.day);
    }
    if (has_clock()) {
      if (name == "hour") return number(clock.hour);
      if (name == "minute") return number(clock.minute);
      if (name == "second") return number(clock.second);
      if (name == "microsecond") return number(clock.microsecond);
      if (name == "tzinfo") return zone ? Value::object(zone, site.span) : Value::none(site.span);
    }
    return std::nullopt;
  }
  std::optional<Value> binary(BinaryOp op, const Value& other, bool reflected,
                              const Site& site) const override;
  std::optional<Value> compare(CompareOp op, const Value& other, const Site& site) const override {
    const auto* that = other.object<Moment>();
    if (that == nullptr || that->kind != kind) return std::nullopt;
    if ((zone == nullptr) != (that->zone == nullptr)) {
      if (op == CompareOp::Equal) return Value::boolean(false, site.span);
      if (op == CompareOp::NotEqual) return Value::boolean(true, site.span);
      return site.raise("TypeError", "can't compare offset-naive and offset-aware datetimes");
    }
    return compare_numbers(op, us(), that->us(), site.span);
  }
  std::optional<bool> equals(const Native& other) const override {
    const auto* that = dynamic_cast<const Moment*>(&other);
    return that && that->kind == kind && (zone == nullptr) == (that->zone == nullptr) &&
           us() == that->us();
  }
  std::optional<std::uint64_t> hash() const override { return static_cast<std::uint64_t>(us()); }
  std::string iso(char separator) const {
    std::string text;
    if (has_day()) text = day_text(day);
    if (kind == Kind::DateTime) text += separator;
    if (has_clock()) text += clock.text();
    if (zone) text += zone->offset_text(":");
    return text;
  }
  std::optional<std::string> str() const override { return iso(' '); }
  std::optional<std::string> repr() const override {
    std::string inner;
    const auto add = [&](auto part) {
      inner += fmt::format("{}{}", inner.empty() ? "" : ", ", part);
    };
    if (has_day()) {
      add(day.year);
      add(day.month);
      add(day.day);
    }
    if (has_clock()) {
      add(clock.hour);
      add(clock.minute);
      if (clock.second != 0 || clock.microsecond != 0) add(clock.second);
      if (clock.microsecond != 0) add(clock.microsecond);
    }
    if (zone) {
      const auto text = zone->repr();
      if (!text) return std::nullopt;
      add("tzinfo=" + *text);
    }
    return fmt::format("datetime.{}({})", type_name(), inner);
  }

  static Value make(Kind kind, Day day, Clock clock, std::shared_ptr<Timezone> zone,
                    const Site& site) {
    if (kind != Kind::Time && !calendar::is_valid(day)) {
      if (day.year < 1 || day.year > 9999) {
        return site.raise("ValueError", fmt::format("year {} is out of range", day.year));
      }
      if (day.month < 1 || day.month > 12) {
        return site.raise("ValueError", "month must be in 1..12");
      }
      return site.raise("ValueError", "day is out of range for month");
    }
    if (!clock.valid()) return site.raise("ValueError", "a part of the time is out of range");
    return Value::object(std::make_shared<Moment>(kind, day, clock, std::move(zone)), site.span);
  }
  /// From microseconds since the first day, local to the zone.
  static Value from_local_us(Kind kind, std::int64_t us, std::shared_ptr<Timezone> zone,
                             const Site& site) {
    const std::int64_t ordinal = floor_divide(us, day_us);
    if (ordinal < 1 || ordinal > calendar::max_ordinal) {
      return site.raise("OverflowError", "date value out of range");
    }
    const Clock clock = kind == Kind::Date ? Clock{} : Clock::from_us(us - ordinal * day_us);
    return make(kind, calendar::from_ordinal(ordinal), clock, std::move(zone), site);
  }
};

std::optional<Value> Moment::binary(BinaryOp op, const Value& other, bool reflected,
                                    const Site& site) const {
  if (kind == Kind::Time) return std::nullopt;
  const std::int64_t local = calendar::ordinal(day) * day_us + clock.us();
  if (const auto* span = other.object<Timedelta>()) {
    const std::int64_t change = kind == Kind::Date ? span->days() * day_us : span->us;
    if (op == BinaryOp::Add) return from_local_us(kind, local + change, zone, site);
    if (op == BinaryOp::Subtract && !reflected) {
      const std::int64_t back = kind == Kind::Date ? -span->days() * day_us : -span->us;
      return from_local_us(kind, local + back, zone, site);
    }
    return std::nullopt;
  }
  const auto* that = other.object<Moment>();
  if (that == nullptr || op != BinaryOp::Subtract || reflected || that->kind != kind) {
    return std::nullopt;
  }
  if ((zone == nullptr) != (that->zone == nullptr)) {
    return site.raise("TypeError", "can't subtract offset-naive and offset-aware datetimes");
  }
  return Timedelta::make(us() - that->us(), site);
}

/// `tzinfo=`: none, a timezone; anything else is not modelled.
bool read_zone(const std::optional<Value>& value, std::shared_ptr<Timezone>& zone) {
  if (!value || value->is_none()) return true;
  zone = std::dynamic_pointer_cast<Timezone>(value->native_share());
  return zone != nullptr;
}

Value unknown_zone(const Call& call) { return call.unknown("the time zone is not known"); }

// date(year, month, day)
Value make_date(const std::shared_ptr<python::Class>&, const Call& call) {
  Day day;
  if (!call.bind({{"year", day.year}, {"month", day.month}, {"day", day.day}}))
    return Value::none();
  return Moment::make(Moment::Kind::Date, day, {}, nullptr, call);
}

// time(hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0)
Value make_time(const std::shared_ptr<python::Class>&, const Call& call) {
  std::optional<int> hour, minute, second, microsecond, fold;
  std::optional<Value> tzinfo;
  if (!call.bind({{"hour", hour},
                  {"minute", minute},
                  {"second", second},
                  {"microsecond", microsecond},
                  {"tzinfo", tzinfo},
                  {"*"},
                  {"fold", fold}})) {
    return Value::none();
  }
  std::shared_ptr<Timezone> zone;
  if (!read_zone(tzinfo, zone)) return unknown_zone(call);
  return Moment::make(
      Moment::Kind::Time, {},
      {hour.value_or(0), minute.value_or(0), second.value_or(0), microsecond.value_or(0)},
      std::move(zone), call);
}

// datetime(year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0)
Value make_datetime(const std::shared_ptr<python::Class>&, const Call& call) {
  Day day;
  std::optional<int> hour, minute, second, microsecond, fold;
  std::optional<Value> tzinfo;
  if (!call.bind({{"year", day.year},
                  {"month", day.month},
                  {"day", day.day},
                  {"hour", hour},
                  {"minute", minute},
                  {"second", second},
                  {"microsecond", microsecond},
                  {"tzinfo", tzinfo},
                  {"*"},
                  {"fold", fold}})) {
    return Value::none();
  }
  std::shared_ptr<Timezone> zone;
  if (!read_zone(tzinfo, zone)) return unknown_zone(call);
  return Moment::make(
      Moment::Kind::DateTime, day,
      {hour.value_or(0), minute.value_or(0), second.value_or(0), microsecond.value_or(0)},
      std::move(zone), call);
}

// ---- the current moment

constexpr std::int64_t unix_epoch_ordinal = 719163;

/// Microseconds since the first day, or nothing: then the value is Unknown.
std::optional<std::int64_t> given_now(const Site& site) {
  const std::optional<std::int64_t>& now = World::of(site).outside().now;
  if (!now) return std::nullopt;
  return *now + unix_epoch_ordinal * day_us;
}

Value run_moment(dialects::Moment moment, const Call& call) {
  return Value::object(std::make_shared<RunMoment>(moment), call.span);
}

// datetime.now(tz=None), datetime.utcnow(), datetime.today(), date.today()
Value now(const Call& call) {
  std::optional<Value> tz;
  if (!call.bind({{"tz", tz}})) return Value::none();
  const std::optional<std::int64_t> moment = given_now(call);
  std::shared_ptr<Timezone> zone;
  if (!read_zone(tz, zone)) return moment ? unknown_zone(call) : RunMoment::unknown(call);
  if (!moment) {
    if (zone && zone->offset != 0) return RunMoment::unknown(call);
    return run_moment(zone ? dialects::Moment::Aware : dialects::Moment::Local, call);
  }
  return Moment::from_local_us(Moment::Kind::DateTime, *moment + (zone ? zone->offset : 0), zone,
                               call);
}

template <dialects::Moment which>
Value naive_now(const Call& call) {
  const std::optional<std::int64_t> moment = given_now(call);
  if (!moment) return run_moment(which, call);
  return Moment::from_local_us(Moment::Kind::DateTime, *moment, nullptr, call);
}

Value date_today(const Call& call) {
  const std::optional<std::int64_t> moment = given_now(call);
  if (!moment) return run_moment(dialects::Moment::Today, call);
  return Moment::from_local_us(Moment::Kind::Date, *moment, nullptr, call);
}

// ---- reading text

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool number(int digits, int& out) {
    if (text_.size() < static_cast<std::size_t>(digits)) return false;
    out = 0;
    for (int i = 0; i < digits; ++i) {
      const char c = text_[static_cast<std::size_t>(i)];
      if (c < '0' || c > '9') return false;
      out = out * 10 + (c - '0');
    }
    text_.remove_prefix(static_cast<std::size_t>(digits));
    return true;
  }
  bool skip(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool any() {
    if (text_.empty()) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool done() const { return text_.empty(); }
  char peek() const { return text_.empty() ? '\0' : text_.front(); }

  bool day(Day& out) {
    return number(4, out.year) && skip('-') && number(2, out.month) && skip('-') &&
           number(2, out.day);
  }
  /// `HH[:MM[:SS[.ffffff]]]`
  bool clock(Clock& out) {
    if (!number(2, out.hour)) return false;
    if (!skip(':')) return true;
    if (!number(2, out.minute)) return false;
    if (!skip(':')) return true;
    if (!number(2, out.second)) return false;
    if (!skip('.') && !skip(',')) return true;
    int count = 0;
    for (int digit = 0; number(1, digit); ++count) {
      if (count < 6) out.microsecond = out.microsecond * 10 + digit;
    }
    for (int i = count; i < 6; ++i) out.microsecond *= 10;
    return count > 0;
  }
  bool zone(std::shared_ptr<Timezone>& out) {
    if (done()) return true;
    if (skip('Z')) {
      out = utc();
      return true;
    }
    const bool negative = peek() == '-';
    if (!skip('+') && !skip('-')) return false;
    int hours = 0, minutes = 0, seconds = 0;
    if (!number(2, hours)) return false;
    skip(':');
    if (!number(2, minutes)) return false;
    if (skip(':') && !number(2, seconds)) return false;
    const std::int64_t offset = ((hours * 60LL + minutes) * 60 + seconds) * second_us;
    out = offset == 0 ? utc() : std::make_shared<Timezone>(negative ? -offset : offset, "");
    return true;
  }

 private:
  std::string_view text_;
};

Value bad_iso(const Call& call, const std::string& text) {
  return call.raise("ValueError",
                    fmt::format("Invalid isoformat string: {}", python::repr_of_text(text)));
}

Value date_fromisoformat(const Call& call) {
  std::string text;
  if (!call.bind({{"date_string", text}})) return Value::none();
  Reader reader(text);
  Day day;
  if (!reader.day(day) || !reader.done()) return bad_iso(call, text);
  return Moment::make(Moment::Kind::Date, day, {}, nullptr, call);
}

Value time_fromisoformat(const Call& call) {
  std::string text;
  if (!call.bind({{"time_string", text}})) return Value::none();
  Reader reader(text);
  Clock clock;
  std::shared_ptr<Timezone> zone;
  if (!reader.clock(clock) || !reader.zone(zone) || !reader.done()) return bad_iso(call, text);
  return Moment::make(Moment::Kind::Time, {}, clock, std::move(zone), call);
}

Value datetime_fromisoformat(const Call& call) {
  std::string text;
  if (!call.bind({{"date_string", text}})) return Value::none();
  Reader reader(text);
  Day day;
  Clock clock;
  std::shared_ptr<Timezone> zone;
  if (!reader.day(day)) return bad_iso(call, text);
  if (!reader.done() &&
      (!reader.any() || !reader.clock(clock) || !reader.zone(zone) || !reader.done())) {
    return bad_iso(call, text);
  }
  return Moment::make(Moment::Kind::DateTime, day, clock, std::move(zone), call);
}

// datetime.strptime(date_string, format): the directives that migrations use
Value strptime(const Call& call) {
  std::string text, pattern;
  if (!call.bind({{"date_string", text}, {"format", pattern}})) return Value::none();
  Reader reader(text);
  Day day{1900, 1, 1};
  Clock clock;
  std::shared_ptr<Timezone> zone;
  bool good = true;
  for (std::size_t i = 0; i < pattern.size() && good; ++i) {
    if (pattern[i] != '%') {
      good = reader.skip(pattern[i]);
      continue;
    }
    // One or two digits, as strptime takes them.
    const auto short_number = [&](int& out) {
      int second = 0;
      if (!reader.number(1, out)) return false;
      if (reader.number(1, second)) out = out * 10 + second;
      return true;
    };
    const char directive = ++i < pattern.size() ? pattern[i] : '\0';
    switch (directive) {
      case 'Y':
        good = reader.number(4, day.year);
        break;
      case 'm':
        good = short_number(day.month);
        break;
      case 'd':
        good = short_number(day.day);
        break;
      case 'H':
        good = short_number(clock.hour);
        break;
      case 'M':
        good = short_number(clock.minute);
        break;
      case 'S':
        good = short_number(clock.second);
        break;
      case 'f': {
        int count = 0;
        for (int digit = 0; count < 6 && reader.number(1, digit); ++count) {
          clock.microsecond = clock.microsecond * 10 + digit;
        }
        good = count > 0;
        for (; count < 6; ++count) clock.microsecond *= 10;
        break;
      }
      case 'z':
        good = reader.zone(zone);
        break;
      case '%':
        good = reader.skip('%');
        break;
      default:
        return call.unknown(fmt::format("the directive `%{}` of strptime", directive));
    }
  }
  if (!good || !reader.done()) {
    return call.raise("ValueError",
                      fmt::format("time data {} does not match format {}",
                                  python::repr_of_text(text), python::repr_of_text(pattern)));
  }
  return Moment::make(Moment::Kind::DateTime, day, clock, std::move(zone), call);
}

Value fromordinal(const Call& call) {
  std::int64_t ordinal = 0;
  if (!call.bind({{"ordinal", ordinal}})) return Value::none();
  return Moment::from_local_us(Moment::Kind::Date, ordinal * day_us, nullptr, call);
}

// datetime.fromtimestamp(timestamp, tz=None): without a zone it depends on the machine's.
Value fromtimestamp(const Call& call) {
  double timestamp = 0;
  std::optional<Value> tz;
  if (!call.bind({{"timestamp", timestamp}, {"tz", tz}})) return Value::none();
  std::shared_ptr<Timezone> zone;
  if (!tz || !read_zone(tz, zone) || !zone) return unknown_zone(call);
  const auto us = static_cast<std::int64_t>(std::nearbyint(timestamp * 1e6));
  return Moment::from_local_us(Moment::Kind::DateTime,
                               us + unix_epoch_ordinal * day_us + zone->offset, zone, call);
}

Value utcfromtimestamp(const Call& call) {
  double timestamp = 0;
  if (!call.bind({{"timestamp", timestamp}})) return Value::none();
  const auto us = static_cast<std::int64_t>(std::nearbyint(timestamp * 1e6));
  return Moment::from_local_us(Moment::Kind::DateTime, us + unix_epoch_ordinal * day_us, nullptr,
                               call);
}

Value combine(const Call& call) {
  std::shared_ptr<Moment> date, time;
  std::optional<Value> tzinfo;
  if (!call.bind({{"date", date}, {"time", time}, {"tzinfo", tzinfo}})) return Value::none();
  std::shared_ptr<Timezone> zone = time->zone;
  if (tzinfo && !read_zone(tzinfo, zone)) return unknown_zone(call);
  return Moment::make(Moment::Kind::DateTime, date->day, time->clock, std::move(zone), call);
}

// ---- methods of the three

Value isoformat(const Call& call) {
  const auto& self = call.receiver<Moment>();
  std::optional<std::string> separator, timespec;
  if (self.kind == Moment::Kind::DateTime) {
    if (!call.bind({{"sep", separator}, {"timespec", timespec}})) return Value::none();
  } else if (!call.bind({{"timespec", timespec}})) {
    return Value::none();
  }
  if (timespec && *timespec != "auto") {
    Clock clock = self.clock;
    std::string text;
    if (self.has_day()) text = day_text(self.day);
    if (self.kind == Moment::Kind::DateTime) text += separator.value_or("T");
    if (*timespec == "seconds") {
      clock.microsecond = 0;
      text += clock.text();
    } else if (*timespec == "minutes") {
      text += fmt::format("{:02}:{:02}", clock.hour, clock.minute);
    } else if (*timespec == "hours") {
      text += fmt::format("{:02}", clock.hour);
    } else if (*timespec == "milliseconds") {
      text += fmt::format("{:02}:{:02}:{:02}.{:03}", clock.hour, clock.minute, clock.second,
                          clock.microsecond / 1000);
    } else if (*timespec == "microseconds") {
      text += fmt::format("{:02}:{:02}:{:02}.{:06}", clock.hour, clock.minute, clock.second,
                          clock.microsecond);
    } else {
      return call.raise("ValueError", "Unknown timespec value");
    }
    if (self.zone) text += self.zone->offset_text(":");
    return call.text(std::move(text));
  }
  return call.text(self.iso(separator && !separator->empty() ? (*separator)[0] : 'T'));
}

/// `strftime`, and what stands behind the colon of a format field.
Value formatted(const Moment& self, const std::string& pattern, const Site& call) {
  calendar::Moment moment{self.has_day() ? self.day : Day{1900, 1, 1},
                          self.clock.hour,
                          self.clock.minute,
                          self.clock.second,
                          self.clock.microsecond,
                          self.zone ? self.zone->offset_text("") : "",
                          self.zone ? *self.zone->str() : ""};
  std::string text;
  if (!calendar::format(pattern, moment, text)) {
    return call.unknown("a directive of strftime that depends on the machine");
  }
  return call.text(std::move(text));
}

Value strftime(const Call& call) {
  std::string pattern;
  if (!call.bind({{"format", pattern}})) return Value::none();
  return formatted(call.receiver<Moment>(), pattern, call);
}

Value replace(const Call& call) {
  const auto& self = call.receiver<Moment>();
  std::optional<int> year, month, day, hour, minute, second, microsecond, fold;
  std::optional<Value> tzinfo;
  switch (self.kind) {
    case Moment::Kind::Date:
      if (!call.bind({{"year", year}, {"month", month}, {"day", day}})) return Value::none();
      break;
    case Moment::Kind::Time:
      if (!call.bind({{"hour", hour},
                      {"minute", minute},
                      {"second", second},
                      {"microsecond", microsecond},
                      {"tzinfo", tzinfo}})) {
        return Value::none();
      }
      break;
    case Moment::Kind::DateTime:
      if (!call.bind({{"year", year},
                      {"month", month},
                      {"day", day},
                      {"hour", hour},
                      {"minute", minute},
                      {"second", second},
                      {"microsecond", microsecond},
                      {"tzinfo", tzinfo},
                      {"*"},
                      {"fold", fold}})) {
        return Value::none();
      }
      break;
  }
  std::shared_ptr<Timezone> zone = self.zone;
  // `tzinfo=None` removes the zone, which an absent argument does not.
  if (const Value* said = call.keyword("tzinfo")) {
    zone = nullptr;
    if (!read_zone(*said, zone)) return unknown_zone(call);
  }
  return Moment::make(
      self.kind,
      {year.value_or(self.day.year), month.value_or(self.day.month), day.value_or(self.day.day)},
      {hour.value_or(self.clock.hour), minute.value_or(self.clock.minute),
       second.value_or(self.clock.second), microsecond.value_or(self.clock.microsecond)},
      std::move(zone), call);
}

Value weekday(const Call& call) {
  return Value::integer(python::Int(calendar::weekday(call.receiver<Moment>().day)), call.span);
}
Value isoweekday(const Call& call) {
  return Value::integer(python::Int(calendar::weekday(call.receiver<Moment>().day) + 1), call.span);
}
Value toordinal(const Call& call) {
  return Value::integer(python::Int(calendar::ordinal(call.receiver<Moment>().day)), call.span);
}
Value date_part(const Call& call) {
  return Moment::make(Moment::Kind::Date, call.receiver<Moment>().day, {}, nullptr, call);
}
Value time_part(const Call& call) {
  return Moment::make(Moment::Kind::Time, {}, call.receiver<Moment>().clock, nullptr, call);
}
Value astimezone(const Call& call) {
  const auto& self = call.receiver<Moment>();
  std::optional<Value> tz;
  if (!call.bind({{"tz", tz}})) return Value::none();
  std::shared_ptr<Timezone> zone;
  if (!tz || !read_zone(tz, zone) || !zone || !self.zone) return unknown_zone(call);
  return Moment::from_local_us(self.kind, self.us() + zone->offset, zone, call);
}
Value timestamp(const Call& call) {
  const auto& self = call.receiver<Moment>();
  if (!self.zone) return unknown_zone(call);
  return Value::real(static_cast<double>(self.us() - unix_epoch_ordinal * day_us) / 1e6, call.span);
}
Value utcoffset(const Call& call) {
  const auto& self = call.receiver<Moment>();
  return self.zone ? Timedelta::make(self.zone->offset, call) : Value::none(call.span);
}

constexpr python::Builtin date_methods[] = {
    {"isoformat", isoformat, true},
    {"strftime", strftime, true},
    {"replace", replace, true},
    {"weekday", weekday, true},
    {"isoweekday", isoweekday, true},
    {"toordinal", toordinal, true},
    {"today", date_today},
    {"fromordinal", fromordinal},
    {"fromisoformat", date_fromisoformat},
};
constexpr python::Builtin time_methods[] = {
    {"isoformat", isoformat, true},
    {"strftime", strftime, true},
    {"replace", replace, true},
    {"utcoffset", utcoffset, true},
    {"fromisoformat", time_fromisoformat},
};
constexpr python::Builtin datetime_methods[] = {
    {"isoformat", isoformat, true},
    {"strftime", strftime, true},
    {"replace", replace, true},
    {"weekday", weekday, true},
    {"isoweekday", isoweekday, true},
    {"toordinal", toordinal, true},
    {"date", date_part, true},
    {"time", time_part, true},
    {"astimezone", astimezone, true},
    {"timestamp", timestamp, true},
    {"utcoffset", utcoffset, true},
    {"now", now},
    {"utcnow", naive_now<dialects::Moment::Utc>},
    {"today", naive_now<dialects::Moment::Local>},
    {"fromisoformat", datetime_fromisoformat},
    {"fromtimestamp", fromtimestamp},
    {"utcfromtimestamp", utcfromtimestamp},
    {"strptime", strptime},
    {"combine", combine},
};

void define_limits(const std::shared_ptr<python::Class>& cls, Moment::Kind kind) {
  const auto bound = [&](Day day, Clock clock) {
    return Value::object(std::make_shared<Moment>(kind, day, clock, nullptr));
  };
  cls->attributes.set("min", bound({1, 1, 1}, {}));
  cls->attributes.set(
      "max",
      bound({9999, 12, 31}, kind == Moment::Kind::Date ? Clock{} : Clock{23, 59, 59, 999999}));
}

std::shared_ptr<python::Class> date_class() {
  static const SpecClass spec("date", "datetime", make_date);
  static const auto cls = [] {
    auto made = define_class(spec, {}, date_methods);
    define_limits(made, Moment::Kind::Date);
    return made;
  }();
  return cls;
}

std::shared_ptr<python::Class> time_class() {
  static const SpecClass spec("time", "datetime", make_time);
  static const auto cls = [] {
    auto made = define_class(spec, {}, time_methods);
    define_limits(made, Moment::Kind::Time);
    return made;
  }();
  return cls;
}

std::shared_ptr<python::Class> datetime_class() {
  static const SpecClass spec("datetime", "datetime", make_datetime);
  static const auto cls = [] {
    auto made = define_class(spec, {date_class()}, datetime_methods);
    define_limits(made, Moment::Kind::DateTime);
    return made;
  }();
  return cls;
}

constexpr python::ModelledModule modules[] = {
    {"datetime", [](python::Module& module) {
       module.type(date_class());
       module.type(time_class());
       module.type(datetime_class());
       module.type(timedelta_class());
       module.type(timezone_class());
       module.define("UTC", Value::object(utc()));
       module.define("MINYEAR", Value::integer(python::Int(1)));
       module.define("MAXYEAR", Value::integer(python::Int(9999)));
     }}};

}  // namespace

extern const Part standard_datetime{modules};

}  // namespace migc::library
