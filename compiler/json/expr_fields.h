#pragma once

// Expressions and queries as JSON.

#include "compiler/json/type_fields.h"

namespace migc::json {

template <>
struct Names<Keyword::Word> {
  static constexpr std::array<std::string_view, 5> list{"null", "true", "false", "default", "star"};
};
template <>
struct Names<Join::Kind> {
  static constexpr std::array<std::string_view, 4> list{"inner", "left", "full", "cross"};
};
template <>
struct Names<Operator> {
  static constexpr std::array<std::string_view, 70> list{"add",
                                                         "subtract",
                                                         "multiply",
                                                         "divide",
                                                         "floor_divide",
                                                         "modulo",
                                                         "concat",
                                                         "equal",
                                                         "not_equal",
                                                         "less",
                                                         "less_equal",
                                                         "greater",
                                                         "greater_equal",
                                                         "is",
                                                         "is_not",
                                                         "is_distinct_from",
                                                         "is_not_distinct_from",
                                                         "like",
                                                         "not_like",
                                                         "ilike",
                                                         "not_ilike",
                                                         "in",
                                                         "not_in",
                                                         "between",
                                                         "not_between",
                                                         "regexp_match",
                                                         "not_regexp_match",
                                                         "match",
                                                         "not_match",
                                                         "bitwise_and",
                                                         "bitwise_or",
                                                         "bitwise_xor",
                                                         "shift_left",
                                                         "shift_right",
                                                         "bitwise_not",
                                                         "json_get_item",
                                                         "json_path_get_item",
                                                         "get_item",
                                                         "and",
                                                         "or",
                                                         "not",
                                                         "negate",
                                                         "comma",
                                                         "collate",
                                                         "cast",
                                                         "ascending",
                                                         "descending",
                                                         "nulls_first",
                                                         "nulls_last",
                                                         "distinct",
                                                         "any",
                                                         "all",
                                                         "exists",
                                                         "contains",
                                                         "not_contains",
                                                         "starts_with",
                                                         "not_starts_with",
                                                         "ends_with",
                                                         "not_ends_with",
                                                         "icontains",
                                                         "not_icontains",
                                                         "istarts_with",
                                                         "not_istarts_with",
                                                         "iends_with",
                                                         "not_iends_with",
                                                         "regexp_replace",
                                                         "slice",
                                                         "is_true",
                                                         "is_false",
                                                         "custom"};
  static_assert(list.size() == static_cast<std::size_t>(Operator::Custom) + 1);
};

template <>
struct Fields<Literal> {
  static constexpr std::string_view tag = "value";
  static constexpr std::tuple list{must("value", &Literal::value), field("type", &Literal::type)};
};
template <>
struct Fields<Placeholder> {
  static constexpr std::string_view tag = "placeholder";
  static constexpr std::tuple list{must("name", &Placeholder::name),
                                   field("type", &Placeholder::type)};
};
template <>
struct Fields<RawSql> {
  static constexpr std::string_view tag = "sql";
  static constexpr std::tuple list{must("sql", &RawSql::pieces)};
};
template <>
struct Fields<ColumnRef> {
  static constexpr std::string_view tag = "column";
  static constexpr std::tuple list{
      must("column", &ColumnRef::column), field("table", &ColumnRef::table),
      field("type", &ColumnRef::type),    field("verbatim", &ColumnRef::verbatim),
      field("star", &ColumnRef::star),    field("quote", &ColumnRef::quote)};
};
template <>
struct Fields<Keyword> {
  static constexpr std::string_view tag = "keyword";
  static constexpr std::tuple list{must("word", &Keyword::word)};
};
template <>
struct Fields<Function> {
  static constexpr std::string_view tag = "function";
  static constexpr std::tuple list{
      must("name", &Function::name), field("arguments", &Function::arguments, Bare::Value),
      field("package", &Function::package), field("type", &Function::type),
      field("generic", &Function::generic)};
};
template <>
struct Fields<Over> {
  static constexpr std::string_view tag = "over";
  static constexpr std::tuple list{must("element", &Over::element, Bare::Value),
                                   field("partition_by", &Over::partition_by, Bare::Value),
                                   field("order_by", &Over::order_by, Bare::Value),
                                   field("frame", &Over::frame)};
};
template <>
struct Fields<Filter> {
  static constexpr std::string_view tag = "filter";
  static constexpr std::tuple list{must("element", &Filter::element, Bare::Value),
                                   must("condition", &Filter::condition, Bare::Value)};
};
template <>
struct Fields<WithinGroup> {
  static constexpr std::string_view tag = "within_group";
  static constexpr std::tuple list{must("element", &WithinGroup::element, Bare::Value),
                                   field("order_by", &WithinGroup::order_by, Bare::Value)};
};
template <>
struct Fields<Unary> {
  static constexpr std::string_view tag = "unary";
  static constexpr std::tuple list{must("operator", &Unary::op),
                                   must("operand", &Unary::operand, Bare::Value),
                                   field("type", &Unary::type)};
};
template <>
struct Fields<BinaryExpr> {
  static constexpr std::string_view tag = "binary";
  static constexpr std::tuple list{must("operator", &BinaryExpr::op),
                                   field("custom", &BinaryExpr::custom),
                                   must("left", &BinaryExpr::left, Bare::Value),
                                   must("right", &BinaryExpr::right, Bare::Value),
                                   field("eager", &BinaryExpr::eager),
                                   field("type", &BinaryExpr::type),
                                   field("escape", &BinaryExpr::escape),
                                   field("flags", &BinaryExpr::flags)};
};
template <>
struct Fields<List> {
  static constexpr std::string_view tag = "list";
  static constexpr std::tuple list{must("operator", &List::op),
                                   must("items", &List::items, Bare::Value)};
};
template <>
struct Fields<Group> {
  static constexpr std::string_view tag = "group";
  static constexpr std::tuple list{must("inner", &Group::inner, Bare::Value)};
};
template <>
struct Fields<Cast> {
  static constexpr std::string_view tag = "cast";
  static constexpr std::tuple list{must("operand", &Cast::operand, Bare::Value),
                                   must("type", &Cast::type), field("try", &Cast::try_cast)};
};
template <>
struct Fields<Case> {
  static constexpr std::string_view tag = "case";
  static constexpr std::tuple list{field("value", &Case::value, Bare::Value),
                                   must("whens", &Case::whens, Bare::Value),
                                   field("otherwise", &Case::otherwise, Bare::Value)};
};
template <>
struct Fields<Extract> {
  static constexpr std::string_view tag = "extract";
  static constexpr std::tuple list{must("field", &Extract::field),
                                   must("operand", &Extract::operand, Bare::Value)};
};
template <>
struct Fields<Labeled> {
  static constexpr std::string_view tag = "label";
  static constexpr std::tuple list{must("inner", &Labeled::inner, Bare::Value),
                                   must("name", &Labeled::name)};
};
template <>
struct Fields<Subquery> {
  static constexpr std::string_view tag = "subquery";
  static constexpr std::tuple list{must("select", &Subquery::select)};
};
template <>
struct Fields<EmptySet> {
  static constexpr std::string_view tag = "empty_set";
  static constexpr std::tuple list{field("types", &EmptySet::types),
                                   field("negated", &EmptySet::negated)};
};
template <>
struct Fields<ArrayLiteral> {
  static constexpr std::string_view tag = "array";
  static constexpr std::tuple list{must("items", &ArrayLiteral::items, Bare::Value),
                                   field("type", &ArrayLiteral::type)};
};
template <>
struct Fields<NextValue> {
  static constexpr std::string_view tag = "next_value";
  static constexpr std::tuple list{must("sequence", &NextValue::sequence)};
};
template <>
struct Fields<Ordered> {
  static constexpr std::string_view tag = "ordered";
  static constexpr std::tuple list{must("element", &Ordered::element, Bare::Value),
                                   field("order_by", &Ordered::order_by, Bare::Value)};
};

// ---- queries

template <>
struct Fields<TableRef> {
  static constexpr std::string_view tag = "table";
  static constexpr std::tuple list{must("table", &TableRef::table),
                                   field("alias", &TableRef::alias),
                                   field("hint", &TableRef::hint)};
};
template <>
struct Fields<SubqueryRef> {
  static constexpr std::string_view tag = "subquery";
  static constexpr std::tuple list{
      must("select", &SubqueryRef::select), field("alias", &SubqueryRef::alias),
      field("lateral", &SubqueryRef::lateral), field("column_names", &SubqueryRef::column_names)};
};
template <>
struct Fields<FunctionRef> {
  static constexpr std::string_view tag = "function";
  static constexpr std::tuple list{
      must("function", &FunctionRef::function, Bare::Value), field("alias", &FunctionRef::alias),
      field("columns", &FunctionRef::columns), field("lateral", &FunctionRef::lateral),
      field("with_ordinality", &FunctionRef::with_ordinality)};
};
template <>
struct Fields<ValuesRef> {
  static constexpr std::string_view tag = "values";
  static constexpr std::tuple list{must("rows", &ValuesRef::rows, Bare::Value),
                                   field("alias", &ValuesRef::alias),
                                   field("columns", &ValuesRef::columns)};
};
template <>
struct Fields<Join> {
  static constexpr std::string_view tag = "join";
  static constexpr std::tuple list{field("kind", &Join::kind), must("left", &Join::left),
                                   must("right", &Join::right), field("on", &Join::on)};
};
template <>
struct Fields<RawFrom> {
  static constexpr std::string_view tag = "sql";
  static constexpr std::tuple list{must("text", &RawFrom::text)};
};
template <>
struct Fields<CommonTable> {
  static constexpr std::tuple list{
      must("name", &CommonTable::name), field("columns", &CommonTable::columns),
      must("select", &CommonTable::select), field("recursive", &CommonTable::recursive),
      field("materialized", &CommonTable::materialized)};
};
template <>
struct Fields<ForUpdate> {
  static constexpr std::tuple list{
      field("read", &ForUpdate::read), field("key_share", &ForUpdate::key_share),
      field("nowait", &ForUpdate::nowait), field("skip_locked", &ForUpdate::skip_locked),
      field("of", &ForUpdate::of)};
};
template <>
struct Fields<Select> {
  static constexpr std::tuple list{field("with", &Select::with),
                                   field("prefixes", &Select::prefixes),
                                   field("suffixes", &Select::suffixes),
                                   field("distinct", &Select::distinct),
                                   field("distinct_on", &Select::distinct_on),
                                   field("columns", &Select::columns, Bare::Column),
                                   field("from", &Select::from),
                                   field("where", &Select::where),
                                   field("having", &Select::having),
                                   field("group_by", &Select::group_by, Bare::Column),
                                   field("order_by", &Select::order_by, Bare::Column),
                                   field("limit", &Select::limit),
                                   field("offset", &Select::offset),
                                   field("fetch", &Select::fetch),
                                   field("fetch_with_ties", &Select::fetch_with_ties),
                                   field("fetch_percent", &Select::fetch_percent),
                                   field("for_update", &Select::for_update),
                                   field("set_operator", &Select::set_operator),
                                   field("parts", &Select::parts),
                                   field("grouped", &Select::grouped),
                                   field("values", &Select::values, Bare::Value),
                                   field("raw", &Select::raw),
                                   field("hints", &Select::hints)};
};

}  // namespace migc::json
