// How SQL Server spells expressions, queries and DML.
#include <utility>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "dialects/expression.h"

namespace migc::dialects {
namespace {

bool is_number(const ir::Expr& expr) {
  const auto* literal = std::get_if<ir::Literal>(&expr.node);
  return literal != nullptr && std::holds_alternative<std::int64_t>(literal->value.data);
}

/// LIMIT as TOP: a plain number without OFFSET.
bool uses_top(const ir::Select& select) {
  if (select.offset) return false;
  if (select.limit && !select.fetch) return is_number(**select.limit);
  return select.fetch && is_number(**select.fetch) &&
         (select.fetch_percent || select.fetch_with_ties);
}

std::string name_of(const ir::Expr& column) {
  if (const auto* labeled = std::get_if<ir::Labeled>(&column.node)) return labeled->name;
  if (const auto* ref = std::get_if<ir::ColumnRef>(&column.node)) return ref->column;
  return {};
}

class MssqlPrinter final : public ExpressionPrinter {
 public:
  using ExpressionPrinter::ExpressionPrinter;

 protected:
  std::string concat(const std::vector<std::string>& parts) override {
    return join_text(parts, " + ");
  }

  std::string binary(const ir::BinaryExpr& binary) override {
    if (binary.op == ir::Operator::Equal &&
        std::holds_alternative<ir::Literal>(binary.left->node) &&
        !std::holds_alternative<ir::Literal>(binary.right->node)) {
      ir::BinaryExpr turned = binary;
      std::swap(turned.left, turned.right);
      return ExpressionPrinter::binary(turned);
    }
    return ExpressionPrinter::binary(binary);
  }

  std::string divide(const ir::BinaryExpr& binary) override {
    const std::string left = expr(*binary.left);
    return fmt::format("{} / ({} + 0.0)", left, expr(*binary.right));
  }

  std::string distinct_from(const ir::BinaryExpr& binary, bool negated) override {
    const std::string left = expr(*binary.left);
    return fmt::format("{} (SELECT {} INTERSECT SELECT {})", negated ? "EXISTS" : "NOT EXISTS",
                       left, expr(*binary.right));
  }

  std::string match_against(const ir::BinaryExpr& binary, bool negated) override {
    const std::string left = expr(*binary.left);
    return fmt::format("{}CONTAINS ({}, {})", negated ? "NOT " : "", left, expr(*binary.right));
  }

  std::string json_item(const ir::BinaryExpr& binary, bool) override {
    const std::string left = expr(*binary.left);
    const std::string item = fmt::format("({}, {})", left, expr(*binary.right));
    if (std::holds_alternative<ir::Json>(binary.type.kind)) return "JSON_QUERY" + item;
    const std::string otherwise = match(
        binary.type.kind,
        [&](const ir::Integer&) { return fmt::format("ELSE CAST(JSON_VALUE{} AS INTEGER)", item); },
        [&](const ir::Float&) { return fmt::format("ELSE CAST(JSON_VALUE{} AS FLOAT)", item); },
        [&](const ir::Numeric& number) {
          return fmt::format("ELSE CAST(JSON_VALUE{} AS NUMERIC({}, {}))", item,
                             number.precision.value_or(18), number.scale.value_or(0));
        },
        [&](const ir::Boolean&) {
          return std::string("WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE NULL");
        },
        [&](const ir::String&) { return "ELSE JSON_VALUE" + item; },
        [&](const auto&) { return "ELSE JSON_QUERY" + item; });
    return fmt::format("CASE JSON_VALUE{} WHEN NULL THEN NULL {} END", item, otherwise);
  }

  std::string collation(std::string_view name) override { return std::string(name); }

  std::optional<std::string> renamed_function(const ir::Function& function,
                                              std::string_view name) override {
    if (name == "now") return "CURRENT_TIMESTAMP";
    if (name == "current_date") return "GETDATE()";
    if (name == "length" || name == "char_length") return "LEN" + arguments(function);
    if (name == "aggregate_strings") return "string_agg" + arguments(function);
    return std::nullopt;
  }

  std::string extract(const ir::Extract& extract) override {
    std::string_view field = extract.field;
    if (field == "doy") field = "dayofyear";
    if (field == "dow") field = "weekday";
    if (field == "milliseconds") field = "millisecond";
    if (field == "microseconds") field = "microsecond";
    return fmt::format("DATEPART({}, {})", field, expr(*extract.operand));
  }

  std::string cast(const ir::Cast& cast) override {
    if (!cast.try_cast) return ExpressionPrinter::cast(cast);
    const std::string operand = expr(*cast.operand);
    return fmt::format("TRY_CAST ({} AS {})", operand, in_.dialect.type(cast.type, in_));
  }

  std::string next_value(const ir::NextValue& next) override {
    return "NEXT VALUE FOR " + in_.dialect.table_name(next.sequence, in_);
  }

