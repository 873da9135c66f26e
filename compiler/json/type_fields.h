#pragma once

// Types as JSON.

#include "compiler/json/field.h"

namespace migc::json {

template <>
struct Names<Integer::Size> {
  static constexpr std::array<std::string_view, 5> list{"tiny", "small", "medium", "normal", "big"};
};
template <>
struct Names<Float::Size> {
  static constexpr std::array<std::string_view, 3> list{"single", "normal", "double"};
};
template <>
struct Names<String::Form> {
  static constexpr std::array<std::string_view, 3> list{"varying", "fixed", "text"};
};
template <>
struct Names<Binary::Form> {
  static constexpr std::array<std::string_view, 3> list{"large", "varying", "fixed"};
};

template <>
struct Fields<NullType> {
  static constexpr std::string_view tag = "unknown";
  static constexpr std::tuple<> list{};
};
template <>
struct Fields<Boolean> {
  static constexpr std::string_view tag = "boolean";
  static constexpr std::tuple<> list{};
};
template <>
struct Fields<Integer> {
  static constexpr std::string_view tag = "integer";
  static constexpr std::tuple list{
      field("size", &Integer::size), field("unsigned", &Integer::is_unsigned),
      field("zerofill", &Integer::zerofill), field("display_width", &Integer::display_width)};
};
template <>
struct Fields<Numeric> {
  static constexpr std::string_view tag = "numeric";
  static constexpr std::tuple list{
      field("precision", &Numeric::precision), field("scale", &Numeric::scale),
      field("unsigned", &Numeric::is_unsigned), field("zerofill", &Numeric::zerofill),
      field("as_decimal", &Numeric::as_decimal)};
};
template <>
struct Fields<Float> {
  static constexpr std::string_view tag = "float";
  static constexpr std::tuple list{field("size", &Float::size),
                                   field("precision", &Float::precision),
                                   field("scale", &Float::scale),
                                   field("binary_precision", &Float::binary_precision),
                                   field("unsigned", &Float::is_unsigned),
                                   field("zerofill", &Float::zerofill),
                                   field("as_decimal", &Float::as_decimal)};
};
template <>
struct Fields<String> {
  static constexpr std::string_view tag = "string";
  static constexpr std::tuple list{field("form", &String::form),
                                   field("length", &String::length),
                                   field("unicode", &String::unicode),
                                   field("max", &String::max),
                                   field("collation", &String::collation),
                                   field("charset", &String::charset),
                                   field("ascii", &String::ascii),
                                   field("binary", &String::binary),
                                   field("national", &String::national),
                                   field("unicode_charset", &String::unicode_charset),
                                   field("size", &String::size)};
};
template <>
struct Fields<Binary> {
  static constexpr std::string_view tag = "binary";
  static constexpr std::tuple list{
      field("form", &Binary::form), field("length", &Binary::length),
      field("max", &Binary::max),   field("filestream", &Binary::filestream),
      field("size", &Binary::size), field("pickle", &Binary::pickle)};
};
template <>
struct Fields<Date> {
  static constexpr std::string_view tag = "date";
  static constexpr std::tuple<> list{};
};
template <>
struct Fields<Time> {
  static constexpr std::string_view tag = "time";
  static constexpr std::tuple list{field("timezone", &Time::timezone),
                                   field("precision", &Time::precision)};
};
template <>
struct Fields<Timestamp> {
  static constexpr std::string_view tag = "timestamp";
  static constexpr std::tuple list{field("timezone", &Timestamp::timezone),
                                   field("local_timezone", &Timestamp::local_timezone),
                                   field("precision", &Timestamp::precision)};
};
template <>
struct Fields<Interval> {
  static constexpr std::string_view tag = "interval";
  static constexpr std::tuple list{
      field("native", &Interval::native), field("second_precision", &Interval::second_precision),
      field("day_precision", &Interval::day_precision), field("precision", &Interval::precision),
      field("fields", &Interval::fields)};
};
template <>
struct Fields<Json> {
  static constexpr std::string_view tag = "json";
  static constexpr std::tuple list{field("binary", &Json::binary),
                                   field("none_as_null", &Json::none_as_null)};
};
template <>
struct Fields<Uuid> {
  static constexpr std::string_view tag = "uuid";
  static constexpr std::tuple list{field("as_uuid", &Uuid::as_uuid),
                                   field("native", &Uuid::native)};
};
template <>
struct Fields<Enum> {
  static constexpr std::string_view tag = "enum";
  static constexpr std::tuple list{must("values", &Enum::values),
                                   field("name", &Enum::name),
                                   field("schema", &Enum::schema),
                                   field("inherit_schema", &Enum::inherit_schema),
                                   field("native", &Enum::native),
                                   field("create_constraint", &Enum::create_constraint),
                                   field("create_type", &Enum::create_type),
                                   field("length", &Enum::length),
                                   field("charset", &Enum::charset),
                                   field("collation", &Enum::collation),
                                   field("set", &Enum::set),
                                   field("dialect_native", &Enum::dialect_native),
                                   field("members", &Enum::members)};
};
template <>
struct Fields<Array> {
  static constexpr std::string_view tag = "array";
  static constexpr std::tuple list{must("item", &Array::item),
                                   field("dimensions", &Array::dimensions)};
};
template <>
struct Fields<Domain> {
  static constexpr std::string_view tag = "domain";
  static constexpr std::tuple list{must("name", &Domain::name),
                                   field("schema", &Domain::schema),
                                   must("base", &Domain::base),
                                   field("collation", &Domain::collation),
                                   field("not_null", &Domain::not_null),
                                   field("default", &Domain::default_value),
                                   field("constraint_name", &Domain::constraint_name),
                                   field("check", &Domain::check),
                                   field("create_type", &Domain::create_type)};
};
template <>
struct Fields<Named> {
  static constexpr std::string_view tag = "named";
  static constexpr std::tuple list{must("sql", &Named::sql)};
};
/// What stands beside the fields of the kind.
template <>
struct Fields<Type> {
  static constexpr std::tuple list{
      field("exact", &Type::exact),           field("dialect", &Type::dialect),
      field("variants", &Type::variants),     field("check_constraint", &Type::check_constraint),
      field("check_name", &Type::check_name), field("coerces_values", &Type::coerces_values)};
};

/// The name of the kind says all of it.
template <class Kind>
constexpr bool says_all() {
  return std::apply(
      [](const auto&... f) {
        [[maybe_unused]] const auto optional = []<class F>(const F& field) {
          if constexpr (requires { field.required; }) return !field.required;
          return true;
        };
        return (optional(f) && ...);
      },
      Fields<Kind>::list);
}

/// Short names of types that are said often.
inline const auto& type_names() {
  static const std::array<std::pair<std::string_view, decltype(Type::kind)>, 6> names{{
      {"bigint", Integer{.size = Integer::Size::Big}},
      {"smallint", Integer{.size = Integer::Size::Small}},
      {"text", String{.form = String::Form::Text}},
      {"double", Float{.size = Float::Size::Double}},
      {"jsonb", Json{.binary = true}},
      {"timestamptz", Timestamp{.timezone = true}},
  }};
  return names;
}

}  // namespace migc::json
