#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/operation.h"
#include "dialects/dialect.h"

namespace migc::dialects {

/// Prints expressions, queries and the statements that carry data, for one statement.
///
/// What is common stands here and in `statement.cpp`; `<dialect>_expression.cpp` derives a class
/// with what that dialect spells in its own way. Made anew for each statement by
/// `Dialect::printer`, because it keeps what depends on where in the statement it is.
class ExpressionPrinter {
 public:
  explicit ExpressionPrinter(const Rendering& in) : in_(in), qualify_(in.qualify_columns) {}
  ExpressionPrinter(const ExpressionPrinter&) = delete;
  ExpressionPrinter& operator=(const ExpressionPrinter&) = delete;
  virtual ~ExpressionPrinter() = default;

  std::string expr(const ir::Expr& expr);
  std::string select(const ir::Select& select);

  // Each writes its statement to the script of the rendering.
  void insert_rows(const ir::InsertRows& insert);
  void insert_select(const ir::InsertSelect& insert);
  void update(const ir::Update& update);
  void remove(const ir::Delete& remove);
  void query(const ir::Query& query);

 protected:
  const Rendering& in_;
  bool qualify_;     ///< `t.c`, else `c`.
  int depth_ = 0;    ///< Of expressions within expressions.
  int selects_ = 0;  ///< Of selects within statements.

  enum class Statement { Insert, Update, Delete };

  // ---- expressions

  virtual std::string boolean(bool value);
  /// A boolean column is a condition; else it is compared with 1.
  virtual bool boolean_conditions() { return in_.dialect.facts().native_boolean; }
  virtual std::string literal(const ir::Literal& literal);
  virtual std::string json_path(const ir::Literal& literal);
  virtual std::string binary(const ir::BinaryExpr& binary);
  virtual std::string unary(const ir::Unary& unary);
  virtual std::string concat(const std::vector<std::string>& parts);
  virtual std::string divide(const ir::BinaryExpr& binary);
  virtual std::string floor_divide(const ir::BinaryExpr& binary);
  virtual std::string modulo(const ir::BinaryExpr& binary);
  virtual std::string bitwise(const ir::BinaryExpr& binary);
  /// `lower(x)` where ILIKE does not exist.
  virtual std::string ignoring_case(std::string text) { return "lower(" + text + ")"; }
  virtual std::string_view ilike_word(bool negated) { return negated ? " NOT LIKE " : " LIKE "; }
  virtual std::string distinct_from(const ir::BinaryExpr& binary, bool negated);
  virtual std::string match_against(const ir::BinaryExpr& binary, bool negated);
  virtual std::string regexp_match(const ir::BinaryExpr& binary, bool negated);
  virtual std::string regexp_replace(const ir::BinaryExpr& binary);
  virtual std::string json_item(const ir::BinaryExpr& binary, bool path);
  virtual std::string array_item(const ir::BinaryExpr& binary);
  virtual std::string in_list(const ir::BinaryExpr& binary);
  virtual std::string empty_set(const ir::EmptySet& set);
  virtual std::string collation(std::string_view name);
  virtual std::string function(const ir::Function& function);
  /// A function this dialect knows under another name; `name` is in lower case.
  virtual std::optional<std::string> renamed_function(const ir::Function& function,
                                                      std::string_view name);
  virtual std::string arguments(const ir::Function& function);
  virtual std::string extract(const ir::Extract& extract);
  virtual std::string cast(const ir::Cast& cast);
  virtual std::string next_value(const ir::NextValue& next);
  virtual std::string array(const ir::ArrayLiteral& array);

  std::string generic(const ir::BinaryExpr& binary, std::string_view word);
  std::string like(const ir::BinaryExpr& binary, std::string_view word, std::string left,
                   std::string right);
  std::string list(const std::vector<ir::Expr>& items, std::string_view separator = ", ");
  std::string text(std::string_view text);  ///< A string literal.
  std::string quote(std::string_view name);
  /// Reports that the dialect has no such thing; the text is empty.
  std::string lacks(std::string_view what);

  // ---- queries

  virtual std::string whole_select(const ir::Select& select);
  virtual std::string distinct(const ir::Select& select);
  virtual std::string before_columns(const ir::Select&) { return {}; }
  virtual std::string from(const ir::FromItem& item);
  virtual std::string table(const ir::TableRef& table);
  virtual std::string alias(std::string name) { return " AS " + name; }
  virtual std::string without_from() { return {}; }
  virtual std::string_view join_word(ir::Join::Kind kind);
  virtual std::string order_by(const ir::Select& select);
  virtual std::string row_limit(const ir::Select& select);
  virtual std::string fetch(const ir::Select& select, const ir::Expr* count);
  virtual std::string for_update(const ir::ForUpdate&) { return " FOR UPDATE"; }
  virtual std::string set_operator(std::string_view word) { return std::string(word); }
  virtual std::string_view recursive() { return "WITH RECURSIVE"; }
  virtual bool table_function_in_from() { return false; }  ///< Oracle: TABLE (f()).

  std::string common_tables(const std::vector<ir::CommonTable>& with);
  std::string plain_select(const ir::Select& select);
  std::string combined(const ir::Select& select);
  std::string from_list(const std::vector<ir::FromItem>& items);

  // ---- statements that carry data

  virtual std::string returning(const std::vector<ir::Expr>& columns, Statement statement);
  virtual bool returning_first() { return false; }  ///< Before VALUES and WHERE.
  /// What is asked back for a table with a primary key, when the author said nothing.
  virtual std::string implicit_returning(const ir::InsertRows& insert);
  virtual std::string default_values() { return " DEFAULT VALUES"; }
  virtual bool many_rows() { return true; }
  virtual bool with_follows_insert() { return false; }
  virtual std::string on_conflict(const ir::OnConflict& conflict, const ir::TableName& table);
  virtual std::string update_tables(const ir::Update& update);
  virtual std::string update_from(const ir::Update& update);
  virtual bool qualify_assignments(const ir::Update&) { return false; }
  virtual std::string delete_table(const ir::Delete& remove);
  virtual std::string delete_using(const ir::Delete& remove);
  virtual std::string row_limit_option(const ir::Options&) { return {}; }

  std::string insert_head(const ir::TableName& table, const std::vector<std::string>& prefixes,
                          const std::vector<std::string>& columns);
  std::string conflict_target(const ir::OnConflict& conflict);
  std::string conflict_update(const ir::OnConflict& conflict);

 private:
  std::string node(const ir::Expr& expr);
  std::string column(const ir::ColumnRef& column);
  std::string raw(const ir::RawSql& raw);
  std::string over(const ir::Over& over);
  std::string case_of(const ir::Case& node);
};

// The printers of the dialects, each in `<dialect>_expression.cpp`.
std::unique_ptr<ExpressionPrinter> postgresql_printer(const Rendering& in);
std::unique_ptr<ExpressionPrinter> mysql_printer(const Rendering& in, bool mariadb);
std::unique_ptr<ExpressionPrinter> sqlite_printer(const Rendering& in);
std::unique_ptr<ExpressionPrinter> mssql_printer(const Rendering& in);
std::unique_ptr<ExpressionPrinter> oracle_printer(const Rendering& in);

}  // namespace migc::dialects
