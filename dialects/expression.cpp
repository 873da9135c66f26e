// Expressions as all dialects spell them, but for the hooks.
#include "dialects/expression.h"

#include <algorithm>
#include <utility>

#include "compiler/base/match.h"
#include "compiler/base/text.h"

namespace migc::dialects {
namespace {

constexpr int max_depth = 200;

using ir::Operator;

/// A value that holds while it lives.
template <class T>
class Scoped {
 public:
  Scoped(T& variable, T value) : variable_(variable), before_(std::exchange(variable, value)) {}
  Scoped(const Scoped&) = delete;
  Scoped& operator=(const Scoped&) = delete;
  ~Scoped() { variable_ = before_; }

 private:
  T& variable_;
  T before_;
};

std::string_view word_of(Operator op) {
  switch (op) {
    case Operator::Add:
      return " + ";
    case Operator::Subtract:
      return " - ";
    case Operator::Multiply:
      return " * ";
    case Operator::Divide:
      return " / ";
    case Operator::Concat:
      return " || ";
    case Operator::Equal:
      return " = ";
    case Operator::NotEqual:
      return " != ";
    case Operator::Less:
      return " < ";
    case Operator::LessEqual:
      return " <= ";
    case Operator::Greater:
      return " > ";
    case Operator::GreaterEqual:
      return " >= ";
    case Operator::Is:
      return " IS ";
    case Operator::IsNot:
      return " IS NOT ";
    case Operator::IsDistinctFrom:
      return " IS DISTINCT FROM ";
    case Operator::IsNotDistinctFrom:
      return " IS NOT DISTINCT FROM ";
    case Operator::And:
      return " AND ";
    case Operator::Or:
      return " OR ";
    case Operator::Comma:
      return ", ";
    case Operator::In:
      return " IN ";
    case Operator::NotIn:
      return " NOT IN ";
    case Operator::BitwiseAnd:
      return " & ";
    case Operator::BitwiseOr:
      return " | ";
    case Operator::BitwiseXor:
      return " ^ ";
    case Operator::ShiftLeft:
      return " << ";
    case Operator::ShiftRight:
      return " >> ";
    default:
      return {};
  }
}

/// Functions that SQLAlchemy prints in its own case and without parentheses.
std::optional<std::string_view> bare_function(const ir::Function& function) {
  static constexpr std::pair<std::string_view, std::string_view> bare[] = {
      {"current_date", "CURRENT_DATE"},
      {"current_time", "CURRENT_TIME"},
      {"current_timestamp", "CURRENT_TIMESTAMP"},
      {"current_user", "CURRENT_USER"},
      {"localtime", "LOCALTIME"},
      {"localtimestamp", "LOCALTIMESTAMP"},
      {"session_user", "SESSION_USER"},
      {"sysdate", "sysdate"},
      {"user", "USER"},
  };
  if (!function.generic) return std::nullopt;
  const auto* found =
      std::ranges::find(bare, function.name, [](const auto& entry) { return entry.first; });
  if (found == std::end(bare)) return std::nullopt;
  return found->second;
}

bool plain_function_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$';
  });
}

/// `TIMESTAMP '…'`-like cast types carry their collation behind the parenthesis.
std::pair<std::string, std::string> split_collation(std::string type) {
  const std::size_t at = type.rfind(" COLLATE ");
  if (at == std::string::npos) return {std::move(type), {}};
  return {type.substr(0, at), type.substr(at)};
}

}  // namespace

// ---- the dialect's side

std::unique_ptr<ExpressionPrinter> Dialect::printer(const Rendering& in) const {
  return std::make_unique<ExpressionPrinter>(in);
}
std::string Dialect::expr(const ir::Expr& expr, const Rendering& in) const {
  return printer(in)->expr(expr);
}
std::string Dialect::select(const ir::Select& select, const Rendering& in) const {
  return printer(in)->select(select);
}
void Dialect::insert_rows(const ir::InsertRows& insert, const Rendering& out) const {
  if (!insert.bulk) return printer(out)->insert_rows(insert);
  Rendering literal = out;  // bulk_insert prints values whatever the environment says.
  literal.literals = true;
  printer(literal)->insert_rows(insert);
}
void Dialect::insert_select(const ir::InsertSelect& insert, const Rendering& out) const {
  printer(out)->insert_select(insert);
}
void Dialect::update(const ir::Update& update, const Rendering& out) const {
  printer(out)->update(update);
}
void Dialect::remove(const ir::Delete& remove, const Rendering& out) const {
  printer(out)->remove(remove);
}
void Dialect::query(const ir::Query& query, const Rendering& out) const {
  printer(out)->query(query);
}

