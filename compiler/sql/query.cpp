#include "compiler/sql/query.h"

#include <algorithm>
#include <string>

#include "compiler/base/text.h"
#include "compiler/sql/pg.h"
#include "compiler/sql/pg_definitions.h"

namespace migc::sql {
namespace {

using ir::Expr;
using ir::Operator;

Expr unknown() { return {ir::Function{}}; }

Expr text_literal(std::string text) { return {ir::Literal{{std::move(text)}, {}}}; }

std::optional<Operator> comparison(std::string_view op) {
  if (op == "=") return Operator::Equal;
  if (op == "<>" || op == "!=") return Operator::NotEqual;
  if (op == "<") return Operator::Less;
  if (op == "<=") return Operator::LessEqual;
  if (op == ">") return Operator::Greater;
  if (op == ">=") return Operator::GreaterEqual;
  if (op == "~~") return Operator::Like;
  if (op == "!~~") return Operator::NotLike;
  if (op == "~~*") return Operator::ILike;
  if (op == "!~~*") return Operator::NotILike;
  if (op == "||") return Operator::Concat;
  if (op == "+") return Operator::Add;
  if (op == "-") return Operator::Subtract;
  if (op == "*") return Operator::Multiply;
  return std::nullopt;
}

/// Makes a query of a parse tree.
class Reader {
 public:
  ir::Select select(const PgNode& node) {
    ir::Select result;
    for (const PgNode& table : node["withClause"].list("ctes")) {
      const PgNode& cte = table.inner();
      ir::CommonTable common;
      common.name = cte.text("ctename");
      common.columns = strings(cte.list("aliascolnames"));
      common.recursive = node["withClause"].flag("recursive");
      if (cte["ctequery"].is("SelectStmt")) {
        common.select = Box<ir::Select>(select(cte["ctequery"].inner()));
      } else {
        known_ = false;
      }
      result.with.push_back(std::move(common));
    }
    if (const std::string& op = node.text("op"); !op.empty() && op != "SETOP_NONE") {
      result.set_operator = op == "SETOP_UNION"    ? "UNION"
                            : op == "SETOP_EXCEPT" ? "EXCEPT"
                                                   : "INTERSECT";
      if (node.flag("all")) result.set_operator += " ALL";
      result.parts.push_back(select(node["larg"]));
      result.parts.push_back(select(node["rarg"]));
      return result;
    }
    for (const PgNode& row : node.list("valuesLists")) {
      result.values.push_back(expressions(row.inner().list("items")));
    }
    result.distinct = !node.list("distinctClause").empty();
    for (const PgNode& target : node.list("targetList")) {
      Expr value = expr(target.inner()["val"]);
      if (const std::string& name = target.inner().text("name"); !name.empty()) {
        value = {ir::Labeled{Box<Expr>(std::move(value)), name}};
      }
      result.columns.push_back(std::move(value));
    }
    for (const PgNode& item : node.list("fromClause")) result.from.push_back(from(item));
    if (node["whereClause"]) result.where = Box<Expr>(expr(node["whereClause"]));
    if (node["havingClause"]) result.having = Box<Expr>(expr(node["havingClause"]));
    result.group_by = expressions(node.list("groupClause"));
    for (const PgNode& sort : node.list("sortClause")) {
      Expr key = expr(sort.inner()["node"]);
      if (sort.inner().text("sortby_dir") == "SORTBY_DESC") {
        key = {ir::Unary{Operator::Descending, Box<Expr>(std::move(key)), {}}};
      }
      result.order_by.push_back(std::move(key));
    }
    if (node["limitCount"]) result.limit = Box<Expr>(expr(node["limitCount"]));
    if (node["limitOffset"]) result.offset = Box<Expr>(expr(node["limitOffset"]));
    return result;
  }

  bool known() const { return known_; }

 private:
  std::vector<Expr> expressions(const std::vector<PgNode>& nodes) {
    std::vector<Expr> result;
    for (const PgNode& node : nodes) result.push_back(expr(node));
    return result;
  }

