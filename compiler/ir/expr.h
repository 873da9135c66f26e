#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/base/box.h"
#include "compiler/base/source.h"
#include "compiler/ir/name.h"
#include "compiler/ir/type.h"

namespace migc::ir {

// ---- values of the data a migration writes

struct Null {
  friend bool operator==(const Null&, const Null&) = default;
};
struct Decimal {  ///< As Python's str() prints it; also integers beyond 64 bits.
  std::string text;
  friend bool operator==(const Decimal&, const Decimal&) = default;
};
struct Bytes {
  std::string data;
  friend bool operator==(const Bytes&, const Bytes&) = default;
};
struct DateValue {
  int year = 1, month = 1, day = 1;
  friend bool operator==(const DateValue&, const DateValue&) = default;
};
struct TimeValue {
  int hour = 0, minute = 0, second = 0, microsecond = 0;
  std::optional<std::int64_t> utc_offset_seconds;
  friend bool operator==(const TimeValue&, const TimeValue&) = default;
};
struct DateTimeValue {
  DateValue date;
  TimeValue time;
  friend bool operator==(const DateTimeValue&, const DateTimeValue&) = default;
};
struct Duration {
  std::int64_t days = 0, seconds = 0, microseconds = 0;  ///< Normalised as Python's timedelta.
  friend bool operator==(const Duration&, const Duration&) = default;
};
struct UuidValue {
  std::string hex;  ///< 32 lower-case digits.
  friend bool operator==(const UuidValue&, const UuidValue&) = default;
};
struct EnumMember {
  std::string class_name, name;
  friend bool operator==(const EnumMember&, const EnumMember&) = default;
};
struct Datum;
struct DatumList {
  std::vector<Datum> items;
  friend bool operator==(const DatumList&, const DatumList&);
};
struct DatumObject {  ///< A dict, in its order.
  std::vector<std::pair<std::string, Datum>> items;
  friend bool operator==(const DatumObject&, const DatumObject&);
};
/// A value of the data a migration writes.
struct Datum {
  struct Data : std::variant<Null, bool, std::int64_t, double, Decimal, std::string, Bytes,
                             DateValue, TimeValue, DateTimeValue, Duration, UuidValue, EnumMember,
                             DatumList, DatumObject> {
    using variant::variant;
    using variant::operator=;
    Data();
    Data(const Data&);
    Data(Data&&) noexcept;
    Data& operator=(const Data&);
    Data& operator=(Data&&) noexcept;
    ~Data();
  };
  Data data;
  friend bool operator==(const Datum&, const Datum&) = default;
};

// ---- expressions: already resolved (grouping, labels, FROM lists are explicit), so that a dialect
// prints them

struct Select;

struct Literal {  ///< A value; the type says how it is spelled (`sa.Integer` prints '5' as 5).
  Datum value;
  Type type;
  friend bool operator==(const Literal&, const Literal&) = default;
};
struct Placeholder {  ///< A bind parameter that got no value.
  std::string name;
  Type type;
  friend bool operator==(const Placeholder&, const Placeholder&) = default;
};
/// SQL as written: pieces of text and, between them, the values of `:name` parameters.
struct RawSql {
  std::vector<std::variant<std::string, Box<Expr>>> pieces;
  friend bool operator==(const RawSql&, const RawSql&);
};
struct ColumnRef {
  TableName table;  ///< Table or alias; empty name: bare column.
  std::string column;
  Type type;
  bool verbatim = false;  ///< sa.literal_column: printed as it is.
  bool star = false;      ///< `t.*`
  std::optional<bool> quote = std::nullopt;
  friend bool operator==(const ColumnRef&, const ColumnRef&) = default;
};
struct Keyword {  ///< NULL, TRUE, FALSE, DEFAULT, `*`, CURRENT_TIMESTAMP: what a dialect spells by
                  ///< itself.
  enum class Word { Null, True, False, Default, Star };
  Word word = Word::Null;
  friend bool operator==(const Keyword&, const Keyword&) = default;
};
struct Function {
  std::vector<std::string> package;  ///< func.pg_catalog.f
  std::string name;
  std::vector<Expr> arguments;
  Type type;
  bool generic = false;  ///< One SQLAlchemy knows (now, coalesce, char_length, concat …): dialects
                         ///< may rename it.
  friend bool operator==(const Function&, const Function&);
};
struct Over {
  Box<Expr> element;
  std::vector<Expr> partition_by, order_by;
  std::string frame;  ///< `ROWS BETWEEN …`, or empty.
  friend bool operator==(const Over&, const Over&);
};
struct Filter {
  Box<Expr> element, condition;
  friend bool operator==(const Filter&, const Filter&);
};
struct WithinGroup {
  Box<Expr> element;
  std::vector<Expr> order_by;
  friend bool operator==(const WithinGroup&, const WithinGroup&);
};
/// The operators whose spelling can differ between dialects; any other is Custom with its text.
enum class Operator {
  Add,
  Subtract,
  Multiply,
  Divide,
  FloorDivide,
  Modulo,
  Concat,
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Is,
  IsNot,
  IsDistinctFrom,
  IsNotDistinctFrom,
  Like,
  NotLike,
  ILike,
  NotILike,
  In,
  NotIn,
  Between,
  NotBetween,
  RegexpMatch,
  NotRegexpMatch,
  Match,
  NotMatch,
  BitwiseAnd,
  BitwiseOr,
  BitwiseXor,
  ShiftLeft,
  ShiftRight,
  BitwiseNot,
  JsonGetItem,
  JsonPathGetItem,
  GetItem,
  And,
  Or,
  Not,
  Negate,
  Comma,
  Collate,
  Cast,
  Ascending,
  Descending,
  NullsFirst,
  NullsLast,
  Distinct,
  Any,
  All,
  Exists,
  // LIKE with the value between, before or behind `%`; the `I` forms ignore case.
  Contains,
  NotContains,
  StartsWith,
  NotStartsWith,
  EndsWith,
  NotEndsWith,
  IContains,
  NotIContains,
  IStartsWith,
  NotIStartsWith,
  IEndsWith,
  NotIEndsWith,
  RegexpReplace,  ///< Right: a List of pattern and replacement.
  Slice,          ///< `a:b`, the right side of GetItem.
  IsTrue,         ///< A boolean column as a condition: `x`, or `x = 1` where there are no booleans.
  IsFalse,
  Custom,
};
struct Unary {
  Operator op = Operator::Not;
  Box<Expr> operand;
  Type type;
  friend bool operator==(const Unary&, const Unary&);
};
struct BinaryExpr {
  Operator op = Operator::Equal;
  std::string custom;  ///< With Operator::Custom: the text (`@>`, `->>`).
  Box<Expr> left, right;
  Type type;
  std::optional<std::string> escape;  ///< LIKE … ESCAPE
  std::string
      flags;  ///< Of regular expressions; `SYMMETRIC` of BETWEEN; the configuration of MATCH.
  bool eager = false;  ///< Stands in parentheses within any other operator.
  friend bool operator==(const BinaryExpr&, const BinaryExpr&);
};
struct List {  ///< `a AND b`, `a OR b`, `a, b`: flat, never nested in itself without a Group.
  Operator op = Operator::And;
  std::vector<Expr> items;
  friend bool operator==(const List&, const List&);
};
struct Group {  ///< Parentheses.
  Box<Expr> inner;
  friend bool operator==(const Group&, const Group&);
};
struct Cast {
  Box<Expr> operand;
  Type type;
  bool try_cast = false;
  friend bool operator==(const Cast&, const Cast&);
};
struct Case {
  std::optional<Box<Expr>> value;
  std::vector<std::pair<Expr, Expr>> whens;
  std::optional<Box<Expr>> otherwise;
  friend bool operator==(const Case&, const Case&);
};
struct Extract {
  std::string field;
  Box<Expr> operand;
  friend bool operator==(const Extract&, const Extract&);
};
struct Labeled {  ///< `x AS name`, in a list of columns.
  Box<Expr> inner;
  std::string name;
  friend bool operator==(const Labeled&, const Labeled&);
};
struct Subquery {  ///< A SELECT in parentheses: scalar, EXISTS operand, right side of IN.
  Box<Select> select;
  friend bool operator==(const Subquery&, const Subquery&);
};
struct EmptySet {  ///< `x IN ()`: each dialect has a select without rows for it; `types` of its
                   ///< columns.
  std::vector<Type> types;
  bool negated = false;
  friend bool operator==(const EmptySet&, const EmptySet&) = default;
};
struct ArrayLiteral {  ///< postgresql.array([…])
  std::vector<Expr> items;
  Type type;
  friend bool operator==(const ArrayLiteral&, const ArrayLiteral&);
};
struct NextValue {  ///< seq.next_value()
  TableName sequence;
  friend bool operator==(const NextValue&, const NextValue&) = default;
};

struct Ordered {  ///< `x ORDER BY y`, the argument of an aggregate.
  Box<Expr> element;
  std::vector<Expr> order_by;
  friend bool operator==(const Ordered&, const Ordered&);
};

/// An SQL expression.
struct Expr {
  struct Node
      : std::variant<Literal, Placeholder, RawSql, ColumnRef, Keyword, Function, Over, Filter,
                     WithinGroup, Unary, BinaryExpr, List, Group, Cast, Case, Extract, Labeled,
                     Subquery, EmptySet, ArrayLiteral, NextValue, Ordered> {
    using variant::variant;
    using variant::operator=;
    Node();
    Node(const Node&);
    Node(Node&&) noexcept;
    Node& operator=(const Node&);
    Node& operator=(Node&&) noexcept;
    ~Node();
  };
  Node node;
  friend bool operator==(const Expr&, const Expr&);
};

// ---- queries

struct FromItem;
struct TableRef {
  TableName table;
  std::string alias;
  std::string hint = {};  ///< `with_hint(table, …)` for the dialect of the run.
  friend bool operator==(const TableRef&, const TableRef&) = default;
};
struct SubqueryRef {
  Box<Select> select;
  std::string alias;
  bool lateral = false;
  std::vector<std::string> column_names;  ///< `AS x (a, b)`
  friend bool operator==(const SubqueryRef&, const SubqueryRef&);
};
struct FunctionRef {  ///< A table-valued function.
  Expr function;
  std::string alias;
  std::vector<std::pair<std::string, std::optional<Type>>> columns;
  bool lateral = false, with_ordinality = false;
  friend bool operator==(const FunctionRef&, const FunctionRef&);
};
struct ValuesRef {
  std::vector<std::vector<Expr>> rows;
  std::string alias;
  std::vector<std::string> columns;
  friend bool operator==(const ValuesRef&, const ValuesRef&);
};
struct Join {
  enum class Kind { Inner, Left, Full, Cross };
  Kind kind = Kind::Inner;
  Box<FromItem> left, right;
  std::optional<Expr> on;
  friend bool operator==(const Join&, const Join&);
};
struct RawFrom {
  Expr text;
  friend bool operator==(const RawFrom&, const RawFrom&);
};
struct FromItem {
  struct Node : std::variant<TableRef, SubqueryRef, FunctionRef, ValuesRef, Join, RawFrom> {
    using variant::variant;
    using variant::operator=;
    Node();
    Node(const Node&);
    Node(Node&&) noexcept;
    Node& operator=(const Node&);
    Node& operator=(Node&&) noexcept;
    ~Node();
  };
  Node node;
  friend bool operator==(const FromItem&, const FromItem&);
};
struct CommonTable {  ///< WITH name(columns) AS (select)
  std::string name;
  std::vector<std::string> columns;
  Box<Select> select;
  bool recursive = false;
  std::optional<bool> materialized;
  friend bool operator==(const CommonTable&, const CommonTable&);
};
struct ForUpdate {
  bool read = false, key_share = false, nowait = false, skip_locked = false;
  std::vector<std::string> of;
  friend bool operator==(const ForUpdate&, const ForUpdate&) = default;
};
/// SELECT, or several of them combined.
struct Select {
  std::vector<CommonTable> with;
  std::vector<std::string> prefixes, suffixes;
  bool distinct = false;
  std::vector<Expr> distinct_on;
  std::vector<Expr> columns;
  std::vector<FromItem> from;
  std::optional<Box<Expr>> where, having;
  std::vector<Expr> group_by, order_by;
  std::optional<Box<Expr>> limit, offset, fetch;
  bool fetch_with_ties = false, fetch_percent = false;
  std::optional<ForUpdate> for_update;
  /// `UNION`, `UNION ALL`, `EXCEPT`, `INTERSECT` …: then `parts` are combined and
  /// columns/from/where are empty.
  std::string set_operator;
  std::vector<Select> parts;
  bool grouped = false;                   ///< Stands in parentheses within a set operation.
  std::vector<std::vector<Expr>> values;  ///< VALUES as a query.
  std::optional<Box<Expr>> raw;           ///< A text() select.
  std::vector<std::pair<std::string, std::string>> hints;  ///< dialect (`*`: any) -> text.
  friend bool operator==(const Select&, const Select&);
};

/// The type of an expression as far as it is known; NullType when it is not.
Type type_of(const Expr& expr);
/// The plain text of SQL without parameters, or nothing.
std::optional<std::string> plain_text(const Expr& expr);
inline Expr raw_sql(std::string text) { return {RawSql{{std::move(text)}}}; }

}  // namespace migc::ir