// ---- the walk

std::string ExpressionPrinter::expr(const ir::Expr& expr) {
  if (depth_ > max_depth) {
    in_.refuse("expression-too-deep", "expression is nested more than {} deep", max_depth);
    return {};
  }
  const Scoped deeper(depth_, depth_ + 1);
  return node(expr);
}

std::string ExpressionPrinter::node(const ir::Expr& expr) {
  return match(
      expr.node, [&](const ir::Literal& node) { return literal(node); },
      [&](const ir::Placeholder& node) {
        in_.refuse("unbound-parameter", "parameter `{}` has no value", node.name)
            .note("the script would hold a placeholder that nothing fills");
        return std::string();
      },
      [&](const ir::RawSql& node) { return raw(node); },
      [&](const ir::ColumnRef& node) { return column(node); },
      [&](const ir::Keyword& node) -> std::string {
        switch (node.word) {
          case ir::Keyword::Word::Null:
            return "NULL";
          case ir::Keyword::Word::True:
            return boolean(true);
          case ir::Keyword::Word::False:
            return boolean(false);
          case ir::Keyword::Word::Default:
            return "DEFAULT";
          case ir::Keyword::Word::Star:
            return "*";
        }
        return {};
      },
      [&](const ir::Function& node) { return function(node); },
      [&](const ir::Over& node) { return over(node); },
      [&](const ir::Filter& node) {
        const std::string element = this->expr(*node.element);
        return fmt::format("{} FILTER (WHERE {})", element, this->expr(*node.condition));
      },
      [&](const ir::WithinGroup& node) {
        const std::string element = this->expr(*node.element);
        return fmt::format("{} WITHIN GROUP (ORDER BY {})", element, list(node.order_by));
      },
      [&](const ir::Unary& node) { return unary(node); },
      [&](const ir::BinaryExpr& node) { return binary(node); },
      [&](const ir::List& node) {
        if (node.op == Operator::Comma) return list(node.items);
        if (node.op == Operator::Concat) {
          std::vector<std::string> parts;
          for (const ir::Expr& item : node.items) parts.push_back(this->expr(item));
          return concat(parts);
        }
        return list(node.items, word_of(node.op));
      },
      [&](const ir::Group& node) { return "(" + this->expr(*node.inner) + ")"; },
      [&](const ir::Cast& node) { return cast(node); },
      [&](const ir::Case& node) { return case_of(node); },
      [&](const ir::Extract& node) { return extract(node); },
      [&](const ir::Labeled& node) {
        const std::string inner = this->expr(*node.inner);
        return fmt::format("{} AS {}", inner, quote(node.name));
      },
      [&](const ir::Subquery& node) { return "(" + select(*node.select) + ")"; },
      [&](const ir::EmptySet& node) { return empty_set(node); },
      [&](const ir::ArrayLiteral& node) { return array(node); },
      [&](const ir::NextValue& node) { return next_value(node); },
      [&](const ir::Ordered& node) {
        const std::string element = this->expr(*node.element);
        return fmt::format("{} ORDER BY {}", element, list(node.order_by));
      });
}

std::string ExpressionPrinter::column(const ir::ColumnRef& column) {
  std::string name = column.star       ? "*"
                     : column.verbatim ? column.column
                                       : in_.dialect.quote(column.column, column.quote, in_);
  if (column.verbatim) name = percent_doubled(std::move(name), in_);
  if (!qualify_ || column.table.name.empty()) return name;
  return in_.dialect.table_name(column.table, in_) + "." + name;
}

std::string ExpressionPrinter::raw(const ir::RawSql& raw) {
  std::string text;
  for (const auto& piece : raw.pieces) {
    text += match(
        piece, [&](const std::string& words) { return percent_doubled(words, in_); },
        [&](const Box<ir::Expr>& value) { return expr(*value); });
  }
  return text;
}

std::string ExpressionPrinter::list(const std::vector<ir::Expr>& items,
                                    std::string_view separator) {
  std::string text;
  for (const ir::Expr& item : items) {
    const std::string one = expr(item);
    if (one.empty()) continue;
    if (!text.empty()) text += separator;
    text += one;
  }
  return text;
}

std::string ExpressionPrinter::text(std::string_view text) {
  return in_.dialect.string_literal(text, in_);
}
std::string ExpressionPrinter::quote(std::string_view name) { return in_.dialect.quote(name, in_); }