  ir::FromItem from(const PgNode& node) {
    const PgNode& inner = node.inner();
    if (node.is("RangeVar")) {
      return {ir::TableRef{table_name(inner), inner["alias"].text("aliasname")}};
    }
    if (node.is("JoinExpr")) {
      ir::Join join;
      const std::string& kind = inner.text("jointype");
      join.left = Box<ir::FromItem>(from(inner["larg"]));
      join.right = Box<ir::FromItem>(from(inner["rarg"]));
      if (kind == "JOIN_LEFT" || kind == "JOIN_RIGHT") join.kind = ir::Join::Kind::Left;
      if (kind == "JOIN_FULL") join.kind = ir::Join::Kind::Full;
      if (kind == "JOIN_RIGHT") std::swap(join.left, join.right);
      if (inner["quals"]) join.on = expr(inner["quals"]);
      if (!inner.list("usingClause").empty() || inner.flag("isNatural")) join.on = unknown();
      return {std::move(join)};
    }
    if (node.is("RangeSubselect")) {
      ir::SubqueryRef subquery;
      subquery.select = Box<ir::Select>(select(inner["subquery"].inner()));
      subquery.alias = inner["alias"].text("aliasname");
      subquery.lateral = inner.flag("lateral");
      return {std::move(subquery)};
    }
    return {ir::FunctionRef{.function = unknown(), .alias = inner["alias"].text("aliasname")}};
  }

  Expr constant(const PgNode& node) {
    if (node["sval"]) return text_literal(node["sval"].text("sval"));
    if (node["ival"]) return {ir::Literal{{node["ival"]["ival"].number}, {}}};
    if (node["boolval"]) return {ir::Literal{{node["boolval"].flag("boolval")}, {}}};
    if (node.flag("isnull")) return {ir::Keyword{ir::Keyword::Word::Null}};
    return unknown();
  }

  Expr subquery(const PgNode& node) {
    return {ir::Subquery{Box<ir::Select>(select(node.inner()))}};
  }

  Expr operation(const PgNode& node) {
    const std::string& kind = node.text("kind");
    const std::string op = node.list("name").empty() ? "" : strings(node.list("name")).back();
    const auto found = comparison(op);
    if (kind == "AEXPR_IN") {
      ir::List list{Operator::Comma, {}};
      for (const PgNode& item : node["rexpr"].inner().list("items")) {
        list.items.push_back(expr(item));
      }
      return {ir::BinaryExpr{.op = op == "=" ? Operator::In : Operator::NotIn,
                             .left = Box<Expr>(expr(node["lexpr"])),
                             .right = Box<Expr>(Expr{std::move(list)})}};
    }
    if (kind == "AEXPR_OP_ANY" && op == "=" && node["rexpr"].is("A_ArrayExpr")) {
      ir::List list{Operator::Comma, {}};
      for (const PgNode& item : node["rexpr"].inner().list("elements")) {
        list.items.push_back(expr(item));
      }
      return {ir::BinaryExpr{.op = Operator::In,
                             .left = Box<Expr>(expr(node["lexpr"])),
                             .right = Box<Expr>(Expr{std::move(list)})}};
    }
    const bool plain = kind == "AEXPR_OP" || kind == "AEXPR_LIKE" || kind == "AEXPR_ILIKE";
    if (!plain || !found || !node["lexpr"]) return unknown();
    return {ir::BinaryExpr{.op = *found,
                           .left = Box<Expr>(expr(node["lexpr"])),
                           .right = Box<Expr>(expr(node["rexpr"]))}};
  }

  Expr sublink(const PgNode& node) {
    const std::string& kind = node.text("subLinkType");
    if (kind == "EXPR_SUBLINK") return subquery(node["subselect"]);
    if (kind == "EXISTS_SUBLINK") {
      return {ir::Unary{Operator::Exists, Box<Expr>(subquery(node["subselect"])), {}}};
    }
    if (kind == "ANY_SUBLINK" && node.list("operName").empty()) {
      return {ir::BinaryExpr{.op = Operator::In,
                             .left = Box<Expr>(expr(node["testexpr"])),
                             .right = Box<Expr>(subquery(node["subselect"]))}};
    }
    return unknown();
  }

