#pragma once

// Tables, their columns, constraints and indexes as JSON.

#include "compiler/json/expr_fields.h"

namespace migc::json {

template <>
struct Names<Column::Autoincrement> {
  static constexpr std::array<std::string_view, 4> list{"auto", "on", "off", "ignore_foreign_key"};
};

template <>
struct Fields<SequenceOptions> {
  static constexpr std::tuple list{field("start", &SequenceOptions::start),
                                   field("increment", &SequenceOptions::increment),
                                   field("min_value", &SequenceOptions::min_value),
                                   field("max_value", &SequenceOptions::max_value),
                                   field("cache", &SequenceOptions::cache),
                                   field("no_min_value", &SequenceOptions::no_min_value),
                                   field("no_max_value", &SequenceOptions::no_max_value),
                                   field("cycle", &SequenceOptions::cycle),
                                   field("order", &SequenceOptions::order)};
};
template <>
struct Fields<Identity> {
  static constexpr std::tuple list{field("always", &Identity::always),
                                   field("on_null", &Identity::on_null), flat(&Identity::sequence)};
};
template <>
struct Fields<Computed> {
  static constexpr std::tuple list{must("expression", &Computed::expression),
                                   field("persisted", &Computed::persisted)};
};
template <>
struct Fields<Deferral> {
  static constexpr std::tuple list{field("deferrable", &Deferral::deferrable),
                                   field("initially", &Deferral::initially)};
};
template <>
struct Fields<PrimaryKey> {
  static constexpr std::string_view tag = "primary_key";
  static constexpr std::tuple list{
      field("name", &PrimaryKey::name), must("columns", &PrimaryKey::columns),
      flat(&PrimaryKey::deferral), field("options", &PrimaryKey::options),
      field("implicit", &PrimaryKey::implicit)};
};
template <>
struct Fields<Unique> {
  static constexpr std::string_view tag = "unique";
  static constexpr std::tuple list{field("name", &Unique::name), must("columns", &Unique::columns),
                                   flat(&Unique::deferral), field("options", &Unique::options)};
};
template <>
struct Fields<ForeignKey> {
  static constexpr std::string_view tag = "foreign_key";
  static constexpr std::tuple list{field("name", &ForeignKey::name),
                                   must("columns", &ForeignKey::columns),
                                   must("referred_table", &ForeignKey::referred),
                                   field("referred_columns", &ForeignKey::referred_columns),
                                   field("on_update", &ForeignKey::on_update),
                                   field("on_delete", &ForeignKey::on_delete),
                                   field("match", &ForeignKey::match),
                                   flat(&ForeignKey::deferral),
                                   field("use_alter", &ForeignKey::use_alter),
                                   field("options", &ForeignKey::options)};
};
template <>
struct Fields<Check> {
  static constexpr std::string_view tag = "check";
  static constexpr std::tuple list{field("name", &Check::name),
                                   must("condition", &Check::condition),
                                   flat(&Check::deferral),
                                   field("column", &Check::column),
                                   field("type_of", &Check::type_of),
                                   field("options", &Check::options)};
};
template <>
struct Fields<Exclude::Element> {
  static constexpr std::tuple list{must("expression", &Exclude::Element::expression, Bare::Column),
                                   must("operator", &Exclude::Element::op),
                                   field("operator_class", &Exclude::Element::operator_class)};
};
template <>
struct Fields<Exclude> {
  static constexpr std::string_view tag = "exclude";
  static constexpr std::tuple list{field("name", &Exclude::name),
                                   must("elements", &Exclude::elements),
                                   field("using", &Exclude::using_method),
                                   field("where", &Exclude::where),
                                   flat(&Exclude::deferral),
                                   field("options", &Exclude::options)};
};
template <>
struct Fields<Index> {
  static constexpr std::tuple list{field("name", &Index::name), field("table", &Index::table),
                                   must("columns", &Index::elements, Bare::Column),
                                   field("unique", &Index::unique),
                                   field("options", &Index::options)};
};
template <>
struct Fields<Column> {
  static constexpr std::tuple list{must("name", &Column::name),
                                   must("type", &Column::type),
                                   field("nullable", &Column::nullable),
                                   field("nullable_said", &Column::nullable_said),
                                   field("primary_key", &Column::primary_key),
                                   field("autoincrement", &Column::autoincrement),
                                   field("server_default", &Column::server_default),
                                   field("sequence", &Column::sequence),
                                   field("comment", &Column::comment),
                                   field("collation", &Column::collation),
                                   field("options", &Column::options),
                                   field("quote", &Column::quote)};
};
template <>
struct Fields<Table> {
  static constexpr std::tuple list{must("table", &Table::name),
                                   field("columns", &Table::columns),
                                   field("constraints", &Table::constraints),
                                   field("indexes", &Table::indexes),
                                   field("comment", &Table::comment),
                                   field("prefixes", &Table::prefixes),
                                   field("options", &Table::options)};
};

}  // namespace migc::json