std::string ExpressionPrinter::lacks(std::string_view what) {
  in_.refuse("unsupported-expression", "{} has no {}", in_.dialect.facts().display, what);
  return {};
}

std::string ExpressionPrinter::over(const ir::Over& over) {
  std::string text = expr(*over.element) + " OVER (";
  std::vector<std::string> parts;
  if (!over.partition_by.empty()) parts.push_back("PARTITION BY " + list(over.partition_by));
  if (!over.order_by.empty()) parts.push_back("ORDER BY " + list(over.order_by));
  if (!over.frame.empty()) parts.push_back(over.frame);
  return text + join_text(parts, " ") + ")";
}

std::string ExpressionPrinter::case_of(const ir::Case& node) {
  std::string text = "CASE ";
  if (node.value) text += expr(**node.value) + " ";
  for (const auto& [condition, result] : node.whens) {
    text += "WHEN " + expr(condition) + " THEN ";
    text += expr(result) + " ";
  }
  if (node.otherwise) text += "ELSE " + expr(**node.otherwise) + " ";
  return text + "END";
}

// ---- values

std::string ExpressionPrinter::boolean(bool value) {
  if (in_.dialect.facts().native_boolean) return value ? "true" : "false";
  return value ? "1" : "0";
}

std::string ExpressionPrinter::literal(const ir::Literal& literal) {
  if (!in_.literals) {
    in_.refuse("unbound-parameter", "the environment leaves values out of the script")
        .help("set `literal_binds=True` in `context.configure()`");
    return {};
  }
  if (literal.type.exact == "JSON INDEX" || literal.type.exact == "JSON PATH") {
    return json_path(literal);
  }
  return in_.dialect.literal(literal.value, literal.type, in_);
}

std::string ExpressionPrinter::json_path(const ir::Literal& literal) {
  std::string path = "$";
  const auto step = [&](const ir::Datum& datum) {
    if (const auto* number = std::get_if<std::int64_t>(&datum.data)) {
      path += fmt::format("[{}]", *number);
    } else if (const auto* key = std::get_if<std::string>(&datum.data)) {
      path += fmt::format(".\"{}\"", *key);
    }
  };
  if (const auto* steps = std::get_if<ir::DatumList>(&literal.value.data)) {
    for (const ir::Datum& datum : steps->items) step(datum);
  } else {
    step(literal.value);
  }
  return text(path);
}

// ---- operators

std::string ExpressionPrinter::generic(const ir::BinaryExpr& binary, std::string_view word) {
  std::string text = expr(*binary.left);
  text += word;
  text += expr(*binary.right);
  return binary.eager ? "(" + text + ")" : text;
}

std::string ExpressionPrinter::like(const ir::BinaryExpr& binary, std::string_view word,
                                    std::string left, std::string right) {
  std::string result = std::move(left);
  result += word;
  result += right;
  if (binary.escape) result += " ESCAPE " + text(*binary.escape);
  return result;
}

