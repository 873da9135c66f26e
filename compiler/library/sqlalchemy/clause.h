#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/ir/operation.h"
#include "compiler/library/sqlalchemy/types.h"
#include "compiler/python/native.h"

/// SQL expressions as SQLAlchemy holds them before they are compiled: immutable trees whose
/// grouping is decided when they are built, and whose names (`anon_1`), FROM lists and correlation
/// are decided when the statement is complete (`resolve.h`).
namespace migc::library::clause {

struct Node;
struct Source;
struct Query;
using NodePtr = std::shared_ptr<const Node>;
using SourcePtr = std::shared_ptr<const Source>;
using QueryPtr = std::shared_ptr<const Query>;
using ir::Operator;

/// A name, or the stem of one that is numbered where it is used (`anon` of `anon_1`). Two anonymous
/// names are the same when what they name is.
struct Name {
  std::string text;
  const void* anonymous = nullptr;
  std::optional<bool> quote = std::nullopt;

  bool empty() const { return text.empty() && anonymous == nullptr; }
  friend bool operator==(const Name& a, const Name& b) {
    return a.text == b.text && a.anonymous == b.anonymous;
  }
};

/// `.op("->", precedence=…)` and the operators of dialects that have no name of their own.
struct Custom {
  std::string text;
  int precedence = 0;
  bool comparison = false, eager = false, natural = false;
};

// ---- expressions

struct Bind {  ///< A literal or bindparam(). The type is the node's.
  std::string key;
  std::optional<python::Value> value;
  bool unique = true, expanding = false;
};
struct ColumnNode {
  SourcePtr source;  ///< Null: a bare name.
  Name name;
  std::string key;
  bool verbatim = false;      ///< literal_column()
  bool whole_source = false;  ///< The row of a source: its alias as a value.
};
struct KeywordNode {
  ir::Keyword::Word word;
};
struct TextNode {
  struct Parameter {
    std::string name;
    NodePtr bind;         ///< Null: no value given.
    bool quoted = false;  ///< Stands within a string, a quoted name or a comment.
  };
  std::vector<std::variant<std::string, Parameter>> pieces;
};
struct FunctionNode {
  std::vector<std::string> package;
  std::string name;
  std::vector<NodePtr> arguments;
  bool generic = false;
};
struct UnaryNode {
  Operator op;
  NodePtr operand;
  std::string custom;  ///< With Operator::Custom.
};
struct BinaryNode {
  Operator op;
  std::optional<Custom> custom;
  NodePtr left, right;
  bool negatable = false;  ///< Was built as a comparison whose opposite is known.
  std::optional<std::string> escape;
  std::string flags;
  const void* first = nullptr;  ///< What `bool(a == b)` compares.
  const void* second = nullptr;
};
struct ListNode {
  Operator op;  ///< And, Or, Comma, Concat, Add, Multiply
  std::vector<NodePtr> items;
  bool tuple = false;     ///< tuple_(): prints its own parentheses.
  bool criteria = false;  ///< Conditions that were given one by one, not by and_().
};
struct GroupNode {
  NodePtr inner;
};
struct CastNode {
  NodePtr operand;
  bool try_cast = false;
};
struct TypeCoerceNode {
  NodePtr operand;
};
struct CaseNode {
  NodePtr value;
  std::vector<std::pair<NodePtr, NodePtr>> whens;
  NodePtr otherwise;
};
struct ExtractNode {
  std::string field;
  NodePtr operand;
};
struct LabelNode {
  Name name;
  NodePtr operand;
};
struct OverNode {
  NodePtr element;
  std::vector<NodePtr> partition_by, order_by;
  std::string frame;
};
struct FilterNode {
  NodePtr element;
  std::vector<NodePtr> criteria;
};
struct WithinGroupNode {
  NodePtr element;
  std::vector<NodePtr> order_by;
};
struct QueryNode {  ///< A SELECT in parentheses.
  QueryPtr query;
};
struct ArrayNode {
  std::vector<NodePtr> items;
};
struct NextValueNode {
  ir::TableName sequence;
};
struct OrderedNode {
  NodePtr element;
  std::vector<NodePtr> order_by;
};
struct EmptySetNode {
  std::size_t columns = 1;
};
struct LabelReference {  ///< `order_by("name")`
  std::string name;
};
struct ResolvedNode {  ///< SQL that other modules made.
  ir::Expr expr;
};

/// In the place of an expression of more than `largest_expression` parts: `x = and_(x, or_(x, y))`
/// doubles with each step while its nodes are shared.
struct OversizedNode {};
inline constexpr std::size_t largest_expression = 1'000'000;

struct Node {
  struct Data : std::variant<Bind, ColumnNode, KeywordNode, TextNode, FunctionNode, UnaryNode,
                             BinaryNode, ListNode, GroupNode, CastNode, TypeCoerceNode, CaseNode,
                             ExtractNode, LabelNode, OverNode, FilterNode, WithinGroupNode,
                             QueryNode, ArrayNode, NextValueNode, OrderedNode, EmptySetNode,
                             LabelReference, ResolvedNode, OversizedNode> {
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
  SqlType type;
  std::size_t parts = 1;  ///< This one and all that stand in it, shared ones as often as they do.

  template <class T>
  const T* as() const {
    return std::get_if<T>(&data);
  }
};

// ---- what stands in FROM

struct ColumnSpec {
  std::string key;
  Name name;
  SqlType type;
  bool primary_key = false, nullable = true, has_server_default = false, autoincrement = false;
  /// Python-side `default=` and `onupdate=`: a value, a function, SQL; none when not said.
  python::Value default_value, onupdate;
  std::optional<ir::TableName> sequence;
  std::vector<std::pair<ir::TableName, std::string>> references;  ///< Of its foreign keys.
  bool from_whole_function = false;  ///< The column that stands for a scalar function in FROM.
};
struct TableSource {
  ir::TableName name;
  const void* identity = nullptr;  ///< Of the Python object; equal ones are the same table.
  std::weak_ptr<const python::Native> object = {};
};
struct AliasSource {
  SourcePtr of;
  Name name;
};
struct SubquerySource {
  QueryPtr query;
  Name name;
  bool lateral = false;
};
struct CteSource {
  QueryPtr query;
  Name name;
  bool recursive = false, names_columns = false;
  std::optional<bool> materialized;
  SourcePtr restates;  ///< `cte.union(…)`: the one this takes the place of.
  SourcePtr alias_of;  ///< `cte.alias(…)`
};
struct JoinSource {
  SourcePtr left, right;
  NodePtr on;
  ir::Join::Kind kind = ir::Join::Kind::Inner;
};
struct ValuesSource {
  std::vector<std::vector<NodePtr>> rows;
  Name name;
};
struct FunctionSource {
  NodePtr function;
  Name name;
  bool lateral = false, with_ordinality = false, derived = false, derived_types = false;
};
struct RawSource {
  NodePtr text;
};

struct Source {
  struct Data : std::variant<TableSource, AliasSource, SubquerySource, CteSource, JoinSource,
                             ValuesSource, FunctionSource, RawSource> {
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
  std::vector<ColumnSpec> columns;

  template <class T>
  const T* as() const {
    return std::get_if<T>(&data);
  }
};

bool same(const SourcePtr& a, const SourcePtr& b);
bool contains(const std::vector<SourcePtr>& sources, const SourcePtr& source);
/// The column of this key as an expression; null when it has none.
NodePtr column_of(const SourcePtr& source, std::string_view key);
NodePtr column_of(const SourcePtr& source, const ColumnSpec& spec);
/// All columns of a source; of a join those of both sides.
std::vector<NodePtr> columns_of(const SourcePtr& source);
/// Whether two nodes are the same column (or the same node).
bool same(const NodePtr& a, const NodePtr& b);

// ---- queries

struct DialectText {
  std::string dialect;  ///< Empty or `*`: any.
  std::string text;
};
struct JoinStep {  ///< `select().join(…)`
  SourcePtr left;  ///< join_from
  SourcePtr right;
  NodePtr on;
  ir::Join::Kind kind = ir::Join::Kind::Inner;
};
struct TableHint {
  SourcePtr source;
  std::string dialect, text;
};
struct Lock {
  bool read = false, key_share = false, nowait = false, skip_locked = false;
  std::vector<SourcePtr> of;
  std::vector<NodePtr> of_columns;
};
enum class LabelStyle { None, TableNamePlusColumn, Disambiguate };

struct Query {
  std::vector<NodePtr> columns;
  std::vector<SourcePtr> column_sources;  ///< Of whole sources among the columns: `select(t)`.
  std::vector<SourcePtr> from;            ///< select_from
  std::vector<JoinStep> joins;
  std::vector<NodePtr> where, having, group_by, order_by;
  NodePtr limit, offset, fetch;
  bool fetch_with_ties = false, fetch_percent = false;
  bool distinct = false;
  std::vector<NodePtr> distinct_on;
  std::vector<DialectText> prefixes, suffixes, statement_hints;
  std::vector<TableHint> hints;
  std::optional<Lock> lock;
  bool auto_correlate = true;
  std::vector<SourcePtr> correlate;
  std::optional<std::vector<SourcePtr>> correlate_except;
  std::vector<SourcePtr> ctes;  ///< add_cte()
  LabelStyle label_style = LabelStyle::Disambiguate;

