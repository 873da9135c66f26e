#pragma once

// The IR as JSON: every struct's fields by name, once, for the reader, the writer and the published
// JSON Schema alike. A field that has its default value is not written.

#include <array>
#include <string_view>
#include <tuple>

#include "compiler/ir/operation.h"

namespace migc::json {

/// What a bare JSON string means where an expression stands.
enum class Bare {
  Sql,     ///< Raw SQL: a default, a condition.
  Value,   ///< The text itself: a row, whatever stands within another expression.
  Column,  ///< A column's name.
};

template <class S, class M>
struct Field {
  std::string_view name;
  M S::*member;
  bool required = false;
  Bare bare = Bare::Sql;
};
/// A struct whose fields stand among those of the outer one.
template <class S, class M>
struct Flat {
  M S::*member;
};

template <class S, class M>
constexpr Field<S, M> field(std::string_view name, M S::*member, Bare bare = Bare::Sql) {
  return {name, member, false, bare};
}
template <class S, class M>
constexpr Field<S, M> must(std::string_view name, M S::*member, Bare bare = Bare::Sql) {
  return {name, member, true, bare};
}
template <class S, class M>
constexpr Flat<S, M> flat(M S::*member) {
  return {member};
}

/// `list`: the fields of T; `tag`: its name where T is one of several kinds.
template <class T>
struct Fields;
template <class T>
concept Described = requires {
  Fields<T>::list;
};

/// The names of an enumeration, in its order.
template <class E>
struct Names;
template <class E>
concept NamedEnum = requires {
  Names<E>::list;
};

using namespace ir;  // NOLINT: this header is read by three files, and speaks of nothing else.

// ---- enumerations

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
struct Names<Keyword::Word> {
  static constexpr std::array<std::string_view, 5> list{"null", "true", "false", "default", "star"};
};
template <>
struct Names<Join::Kind> {
  static constexpr std::array<std::string_view, 4> list{"inner", "left", "full", "cross"};
};
template <>
struct Names<Column::Autoincrement> {
  static constexpr std::array<std::string_view, 4> list{"auto", "on", "off", "ignore_foreign_key"};
};
template <>
struct Names<DropConstraint::Kind> {
  static constexpr std::array<std::string_view, 5> list{"unsaid", "primary_key", "unique",
                                                        "foreign_key", "check"};
};
template <>
struct Names<Batch::Recreate> {
  static constexpr std::array<std::string_view, 3> list{"auto", "always", "never"};
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

// ---- types

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

// ---- expressions

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

// ---- tables

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

// ---- operations

template <>
struct Fields<CreateTable> {
  static constexpr std::string_view tag = "create_table";
  static constexpr std::tuple list{flat(&CreateTable::table),
                                   field("if_not_exists", &CreateTable::if_not_exists)};
};
template <>
struct Fields<DropTable> {
  static constexpr std::string_view tag = "drop_table";
  static constexpr std::tuple list{
      must("table", &DropTable::table), field("if_exists", &DropTable::if_exists),
      field("cascade", &DropTable::cascade), field("options", &DropTable::options)};
};
template <>
struct Fields<RenameTable> {
  static constexpr std::string_view tag = "rename_table";
  static constexpr std::tuple list{must("table", &RenameTable::table),
                                   field("new_name", &RenameTable::new_name),
                                   field("new_schema", &RenameTable::new_schema)};
};
template <>
struct Fields<AddColumn> {
  static constexpr std::string_view tag = "add_column";
  static constexpr std::tuple list{must("table", &AddColumn::table),
                                   must("column", &AddColumn::column),
                                   field("constraints", &AddColumn::constraints),
                                   field("indexes", &AddColumn::indexes),
                                   field("if_not_exists", &AddColumn::if_not_exists),
                                   field("inline_references", &AddColumn::inline_references),
                                   field("inline_primary_key", &AddColumn::inline_primary_key),
                                   field("insert_before", &AddColumn::insert_before),
                                   field("insert_after", &AddColumn::insert_after)};
};
template <>
struct Fields<DropColumn> {
  static constexpr std::string_view tag = "drop_column";
  static constexpr std::tuple list{
      must("table", &DropColumn::table), must("column", &DropColumn::column),
      field("if_exists", &DropColumn::if_exists), field("cascade", &DropColumn::cascade),
      field("options", &DropColumn::options)};
};
template <>
struct Fields<Existing> {
  static constexpr std::tuple list{
      field("type", &Existing::type), field("nullable", &Existing::nullable),
      field("server_default", &Existing::server_default), field("comment", &Existing::comment),
      field("autoincrement", &Existing::autoincrement)};
};
template <>
struct Fields<AlterColumn> {
  static constexpr std::string_view tag = "alter_column";
  static constexpr std::tuple list{
      must("table", &AlterColumn::table),
      must("column", &AlterColumn::column),
      field("new_name", &AlterColumn::new_name),
      field("type", &AlterColumn::type),
      field("type_constraints", &AlterColumn::type_constraints),
      field("existing_type_constraints", &AlterColumn::existing_type_constraints),
      field("nullable", &AlterColumn::nullable),
      field("server_default", &AlterColumn::server_default),
      field("comment", &AlterColumn::comment),
      field("autoincrement", &AlterColumn::autoincrement),
      field("existing", &AlterColumn::existing),
      field("using", &AlterColumn::using_expression),
      field("insert_before", &AlterColumn::insert_before),
      field("insert_after", &AlterColumn::insert_after),
      field("options", &AlterColumn::options)};
};
template <>
struct Fields<AddConstraint> {
  static constexpr std::string_view tag = "add_constraint";
  static constexpr std::tuple list{must("table", &AddConstraint::table),
                                   must("constraint", &AddConstraint::constraint)};
};
template <>
struct Fields<DropConstraint> {
  static constexpr std::string_view tag = "drop_constraint";
  static constexpr std::tuple list{
      must("table", &DropConstraint::table),      must("name", &DropConstraint::name),
      field("kind", &DropConstraint::kind),       field("if_exists", &DropConstraint::if_exists),
      field("cascade", &DropConstraint::cascade), field("options", &DropConstraint::options)};
};
template <>
struct Fields<CreateIndex> {
  static constexpr std::string_view tag = "create_index";
  static constexpr std::tuple list{flat(&CreateIndex::index),
                                   field("if_not_exists", &CreateIndex::if_not_exists)};
};
template <>
struct Fields<DropIndex> {
  static constexpr std::string_view tag = "drop_index";
  static constexpr std::tuple list{
      must("name", &DropIndex::name),        field("table", &DropIndex::table),
      field("schema", &DropIndex::schema),   field("if_exists", &DropIndex::if_exists),
      field("cascade", &DropIndex::cascade), field("options", &DropIndex::options)};
};
template <>
struct Fields<RenameIndex> {
  static constexpr std::string_view tag = "rename_index";
  static constexpr std::tuple list{must("name", &RenameIndex::name),
                                   field("schema", &RenameIndex::schema),
                                   must("new_name", &RenameIndex::new_name)};
};
template <>
struct Fields<RenameConstraint> {
  static constexpr std::string_view tag = "rename_constraint";
  static constexpr std::tuple list{must("table", &RenameConstraint::table),
                                   must("name", &RenameConstraint::name),
                                   must("new_name", &RenameConstraint::new_name)};
};
template <>
struct Fields<CommentTable> {
  static constexpr std::string_view tag = "comment_table";
  static constexpr std::tuple list{must("table", &CommentTable::table),
                                   field("comment", &CommentTable::comment),
                                   field("existing_comment", &CommentTable::existing_comment)};
};
template <>
struct Fields<CreateType> {
  static constexpr std::string_view tag = "create_type";
  static constexpr std::tuple list{must("type", &CreateType::type),
                                   field("definition", &CreateType::definition),
                                   field("if_not_exists", &CreateType::if_not_exists)};
};
template <>
struct Fields<DropType> {
  static constexpr std::string_view tag = "drop_type";
  static constexpr std::tuple list{
      must("name", &DropType::name), field("domain", &DropType::domain),
      field("if_exists", &DropType::if_exists), field("cascade", &DropType::cascade)};
};
template <>
struct Fields<AlterType> {
  static constexpr std::string_view tag = "alter_type";
  static constexpr std::tuple list{must("name", &AlterType::name),
                                   field("add_value", &AlterType::add_value),
                                   field("before", &AlterType::before),
                                   field("after", &AlterType::after),
                                   field("rename_value", &AlterType::rename_value),
                                   field("new_name", &AlterType::new_name),
                                   field("new_schema", &AlterType::new_schema),
                                   field("if_not_exists", &AlterType::if_not_exists)};
};
template <>
struct Fields<CreateSequence> {
  static constexpr std::string_view tag = "create_sequence";
  static constexpr std::tuple list{
      must("name", &CreateSequence::name), flat(&CreateSequence::options),
      field("type", &CreateSequence::type), field("if_not_exists", &CreateSequence::if_not_exists)};
};
template <>
struct Fields<DropSequence> {
  static constexpr std::string_view tag = "drop_sequence";
  static constexpr std::tuple list{must("name", &DropSequence::name),
                                   field("if_exists", &DropSequence::if_exists),
                                   field("cascade", &DropSequence::cascade)};
};
template <>
struct Fields<CreateView> {
  static constexpr std::string_view tag = "create_view";
  static constexpr std::tuple list{must("name", &CreateView::name),
                                   must("definition", &CreateView::definition),
                                   field("or_replace", &CreateView::or_replace),
                                   field("materialized", &CreateView::materialized),
                                   field("if_not_exists", &CreateView::if_not_exists)};
};
template <>
struct Fields<DropView> {
  static constexpr std::string_view tag = "drop_view";
  static constexpr std::tuple list{
      must("name", &DropView::name), field("materialized", &DropView::materialized),
      field("if_exists", &DropView::if_exists), field("cascade", &DropView::cascade)};
};
template <>
struct Fields<CreateSchema> {
  static constexpr std::string_view tag = "create_schema";
  static constexpr std::tuple list{must("name", &CreateSchema::name),
                                   field("if_not_exists", &CreateSchema::if_not_exists)};
};
template <>
struct Fields<DropSchema> {
  static constexpr std::string_view tag = "drop_schema";
  static constexpr std::tuple list{must("name", &DropSchema::name),
                                   field("if_exists", &DropSchema::if_exists),
                                   field("cascade", &DropSchema::cascade)};
};
template <>
struct Fields<OnConflict> {
  static constexpr std::tuple list{field("columns", &OnConflict::columns),
                                   field("elements", &OnConflict::elements),
                                   field("constraint", &OnConflict::constraint),
                                   field("target_where", &OnConflict::target_where),
                                   field("update", &OnConflict::update),
                                   field("assignments", &OnConflict::assignments, Bare::Value),
                                   field("where", &OnConflict::where),
                                   field("dialect", &OnConflict::dialect)};
};
template <>
struct Fields<InsertRows> {
  static constexpr std::string_view tag = "insert_rows";
  static constexpr std::tuple list{must("table", &InsertRows::table),
                                   field("columns", &InsertRows::columns),
                                   field("rows", &InsertRows::rows, Bare::Value),
                                   field("bulk", &InsertRows::bulk),
                                   field("default_values", &InsertRows::default_values),
                                   field("returning", &InsertRows::returning, Bare::Column),
                                   field("primary_key", &InsertRows::primary_key),
                                   field("with", &InsertRows::with),
                                   field("prefixes", &InsertRows::prefixes),
                                   field("on_conflict", &InsertRows::on_conflict),
                                   field("options", &InsertRows::options)};
};
template <>
struct Fields<InsertSelect> {
  static constexpr std::string_view tag = "insert_select";
  static constexpr std::tuple list{must("table", &InsertSelect::table),
                                   field("columns", &InsertSelect::columns),
                                   must("select", &InsertSelect::select),
                                   field("returning", &InsertSelect::returning, Bare::Column),
                                   field("with", &InsertSelect::with),
                                   field("prefixes", &InsertSelect::prefixes),
                                   field("on_conflict", &InsertSelect::on_conflict)};
};
template <>
struct Fields<Update> {
  static constexpr std::string_view tag = "update";
  static constexpr std::tuple list{flat(&Update::table),
                                   must("assignments", &Update::assignments, Bare::Value),
                                   field("from", &Update::from),
                                   field("where", &Update::where),
                                   field("returning", &Update::returning, Bare::Column),
                                   field("with", &Update::with),
                                   field("prefixes", &Update::prefixes),
                                   field("options", &Update::options)};
};
template <>
struct Fields<Delete> {
  static constexpr std::string_view tag = "delete";
  static constexpr std::tuple list{flat(&Delete::table),
                                   field("using", &Delete::using_tables),
                                   field("where", &Delete::where),
                                   field("returning", &Delete::returning, Bare::Column),
                                   field("with", &Delete::with),
                                   field("prefixes", &Delete::prefixes),
                                   field("options", &Delete::options)};
};
template <>
struct Fields<Truncate> {
  static constexpr std::string_view tag = "truncate";
  static constexpr std::tuple list{must("tables", &Truncate::tables),
                                   field("cascade", &Truncate::cascade),
                                   field("restart_identity", &Truncate::restart_identity)};
};
template <>
struct Fields<Query> {
  static constexpr std::string_view tag = "query";
  static constexpr std::tuple list{must("select", &Query::select)};
};
template <>
struct Fields<Execute> {
  static constexpr std::string_view tag = "execute";
  static constexpr std::tuple list{must("sql", &Execute::sql), field("effects", &Execute::effects),
                                   field("understood", &Execute::understood),
                                   field("verbatim", &Execute::verbatim)};
};
template <>
struct Fields<Batch> {
  static constexpr std::string_view tag = "batch";
  static constexpr std::tuple list{must("table", &Batch::table),
                                   field("recreate", &Batch::recreate),
                                   field("copy_from", &Batch::copy_from),
                                   field("naming_convention", &Batch::naming_convention),
                                   field("table_args", &Batch::table_args),
                                   field("table_options", &Batch::table_options),
                                   field("partial_reordering", &Batch::partial_reordering),
                                   must("operations", &Batch::operations)};
};
template <>
struct Fields<Autocommit> {
  static constexpr std::string_view tag = "autocommit";
  static constexpr std::tuple list{must("operations", &Autocommit::operations)};
};
template <>
struct Fields<Note> {
  static constexpr std::string_view tag = "note";
  static constexpr std::tuple list{must("text", &Note::text)};
};
/// What stands beside the fields of the action.
template <>
struct Fields<Operation> {
  static constexpr std::tuple list{field("possible", &Operation::possible),
                                   field("assumptions", &Operation::assumptions)};
};

}  // namespace migc::json