std::string ExpressionPrinter::binary(const ir::BinaryExpr& binary) {
  const auto wrapped = [&](bool before, bool behind, bool ignore_case) {
    std::vector<std::string> parts;
    if (before) parts.push_back(text("%"));
    std::string middle = expr(*binary.right);
    parts.push_back(ignore_case ? ignoring_case(std::move(middle)) : std::move(middle));
    if (behind) parts.push_back(text("%"));
    return concat(parts);
  };
  const auto pattern = [&](bool before, bool behind, bool negated) {
    std::string left = expr(*binary.left);
    return like(binary, negated ? " NOT LIKE " : " LIKE ", std::move(left),
                wrapped(before, behind, false));
  };
  const auto ipattern = [&](bool before, bool behind, bool negated) {
    std::string left = ignoring_case(expr(*binary.left));
    return like(binary, ilike_word(negated), std::move(left), wrapped(before, behind, true));
  };
  const auto plain_like = [&](std::string_view word) {
    std::string left = expr(*binary.left);
    return like(binary, word, std::move(left), expr(*binary.right));
  };
  const auto plain_ilike = [&](bool negated) {
    std::string left = ignoring_case(expr(*binary.left));
    return like(binary, ilike_word(negated), std::move(left), ignoring_case(expr(*binary.right)));
  };

  switch (binary.op) {
    case Operator::Concat: {
      std::vector<std::string> parts;
      parts.push_back(expr(*binary.left));
      parts.push_back(expr(*binary.right));
      return concat(parts);
    }
    case Operator::Divide:
      return divide(binary);
    case Operator::FloorDivide:
      return floor_divide(binary);
    case Operator::Modulo:
      return modulo(binary);
    case Operator::BitwiseAnd:
    case Operator::BitwiseOr:
    case Operator::BitwiseXor:
    case Operator::ShiftLeft:
    case Operator::ShiftRight:
      return bitwise(binary);
    case Operator::Like:
      return plain_like(" LIKE ");
    case Operator::NotLike:
      return plain_like(" NOT LIKE ");
    case Operator::ILike:
      return plain_ilike(false);
    case Operator::NotILike:
      return plain_ilike(true);
    case Operator::Contains:
      return pattern(true, true, false);
    case Operator::NotContains:
      return pattern(true, true, true);
    case Operator::StartsWith:
      return pattern(false, true, false);
    case Operator::NotStartsWith:
      return pattern(false, true, true);
    case Operator::EndsWith:
      return pattern(true, false, false);
    case Operator::NotEndsWith:
      return pattern(true, false, true);
    case Operator::IContains:
      return ipattern(true, true, false);
    case Operator::NotIContains:
      return ipattern(true, true, true);
    case Operator::IStartsWith:
      return ipattern(false, true, false);
    case Operator::NotIStartsWith:
      return ipattern(false, true, true);
    case Operator::IEndsWith:
      return ipattern(true, false, false);
    case Operator::NotIEndsWith:
      return ipattern(true, false, true);
    case Operator::IsDistinctFrom:
      return distinct_from(binary, false);
    case Operator::IsNotDistinctFrom:
      return distinct_from(binary, true);
    case Operator::In:
      return in_list(binary);
    case Operator::NotIn:
      return "(" + in_list(binary) + ")";
    case Operator::Between:
      return generic(binary, binary.flags.empty() ? " BETWEEN " : " BETWEEN SYMMETRIC ");
    case Operator::NotBetween:
      return generic(binary, binary.flags.empty() ? " NOT BETWEEN " : " NOT BETWEEN SYMMETRIC ");
    case Operator::RegexpMatch:
      return regexp_match(binary, false);
    case Operator::NotRegexpMatch:
      return regexp_match(binary, true);
    case Operator::RegexpReplace:
      return regexp_replace(binary);
    case Operator::Match:
      return match_against(binary, false);
    case Operator::NotMatch:
      return match_against(binary, true);
    case Operator::JsonGetItem:
      return json_item(binary, false);
    case Operator::JsonPathGetItem:
      return json_item(binary, true);
    case Operator::GetItem:
      return array_item(binary);
    case Operator::Slice: {
      const std::string lower = expr(*binary.left);
      return lower + ":" + expr(*binary.right);
    }
    case Operator::Collate: {
      const auto* name = std::get_if<ir::ColumnRef>(&binary.right->node);
      return expr(*binary.left) + " COLLATE " + collation(name ? name->column : "");
    }
    case Operator::Custom:
      return generic(binary, " " +
                                 (in_.target.double_percent ? replace_all(binary.custom, "%", "%%")
                                                            : binary.custom) +
                                 " ");
    default:
      return generic(binary, word_of(binary.op));
  }
}

std::string ExpressionPrinter::unary(const ir::Unary& unary) {
  const bool words = boolean_conditions();
  std::string operand = expr(*unary.operand);
  switch (unary.op) {
    case Operator::Not:
      return "NOT " + operand;
    case Operator::Negate:
      return "-" + operand;
    case Operator::BitwiseNot:
      return "~" + operand;
    case Operator::Ascending:
      return operand + " ASC";
    case Operator::Descending:
      return operand + " DESC";
    case Operator::NullsFirst:
      return operand + " NULLS FIRST";
    case Operator::NullsLast:
      return operand + " NULLS LAST";
    case Operator::Distinct:
      return "DISTINCT " + operand;
    case Operator::Any:
      return "ANY " + operand;
    case Operator::All:
      return "ALL " + operand;
    case Operator::Exists:
      return "EXISTS " + operand;
    case Operator::IsTrue:
      return words ? operand : operand + " = 1";
    case Operator::IsFalse:
      return words ? "NOT " + operand : operand + " = 0";
    default:
      return operand;
  }
}

std::string ExpressionPrinter::concat(const std::vector<std::string>& parts) {
  return join_text(parts, " || ");
}

