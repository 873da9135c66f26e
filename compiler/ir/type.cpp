#include "compiler/ir/type.h"

#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "compiler/ir/expr.h"

namespace migc::ir {
namespace {

std::string with_length(std::string_view name, std::optional<std::int64_t> length) {
  return length ? fmt::format("{}({})", name, *length) : std::string(name);
}

std::string_view zone(bool timezone) { return timezone ? " with time zone" : ""; }

}  // namespace

Type::Kind::Kind() = default;
Type::Kind::Kind(const Kind&) = default;
Type::Kind::Kind(Kind&&) noexcept = default;
Type::Kind& Type::Kind::operator=(const Kind&) = default;
Type::Kind& Type::Kind::operator=(Kind&&) noexcept = default;
Type::Kind::~Kind() = default;

const Type& Type::resolved(std::string_view dialect_name) const {
  for (const auto& [name, type] : variants) {
    if (name == dialect_name) return type;
  }
  return *this;
}

std::string describe(const Type& type) {
  // The text of a statement holds lengths and more, which are said here.
  const std::string exact = type.dialect == "sql" ? std::string() : ascii_lower(type.exact);
  const auto named = [&](std::string_view generic) {
    return exact.empty() ? std::string(generic) : exact;
  };
  return match(
      type.kind, [](const NullType&) { return std::string("unknown type"); },
      [&](const Boolean&) { return named("boolean"); },
      [&](const Integer& t) {
        using enum Integer::Size;
        switch (t.size) {
          case Tiny:
            return named("tinyint");
          case Small:
            return named("smallint");
          case Medium:
            return named("mediumint");
          case Normal:
            return named("integer");
          case Big:
            return named("bigint");
        }
        return std::string();
      },
      [&](const Numeric& t) {
        if (!t.precision) return named("numeric");
        if (!t.scale) return fmt::format("{}({})", named("numeric"), *t.precision);
        return fmt::format("{}({}, {})", named("numeric"), *t.precision, *t.scale);
      },
      [&](const Float& t) {
        return named(t.size == Float::Size::Double ? "double precision" : "float");
      },
      [&](const String& t) {
        const std::string name = named(t.form == String::Form::Text    ? "text"
                                       : t.form == String::Form::Fixed ? "char"
                                                                       : "varchar");
        return t.max ? name + "(max)" : with_length(name, t.length);
      },
      [&](const Binary& t) { return with_length(named("binary"), t.length); },
      [&](const Date&) { return named("date"); },
      [&](const Time& t) { return fmt::format("{}{}", named("time"), zone(t.timezone)); },
      [&](const Timestamp& t) { return fmt::format("{}{}", named("timestamp"), zone(t.timezone)); },
      [&](const Interval&) { return named("interval"); },
      [&](const Json& t) { return named(t.binary ? "jsonb" : "json"); },
      [&](const Uuid&) { return named("uuid"); },
      [](const Enum& t) {
        if (!t.native && !t.dialect_native) {
          std::size_t longest = 0;
          for (const std::string& value : t.values) {
            longest = std::max(longest, count_code_points(value));
          }
          const auto length = t.length.value_or(static_cast<std::int64_t>(longest));
          return fmt::format("varchar({})", length);
        }
        return t.name.empty() ? std::string("enum") : fmt::format("enum {}", t.name.text);
      },
      [](const Array& t) { return describe(*t.item) + "[]"; },
      [](const Domain& t) { return fmt::format("domain {}", t.name.text); },
      [](const Named& t) { return ascii_lower(t.sql); });
}

}  // namespace migc::ir