  std::string set_operator;  ///< `UNION`, …: of `parts`.
  std::vector<QueryPtr> parts;
  bool grouped = false;
  NodePtr text;  ///< text().columns(…)
  std::vector<ColumnSpec> text_columns;
  std::vector<std::vector<NodePtr>> values;
};

/// A column of a query as a subquery of it exports it.
struct OutputColumn {
  NodePtr node;
  Name label;       ///< Required by disambiguation; empty: none is.
  Name fallback;    ///< What an unnamed expression is called.
  std::string key;  ///< In `.c`.
};
std::vector<OutputColumn> output_columns(const Query& query);
/// The `.c` of a subquery of it.
std::vector<ColumnSpec> exported(const Query& query);

// ---- types

enum class Affinity {
  Null,
  Boolean,
  Integer,
  Numeric,
  String,
  Binary,
  Date,
  Time,
  DateTime,
  Interval,
  Json,
  Uuid,
  NamedEnum,
  Array,
  Other
};
Affinity affinity(const ir::Type& type);
inline Affinity affinity(const NodePtr& node) { return affinity(node->type.type); }
bool is_boolean(const NodePtr& node);

// ---- building

NodePtr make(Node::Data data, SqlType type = {});
NodePtr keyword(ir::Keyword::Word word);

/// What an operand is grouped against: an operator, or the place of a condition.
struct Against {
  enum class Kind { Nothing, Operator, Condition };
  Kind kind = Kind::Nothing;
  Operator op = Operator::And;
  int precedence = 0;  ///< Of Operator::Custom.
};
inline Against against(Operator op) { return {Against::Kind::Operator, op, 0}; }
inline Against against_condition() { return {Against::Kind::Condition, Operator::And, 0}; }
inline Against against_nothing() { return {}; }

/// The node in parentheses where it needs them there; a boolean column as a condition.
NodePtr self_group(const NodePtr& node, const Against& against);
/// Its type without a value known for that becomes `type`: of parameters compared with a column.
NodePtr with_type(const NodePtr& node, const SqlType& type);
/// `left op right`, flattened where `op` is associative.
NodePtr binary(Operator op, const NodePtr& left, const NodePtr& right, SqlType type,
               bool negatable = false, const Custom* custom = nullptr);
/// Arithmetic and concatenation: finds the operator and type for the types of the operands.
NodePtr operate(Operator op, const NodePtr& left, const NodePtr& right);
NodePtr negate(const NodePtr& node);
std::optional<Operator> opposite(Operator op);
bool is_comparison(Operator op, const std::optional<Custom>& custom);
/// and_(), or_(): folds true and false, flattens.
NodePtr conjunction(Operator op, const std::vector<NodePtr>& clauses);
/// The criteria of WHERE, joined; null when there are none.
NodePtr criteria(const std::vector<NodePtr>& clauses);
/// The sources that an expression brings into FROM.
void add_sources(const NodePtr& node, std::vector<SourcePtr>& out);
void add_sources(const SourcePtr& source, std::vector<SourcePtr>& out);

/// The condition two sources are joined on by their foreign keys; null when there is none.
NodePtr join_condition(const SourcePtr& left, const SourcePtr& right);

SqlType boolean_type();
SqlType integer_type();
SqlType string_type();

}  // namespace migc::library::clause