  std::string whole_select(const ir::Select& select) override {
    const bool limited = select.limit || select.offset || select.fetch;
    if (!limited || uses_top(select) || !select.parts.empty()) {
      return ExpressionPrinter::whole_select(select);
    }
    return numbered(select);
  }

  std::string before_columns(const ir::Select& select) override {
    if (!uses_top(select)) return {};
    std::string text = "TOP " + expr(select.fetch ? **select.fetch : **select.limit) + " ";
    if (select.fetch_percent) text += "PERCENT ";
    if (select.fetch_with_ties) text += "WITH TIES ";
    return text;
  }

  std::string_view recursive() override { return "WITH"; }

  std::string order_by(const ir::Select& select) override {
    // Only a query that is the statement itself, or one with TOP, may be ordered.
    if (selects_ > 1 && !uses_top(select)) return {};
    return ExpressionPrinter::order_by(select);
  }

  std::string row_limit(const ir::Select&) override { return {}; }
  std::string for_update(const ir::ForUpdate&) override { return {}; }

  std::string returning(const std::vector<ir::Expr>& columns, Statement statement) override {
    std::vector<ir::Expr> moved = columns;
    for (ir::Expr& column : moved) {
      auto* labeled = std::get_if<ir::Labeled>(&column.node);
      ir::Expr& inner = labeled ? *labeled->inner : column;
      if (auto* ref = std::get_if<ir::ColumnRef>(&inner.node); ref && !ref->table.name.empty()) {
        ref->table = {"", statement == Statement::Delete ? "deleted" : "inserted"};
      }
    }
    return "OUTPUT " + list(moved);
  }
  bool returning_first() override { return true; }

  std::string update_from(const ir::Update& update) override {
    return "FROM " + table(update.table) + ", " + from_list(update.from);
  }
  std::string delete_table(const ir::Delete& remove) override {
    if (remove.using_tables.empty() || remove.table.alias.empty()) return table(remove.table);
    return quote(remove.table.alias);
  }
  std::string delete_using(const ir::Delete& remove) override {
    return "FROM " + table(remove.table) + ", " + from_list(remove.using_tables);
  }

 private:
  /// OFFSET, as servers before 2012 say it: rows are numbered within and chosen without.
  std::string numbered(const ir::Select& select) {
    if (select.order_by.empty()) {
      in_.refuse("unordered-limit",
                 "SQL Server needs an ORDER BY for OFFSET and for LIMIT by an "
                 "expression");
      return {};
    }
    const std::string alias = "anon_1";
    ir::Select inner = select;
    inner.with.clear();
    inner.suffixes.clear();
    inner.grouped = false;
    inner.limit.reset();
    inner.offset.reset();
    inner.fetch.reset();
    inner.order_by.clear();

    ir::Select outer;
    outer.with = select.with;
    outer.suffixes = select.suffixes;
    outer.grouped = select.grouped;
    for (ir::Expr& column : inner.columns) {
      const std::string name = name_of(column);
      if (std::holds_alternative<ir::ColumnRef>(column.node)) {
        column = {ir::Labeled{std::move(column), name}};
      }
      outer.columns.push_back({ir::ColumnRef{{"", alias}, name, {}}});
    }
    const ir::Expr number{ir::Over{
        ir::Expr{ir::Function{{}, "ROW_NUMBER", {}, {ir::Integer{}}}}, {}, select.order_by, ""}};
    inner.columns.push_back({ir::Labeled{number, "mssql_rn"}});
    outer.from.push_back({ir::SubqueryRef{std::move(inner), alias}});

    const ir::Expr row{ir::ColumnRef{{}, "mssql_rn", {ir::Integer{}}}};
    const auto compare = [&](ir::Operator op, ir::Expr bound) {
      ir::BinaryExpr comparison;
      comparison.op = op;
      comparison.left = row;
      comparison.right = std::move(bound);
      return ir::Expr{std::move(comparison)};
    };
    const auto& count = select.fetch ? select.fetch : select.limit;
    std::vector<ir::Expr> conditions;
    if (select.offset) conditions.push_back(compare(ir::Operator::Greater, **select.offset));
    if (count && select.offset) {
      ir::BinaryExpr last;
      last.op = ir::Operator::Add;
      last.left = **count;
      last.right = **select.offset;
      conditions.push_back(compare(ir::Operator::LessEqual, {std::move(last)}));
    } else if (count) {
      conditions.push_back(compare(ir::Operator::LessEqual, **count));
    }
    outer.where = conditions.size() == 1
                      ? conditions.front()
                      : ir::Expr{ir::List{ir::Operator::And, std::move(conditions)}};
    return ExpressionPrinter::whole_select(outer);
  }
};

}  // namespace

std::unique_ptr<ExpressionPrinter> mssql_printer(const Rendering& in) {
  return std::make_unique<MssqlPrinter>(in);
}

}  // namespace migc::dialects
