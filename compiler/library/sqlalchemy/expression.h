#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/ir/operation.h"
#include "compiler/library/sqlalchemy/clause.h"
#include "compiler/library/sqlalchemy/types.h"
#include "compiler/python/native.h"

namespace migc::library {

/// A Python object that stands in SQL as an expression: columns, literals, `func.now()`, and what
/// operators make of them. The operators are those of SQLAlchemy for the expression's type; a class
/// that answers more attributes asks this one for the rest.
class ColumnElement : public python::Native {
 public:
  virtual ir::Expr expr() const = 0;
  virtual const SqlType& sql_type() const = 0;
  /// The expression before it is part of a statement.
  virtual clause::NodePtr node() const;

  std::optional<python::Value> attribute(std::string_view name,
                                         const python::Site& site) const override;
  std::optional<python::Value> binary(python::ast::BinaryOp op, const python::Value& other,
                                      bool reflected, const python::Site& site) const override;
  std::optional<python::Value> compare(python::ast::CompareOp op, const python::Value& other,
                                       const python::Site& site) const override;
  std::optional<python::Value> unary(python::ast::UnaryOp op,
                                     const python::Site& site) const override;
  python::Value truth(const python::Site& site) const override;
  std::optional<python::Value> item(const python::Value& index,
                                    const python::Site& site) const override;
  std::optional<bool> equals(const python::Native& other) const override;
  std::optional<std::uint64_t> hash() const override;
};

/// What can stand in FROM: a Table, table(), an alias, a subquery, a join.
class FromClause : public python::Native {
 public:
  virtual ir::FromItem from_item() const = 0;
  /// Its `.c`, by key, in order.
  virtual std::vector<std::pair<std::string, python::Value>> exported_columns() const = 0;
  virtual clause::SourcePtr source() const;

  /// `.c`, `.insert()`, `.select()`, `.join()`, `.alias()`, ….
  std::optional<python::Value> attribute(std::string_view name,
                                         const python::Site& site) const override;
};

/// The SQL that a value is: text(), an expression, a plain value as a literal of `as` (or of its
/// own type). Nothing when it is none; that is reported.
std::optional<ir::Expr> lower_expression(const python::Value& value, const python::Site& site,
                                         const SqlType* as = nullptr);
/// What text(…) makes of a string: SQL with its `:name` parameters, which here have no values.
std::optional<ir::Expr> text_sql(std::string_view text, Span where, const python::Site& site);
/// A value of a statement as data: after the type's own processing. Nothing when reported.
std::optional<ir::Datum> datum_of(const python::Value& value, const python::Site& site);
/// What executing an object does: insert(), update(), delete(), select(), text(), DDL.
/// `parameters`: the second argument of execute(), or null. False: it is no statement (nothing is
/// reported), or it was refused (that is).
bool lower_statement(const python::Value& statement, const python::Value* parameters,
                     const python::Site& site, std::vector<ir::Action>& out);
/// Whether it is an SQL expression or text at all.
bool is_expression(const python::Value& value);

}  // namespace migc::library
