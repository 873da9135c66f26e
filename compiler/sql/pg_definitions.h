#pragma once

#include <string>
#include <vector>

#include "compiler/ir/operation.h"
#include "compiler/sql/pg.h"
#include "compiler/sql/pg_text.h"

namespace migc::sql {

/// Names, types, columns, constraints: what CREATE TABLE and ALTER TABLE are made of. Each thing
/// that is made gets `origin`.
class PgDefinitions {
 public:
  PgDefinitions(const PgText& text, const Origin& origin) : text_(text), origin_(origin) {}

  ir::Type type(const PgNode& type_name) const;
  ir::Column column(const PgNode& definition, std::vector<ir::Constraint>& constraints) const;
  /// Of a table, or of a column when it has no columns of its own.
  std::optional<ir::Constraint> constraint(const PgNode& node, const std::string& column) const;
  ir::Identity identity(const PgNode& node) const;
  ir::SequenceOptions sequence(const std::vector<PgNode>& options) const;
  ir::Table table(const PgNode& create) const;
  ir::Index index(const PgNode& statement) const;
  /// The default that a column is to have: `keyword` stands before it.
  ir::Expr expression_after(std::string_view keyword, const PgNode& expression) const;
  /// A value of an INSERT or UPDATE: a literal, or what stands between two words.
  ir::Expr value(const PgNode& node, std::size_t from, std::size_t to) const;

 private:
  std::optional<std::int64_t> number_at(std::size_t at) const;
  std::optional<std::int64_t> option_number(const PgNode& element) const;
  std::string type_text(const PgNode& type_name, const std::string& name) const;
  ir::Deferral deferral(const PgNode& node) const;
  ir::Exclude exclusion(const PgNode& node) const;

  const PgText& text_;
  Origin origin_;
};

ir::TableName table_name(const PgNode& range_var);
/// `[s, t]`, in the forms that lists of names have; what precedes the schema is left out.
ir::TableName qualified(const std::vector<PgNode>& names);
std::vector<std::string> strings(const std::vector<PgNode>& list);

}  // namespace migc::sql
