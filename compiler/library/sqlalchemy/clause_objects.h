#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "compiler/library/sqlalchemy/expression.h"
#include "compiler/python/signature.h"

namespace migc::library {

// The Python objects of expressions, queries and statements; private to the files that model them.

/// An expression made by operators and functions.
class ClauseObject final : public ColumnElement {
 public:
  explicit ClauseObject(clause::NodePtr node) : node_(std::move(node)) {}

  std::string_view type_name() const override;
  ir::Expr expr() const override;  ///< Of a column: what it is called; else nothing.
  const SqlType& sql_type() const override { return node_->type; }
  clause::NodePtr node() const override { return node_; }
  std::optional<std::string> str() const override;

 private:
  clause::NodePtr node_;
};

/// table(), alias(), subquery(), cte(), join(), values(): what is in FROM and no Table.
class SourceObject final : public FromClause {
 public:
  explicit SourceObject(clause::SourcePtr source) : source_(std::move(source)) {}

  std::string_view type_name() const override;
  ir::FromItem from_item() const override;  ///< Of a table: its name; else nothing.
  std::vector<std::pair<std::string, python::Value>> exported_columns() const override;
  clause::SourcePtr source() const override { return source_; }
  std::optional<python::Value> attribute(std::string_view name,
                                         const python::Site& site) const override;

 private:
  clause::SourcePtr source_;
};

/// select(), union(), text().columns().
class QueryObject final : public python::Native {
 public:
  explicit QueryObject(clause::QueryPtr query) : query_(std::move(query)) {}

  std::string_view type_name() const override;
  std::optional<python::Value> attribute(std::string_view name,
                                         const python::Site& site) const override;
  python::Value truth(const python::Site& site) const override;
  std::optional<std::string> str() const override;
  const clause::QueryPtr& query() const { return query_; }

 private:
  clause::QueryPtr query_;
};

/// `.c`: columns by key.
class ColumnCollection final : public python::Native {
 public:
  explicit ColumnCollection(std::vector<std::pair<std::string, python::Value>> columns)
      : columns_(std::move(columns)) {}

  std::string_view type_name() const override { return "ReadOnlyColumnCollection"; }
  std::optional<python::Value> attribute(std::string_view name,
                                         const python::Site& site) const override;
  std::optional<python::Value> item(const python::Value& index,
                                    const python::Site& site) const override;
  std::optional<python::Value> contains(const python::Value& item,
                                        const python::Site& site) const override;
  std::optional<python::Value> length(const python::Site& site) const override;
  std::shared_ptr<python::Iterator> iterate(const python::Site& site) const override;
  const std::vector<std::pair<std::string, python::Value>>& columns() const { return columns_; }

 private:
  std::vector<std::pair<std::string, python::Value>> columns_;
};

python::Value clause_value(clause::NodePtr node, const python::Site& site);
python::Value source_value(clause::SourcePtr source, const python::Site& site);
python::Value query_value(clause::QueryPtr query, const python::Site& site);

// ---- what values are as parts of expressions

/// The node of an expression, text or scalar query; null when it is a plain value.
clause::NodePtr node_of(const python::Value& value);
/// The source of a Table, alias, subquery …; null.
clause::SourcePtr source_of(const python::Value& value);
clause::QueryPtr query_of(const python::Value& value);
/// An expression, or the value as a literal of its own type.
clause::NodePtr literal_or_node(const python::Value& value, const SqlType* as = nullptr);
clause::NodePtr literal(const python::Value& value, SqlType type);
/// The type SQLAlchemy gives a plain value.
SqlType natural_type(const python::Value& value);
/// The other operand of `left op value`: a literal takes the type that fits.
clause::NodePtr operand(const python::Value& value, const clause::NodePtr& left,
                        clause::Operator op);
/// Warns of a call as versions before 2 took it: `now` says what has become of it.
void warn_old_form(const python::Site& site, std::string_view now);
/// A condition: an expression, a truth value. Null, and raised, when it is none.
clause::NodePtr condition(const python::Value& value, const python::Site& site);
/// What ORDER BY and GROUP BY take: expressions or names of labels.
clause::NodePtr ordering(const python::Value& value, const python::Site& site);
/// A text with its parameters.
clause::NodePtr text_node(std::string_view text);
/// With values for its parameters: `text.bindparams(a=1)`, `execute(text, {"a": 1})`.
clause::NodePtr with_parameters(const clause::NodePtr& text, const python::Dict& values);
/// `params()` of a text.
python::Value text_params(const python::Call& call);
clause::NodePtr with_parameter(const clause::NodePtr& text, std::string_view name,
                               const python::Value& value, const SqlType* type);
/// Replaces the values of parameters throughout an expression.
clause::NodePtr bound_to(const clause::NodePtr& node, const python::Dict& values);

/// The first Unknown among arguments, or null.
const python::Unknown* first_unknown(const std::vector<python::Argument>& arguments);
/// The items of a list or tuple given as one argument, else the arguments themselves.
std::vector<python::Value> flat_arguments(const std::vector<python::Argument>& arguments);

/// A method table, sorted by name: what `attribute` looks names up in.
const python::Builtin* find_method(std::span<const python::Builtin> methods, std::string_view name);
python::Value bind_method(const python::Native& self, const python::Builtin& method,
                          const python::Site& site);

/// Methods of queries and sources that make others, in `select.cpp`.
std::optional<python::Value> source_method(const FromClause& self, std::string_view name,
                                           const python::Site& site);
/// `.where()`, `.correlate()` of EXISTS and scalar queries, in `select.cpp`.
std::optional<python::Value> query_method_of_element(const ColumnElement& self,
                                                     std::string_view name,
                                                     const python::Site& site);
/// `.insert()`, `.update()`, `.delete()`, in `dml.cpp`.
std::optional<python::Value> dml_method(const FromClause& self, std::string_view name,
                                        const python::Site& site);
/// `.over()`, `.filter()`, `.table_valued()` …, in `functions.cpp`.
std::optional<python::Value> function_method(const ColumnElement& self, std::string_view name,
                                             const python::Site& site);
/// `.compile(…)` and `str(…)`, in `compile.cpp`.
std::optional<python::Value> compile_method(const python::Native& self, std::string_view name,
                                            const python::Site& site);

}  // namespace migc::library
