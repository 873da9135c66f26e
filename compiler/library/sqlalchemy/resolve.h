#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/operation.h"
#include "compiler/library/sqlalchemy/clause.h"
#include "compiler/python/native.h"

namespace migc::library {
class RunMoment;
}  // namespace migc::library

namespace migc::library::clause {

/// Makes IR of one statement: decides FROM lists, correlation, the numbers of anonymous names and
/// what a plain value is as data.
///
/// What cannot be resolved is raised or refused at `site`; `failed()` tells.
class Resolver {
 public:
  /// `dialect`: the one the statement is for; empty: the run's.
  explicit Resolver(const python::Site& site, std::string dialect = {});

  ir::Expr expr(const NodePtr& node);
  std::optional<ir::Expr> optional_expr(const NodePtr& node);
  std::vector<ir::Expr> list(const std::vector<NodePtr>& nodes);
  /// A whole statement, its common tables in `with`.
  ir::Select statement(const Query& query);
  /// A query inside another statement: the right side of INSERT … SELECT. Its common tables belong
  /// to that statement.
  ir::Select embedded(const Query& query);
  ir::FromItem from_item(const SourcePtr& source, const Query* hints = nullptr);
  ir::TableRef table_ref(const SourcePtr& source);
  /// Columns as RETURNING and SELECT name them: with labels where they need one.
  std::vector<ir::Expr> labelled(const Query& query, bool as_from);

  /// Sources that subqueries from here on are correlated to.
  void enter(std::vector<SourcePtr> sources);
  void leave();
  std::vector<ir::CommonTable> take_common_tables();
  void add_common_table(const SourcePtr& cte) { common_table(cte); }
  std::vector<std::string> texts(const std::vector<DialectText>& texts) const;

  /// The value of a parameter as data of this type.
  ir::Expr value(const python::Value& value, const SqlType& type);
  std::string name(const Name& name);
  const std::string& dialect() const { return dialect_; }
  bool failed() const { return failed_ || site_.failed(); }
  void fail(std::string_view exception, std::string message);

 private:
  struct Scope {
    std::vector<SourcePtr> correlate, as_from;
    const Query* query = nullptr;
  };
  struct Registered {
    SourcePtr cte;
    std::string name;
  };

  bool is_within_bounds();
  ir::Expr expr_of(const NodePtr& node);
  ir::Expr column(const ColumnNode& column, const SqlType& type);
  ir::Expr binary(const BinaryNode& binary, const SqlType& type);
  ir::Expr run_moment(const RunMoment& given, const SqlType& type);
  ir::Expr bind(const Bind& bind, const SqlType& type);
  ir::Expr text(const TextNode& text);
  ir::Expr in_values(const Bind& bind, const SqlType& type, const NodePtr& left, bool negated);
  ir::Select select(const Query& query, bool as_from, bool lateral);
  ir::Select compound(const Query& query, bool as_from);
  std::vector<SourcePtr> joined(const Query& query);
  std::vector<SourcePtr> from_list(const Query& query);
  std::vector<ir::Expr> ordered(const std::vector<NodePtr>& nodes, const Query& query, bool labels);
  std::optional<ir::Expr> label_reference(const NodePtr& node, const Query& query, bool labels);
  ir::TableName qualifier(const SourcePtr& source);
  std::string common_table(const SourcePtr& cte);

  const python::Site& site_;
  std::string dialect_;
  std::map<std::pair<const void*, std::string>, std::string> anonymous_;
  std::map<std::string, int> counters_;
  std::vector<Scope> scopes_;
  std::vector<Registered> registered_;
  std::vector<std::pair<SourcePtr, ir::CommonTable>> common_tables_;
  static constexpr int max_depth = 200;
  int depth_ = 0;
  std::size_t resolved_ = 0;
  bool in_operator_ = false;  ///< Below an operator: eager ones put themselves in parentheses.
  bool failed_ = false;
};

}  // namespace migc::library::clause
