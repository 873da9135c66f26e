#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "compiler/python/native.h"

namespace migc::library {

inline constexpr std::int64_t second_us = 1'000'000;
inline constexpr std::int64_t day_us = 86'400 * second_us;

std::shared_ptr<python::Class> timedelta_class();
std::shared_ptr<python::Class> timezone_class();

/// `a < b` and the like for things that order by a number; nothing for `is` and `in`.
std::optional<python::Value> compare_numbers(python::ast::CompareOp op, std::int64_t a,
                                             std::int64_t b, Span span);
/// Rounded towards minus infinity, as `//`.
std::int64_t floor_divide(std::int64_t a, std::int64_t b);

/// `datetime.timedelta`
class Timedelta final : public python::Native {
 public:
  explicit Timedelta(std::int64_t microseconds) : us(microseconds) {}

  const std::int64_t us;

  std::int64_t days() const { return floor_divide(us, day_us); }
  std::int64_t rest() const { return us - days() * day_us; }

  std::string_view type_name() const override { return "timedelta"; }
  bool complete() const override { return true; }
  std::shared_ptr<python::Class> type() const override { return timedelta_class(); }
  std::optional<python::Value> attribute(std::string_view name,
                                         const python::Site& site) const override {
    if (name == "days") return python::Value::integer(python::Int(days()), site.span);
    if (name == "seconds")
      return python::Value::integer(python::Int(rest() / second_us), site.span);
    if (name == "microseconds")
      return python::Value::integer(python::Int(rest() % second_us), site.span);
    return std::nullopt;
  }
  std::optional<python::Value> binary(python::ast::BinaryOp op, const python::Value& other,
                                      bool reflected, const python::Site& site) const override;
  std::optional<python::Value> unary(python::ast::UnaryOp op,
                                     const python::Site& site) const override {
    if (op == python::ast::UnaryOp::Minus) return make(-us, site);
    if (op == python::ast::UnaryOp::Plus) return make(us, site);
    return std::nullopt;
  }
  std::optional<python::Value> compare(python::ast::CompareOp op, const python::Value& other,
                                       const python::Site& site) const override {
    const auto* that = other.object<Timedelta>();
    return that ? compare_numbers(op, us, that->us, site.span) : std::nullopt;
  }
  python::Value truth(const python::Site& site) const override {
    return python::Value::boolean(us != 0, site.span);
  }
  bool operator==(const Timedelta& other) const { return us == other.us; }
  std::optional<bool> equals(const Native& other) const override {
    const auto* that = dynamic_cast<const Timedelta*>(&other);
    return that && that->us == us;
  }
  std::optional<std::uint64_t> hash() const override { return static_cast<std::uint64_t>(us); }
  std::optional<std::string> str() const override {
    std::string text;
    if (days() != 0) text = fmt::format("{} day{}, ", days(), std::abs(days()) == 1 ? "" : "s");
    const std::int64_t seconds = rest() / second_us;
    text += fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (rest() % second_us != 0) text += fmt::format(".{:06}", rest() % second_us);
    return text;
  }
  std::optional<std::string> repr() const override {
    std::string inner;
    const auto add = [&](std::string_view name, std::int64_t value) {
      if (value != 0) inner += fmt::format("{}{}={}", inner.empty() ? "" : ", ", name, value);
    };
    add("days", days());
    add("seconds", rest() / second_us);
    add("microseconds", rest() % second_us);
    return fmt::format("datetime.timedelta({})", inner.empty() ? "0" : inner);
  }

  static python::Value make(std::int64_t microseconds, const python::Site& site) {
    return python::Value::object(std::make_shared<Timedelta>(microseconds), site.span);
  }
};

/// `datetime.timezone`: a fixed offset from UTC.
class Timezone final : public python::Native {
 public:
  Timezone(std::int64_t offset_us, std::string name) : offset(offset_us), name_(std::move(name)) {}

  const std::int64_t offset;

  std::string_view type_name() const override { return "timezone"; }
  std::shared_ptr<python::Class> type() const override { return timezone_class(); }
  std::optional<bool> equals(const Native& other) const override {
    const auto* that = dynamic_cast<const Timezone*>(&other);
    return that && that->offset == offset;
  }
  std::optional<std::uint64_t> hash() const override { return static_cast<std::uint64_t>(offset); }
  std::optional<std::string> str() const override {
    if (!name_.empty()) return name_;
    return offset == 0 ? "UTC" : "UTC" + offset_text(":");
  }
  std::optional<std::string> repr() const override {
    if (offset == 0 && name_.empty()) return "datetime.timezone.utc";
    return std::nullopt;
  }
  /// `+02:00`
  std::string offset_text(std::string_view separator) const {
    const std::int64_t seconds = std::abs(offset) / second_us;
    std::string text = fmt::format("{}{:02}{}{:02}", offset < 0 ? '-' : '+', seconds / 3600,
                                   separator, seconds / 60 % 60);
    if (seconds % 60 != 0) text += fmt::format("{}{:02}", separator, seconds % 60);
    return text;
  }

 private:
  const std::string name_;
};

std::shared_ptr<Timezone> utc();

}  // namespace migc::library