std::string ExpressionPrinter::divide(const ir::BinaryExpr& binary) {
  // Integers are divided without rest, so one of them is made a number with one.
  ir::Type type = ir::type_of(*binary.right);
  const bool fraction = std::holds_alternative<ir::Numeric>(type.kind) ||
                        std::holds_alternative<ir::Float>(type.kind);
  if (!fraction) type = {ir::Numeric{}};
  const std::string left = expr(*binary.left);
  return left + " / " + cast({*binary.right, std::move(type)});
}

std::string ExpressionPrinter::floor_divide(const ir::BinaryExpr& binary) {
  const auto whole = [](const ir::Expr& side) {
    return std::holds_alternative<ir::Integer>(ir::type_of(side).kind);
  };
  const std::string left = expr(*binary.left);
  const std::string division = left + " / " + expr(*binary.right);
  return whole(*binary.left) && whole(*binary.right) ? division : "FLOOR(" + division + ")";
}

std::string ExpressionPrinter::modulo(const ir::BinaryExpr& binary) {
  const std::string left = expr(*binary.left);
  return left + (in_.target.double_percent ? " %% " : " % ") + expr(*binary.right);
}

std::string ExpressionPrinter::bitwise(const ir::BinaryExpr& binary) {
  return generic(binary, word_of(binary.op));
}

std::string ExpressionPrinter::distinct_from(const ir::BinaryExpr& binary, bool negated) {
  return generic(binary, negated ? " IS NOT DISTINCT FROM " : " IS DISTINCT FROM ");
}

std::string ExpressionPrinter::match_against(const ir::BinaryExpr& binary, bool negated) {
  return (negated ? "NOT " : "") + generic(binary, " MATCH ");
}

std::string ExpressionPrinter::regexp_match(const ir::BinaryExpr&, bool) {
  return lacks("regular expressions");
}
std::string ExpressionPrinter::regexp_replace(const ir::BinaryExpr&) {
  return lacks("regular expression replacements");
}
std::string ExpressionPrinter::json_item(const ir::BinaryExpr&, bool) {
  return lacks("access to the items of JSON values");
}
std::string ExpressionPrinter::array_item(const ir::BinaryExpr&) { return lacks("arrays"); }
std::string ExpressionPrinter::array(const ir::ArrayLiteral&) { return lacks("arrays"); }
std::string ExpressionPrinter::next_value(const ir::NextValue&) { return lacks("sequences"); }

std::string ExpressionPrinter::in_list(const ir::BinaryExpr& binary) {
  return generic(binary, binary.op == Operator::In ? " IN " : " NOT IN ");
}

std::string ExpressionPrinter::empty_set(const ir::EmptySet& set) {
  std::string nulls = "NULL";
  for (std::size_t i = 1; i < set.types.size(); ++i) nulls += ", NULL";
  if (set.types.size() > 1) nulls = "(" + nulls + ")";
  return "(" + nulls + (set.negated ? ") OR (1 = 1)" : ") AND (1 != 1)");
}

std::string ExpressionPrinter::collation(std::string_view name) { return quote(name); }

// ---- functions, casts

std::string ExpressionPrinter::arguments(const ir::Function& function) {
  return "(" + list(function.arguments) + ")";
}

std::optional<std::string> ExpressionPrinter::renamed_function(const ir::Function&,
                                                               std::string_view) {
  return std::nullopt;
}

std::string ExpressionPrinter::function(const ir::Function& function) {
  if (std::optional<std::string> text = renamed_function(function, ascii_lower(function.name))) {
    return std::move(*text);
  }
  if (const std::optional<std::string_view> bare = bare_function(function)) {
    return std::string(*bare);
  }
  std::string text;
  for (const std::string& package : function.package) {
    text += (plain_function_name(package) ? package : in_.dialect.quoted(package)) + ".";
  }
  if (function.generic && (function.name == "cube" || function.name == "rollup")) {
    text += ascii_upper(function.name);
  } else if (function.generic && function.name == "grouping_sets") {
    text += "GROUPING SETS";
  } else {
    text += plain_function_name(function.name) ? function.name : in_.dialect.quoted(function.name);
  }
  return text + arguments(function);
}

std::string ExpressionPrinter::extract(const ir::Extract& extract) {
  return fmt::format("EXTRACT({} FROM {})", extract.field, expr(*extract.operand));
}

std::string ExpressionPrinter::cast(const ir::Cast& cast) {
  if (cast.try_cast) return lacks("TRY_CAST");
  auto [type, collation] = split_collation(in_.dialect.type(cast.type, in_));
  return fmt::format("CAST({} AS {}){}", expr(*cast.operand), type, collation);
}

}  // namespace migc::dialects