  Expr expr(const PgNode& node) {
    const PgNode& inner = node.inner();
    if (node.is("A_Const")) return constant(inner);
    if (node.is("ColumnRef")) return column(inner);
    if (node.is("A_Expr")) return operation(inner);
    if (node.is("SubLink")) return sublink(inner);
    if (node.is("BoolExpr")) {
      const std::string& op = inner.text("boolop");
      std::vector<Expr> items = expressions(inner.list("args"));
      if (op == "NOT_EXPR") {
        return {ir::Unary{Operator::Not, Box<Expr>(std::move(items.front())), {}}};
      }
      return {ir::List{op == "AND_EXPR" ? Operator::And : Operator::Or, std::move(items)}};
    }
    if (node.is("NullTest")) {
      return {ir::BinaryExpr{
          .op = inner.text("nulltesttype") == "IS_NULL" ? Operator::Is : Operator::IsNot,
          .left = Box<Expr>(expr(inner["arg"])),
          .right = Box<Expr>(Expr{ir::Keyword{ir::Keyword::Word::Null}})}};
    }
    if (node.is("TypeCast")) {
      ir::Cast cast;
      cast.operand = Box<Expr>(expr(inner["arg"]));
      const std::vector<std::string> names = strings(inner["typeName"].list("names"));
      cast.type.kind = ir::Named{names.empty() ? "" : names.back()};
      return {std::move(cast)};
    }
    if (node.is("FuncCall")) {
      ir::Function function;
      const std::vector<std::string> names = strings(inner.list("funcname"));
      if (!names.empty()) function.name = ascii_lower(names.back());
      function.arguments = expressions(inner.list("args"));
      if (inner["agg_filter"]) return unknown();
      if (inner.flag("agg_distinct")) {
        ir::Function distinct{.name = "distinct", .arguments = std::move(function.arguments)};
        function.arguments = {Expr{std::move(distinct)}};
      }
      if (!inner["over"]) return {std::move(function)};
      ir::Over window;
      window.element = Box<Expr>(Expr{std::move(function)});
      window.partition_by = expressions(inner["over"].list("partitionClause"));
      for (const PgNode& item : inner["over"].list("orderClause")) {
        window.order_by.push_back(expr(item.inner()["node"]));
      }
      return {std::move(window)};
    }
    if (node.is("CoalesceExpr")) {
      ir::Function function;
      function.name = "coalesce";
      function.arguments = expressions(inner.list("args"));
      return {std::move(function)};
    }
    if (node.is("SQLValueFunction")) {
      if (inner.text("op") != "SVFOP_CURRENT_SCHEMA") return unknown();
      ir::Function function;
      function.name = "current_schema";
      return {std::move(function)};
    }
    return unknown();
  }

  static Expr column(const PgNode& node) {
    ir::ColumnRef reference;
    const std::vector<PgNode>& fields = node.list("fields");
    if (fields.empty()) return unknown();
    reference.star = fields.back().is("A_Star");
    if (!reference.star) reference.column = fields.back().inner().text("sval");
    if (fields.size() > 1) reference.table.name = fields[fields.size() - 2].inner().text("sval");
    if (fields.size() > 2) reference.table.schema = fields[fields.size() - 3].inner().text("sval");
    return {std::move(reference)};
  }

  bool known_ = true;
};

}  // namespace

std::optional<ir::Select> read_query(std::string_view sql, std::string_view dialect) {
  std::string text(sql);
  if (dialect == "mysql" || dialect == "mariadb") {
    if (text.find('\\') != std::string::npos) return std::nullopt;
    std::ranges::replace(text, '`', '"');
  }
  const PgResult parsed = parse_postgresql(text);
  if (parsed.error) return std::nullopt;
  const std::vector<PgNode>& statements = parsed.tree.list("stmts");
  if (statements.size() != 1 || !statements.front()["stmt"].is("SelectStmt")) return std::nullopt;
  const PgNode& query = statements.front()["stmt"].inner();
  if (query["intoClause"]) return std::nullopt;
  Reader reader;
  ir::Select select = reader.select(query);
  if (!reader.known()) return std::nullopt;
  return select;
}

}  // namespace migc::sql
