// How Oracle spells expressions, queries and DML.
#include <algorithm>
#include <array>
#include <utility>

#include "compiler/base/text.h"
#include "dialects/expression.h"

namespace migc::dialects {
namespace {

class OraclePrinter final : public ExpressionPrinter {
 public:
  using ExpressionPrinter::ExpressionPrinter;

 protected:
  std::string divide(const ir::BinaryExpr& binary) override {
    const std::string left = expr(*binary.left);
    return left + " / " + expr(*binary.right);
  }
  std::string floor_divide(const ir::BinaryExpr& binary) override {
    return "FLOOR(" + divide(binary) + ")";
  }
  std::string modulo(const ir::BinaryExpr& binary) override { return call("mod", binary); }

  std::string bitwise(const ir::BinaryExpr& binary) override {
    switch (binary.op) {
      case ir::Operator::BitwiseAnd:
        return call("BITAND", binary);
      case ir::Operator::BitwiseOr:
        return call("BITOR", binary);
      case ir::Operator::BitwiseXor:
        return call("BITXOR", binary);
      default:
        return lacks("operator that shifts bits");
    }
  }

  std::string distinct_from(const ir::BinaryExpr& binary, bool negated) override {
    const std::string left = expr(*binary.left);
    return fmt::format("DECODE({}, {}, 0, 1) = {}", left, expr(*binary.right), negated ? 0 : 1);
  }

  std::string match_against(const ir::BinaryExpr& binary, bool negated) override {
    return (negated ? "NOT " : "") + call("CONTAINS ", binary);
  }

  std::string regexp_match(const ir::BinaryExpr& binary, bool negated) override {
    const std::string left = expr(*binary.left);
    const std::string flags = binary.flags.empty() ? "" : ", " + text(binary.flags);
    return fmt::format("{}REGEXP_LIKE({}, {}{})", negated ? "NOT " : "", left, expr(*binary.right),
                       flags);
  }
  std::string regexp_replace(const ir::BinaryExpr& binary) override {
    const std::string left = expr(*binary.left);
    const std::string flags = binary.flags.empty() ? "" : ", " + text(binary.flags);
    return fmt::format("REGEXP_REPLACE({}, {}{})", left, expr(*binary.right), flags);
  }

  std::string json_path(const ir::Literal&) override { return lacks("access to JSON by paths"); }

  std::optional<std::string> renamed_function(const ir::Function& function,
                                              std::string_view name) override {
    if (name == "now") return "CURRENT_TIMESTAMP";
    if (name == "char_length") return "LENGTH" + arguments(function);
    if (name == "aggregate_strings") return "LISTAGG" + arguments(function);
    return std::nullopt;
  }

  std::string arguments(const ir::Function& function) override {
    static constexpr std::array<std::string_view, 6> bare{
        "UID", "CURRENT_DATE", "SYSDATE", "USER", "CURRENT_TIME", "CURRENT_TIMESTAMP"};
    if (function.arguments.empty() && std::ranges::count(bare, ascii_upper(function.name)) > 0) {
      return {};
    }
    return ExpressionPrinter::arguments(function);
  }

  std::string next_value(const ir::NextValue& next) override {
    return in_.dialect.table_name(next.sequence, in_) + ".nextval";
  }

  std::string alias(std::string name) override { return " " + name; }
  std::string without_from() override { return " FROM DUAL"; }
  bool table_function_in_from() override { return true; }
  std::string_view recursive() override { return "WITH"; }
  std::string set_operator(std::string_view word) override {
    return word == "EXCEPT" ? "MINUS" : std::string(word);
  }

  std::string row_limit(const ir::Select& select) override {
    const auto& count = select.fetch ? select.fetch : select.limit;
    if (!count && !select.offset) return {};
    return fetch(select, count ? &**count : nullptr);
  }

  std::string for_update(const ir::ForUpdate& lock) override {
    if (selects_ > 1) return {};
    std::string text = " FOR UPDATE";
    for (std::size_t i = 0; i < lock.of.size(); ++i) {
      text += (i == 0 ? " OF " : ", ") + quote(lock.of[i]);
    }
    if (lock.nowait) text += " NOWAIT";
    if (lock.skip_locked) text += " SKIP LOCKED";
    return text;
  }

  /// RETURNING here needs variables to return into, which a script has not.
  std::string returning(const std::vector<ir::Expr>&, Statement) override {
    in_.unlike_alembic(
        "RETURNING is left out: Oracle needs variables to return into, which a script has not");
    return {};
  }
  std::string implicit_returning(const ir::InsertRows&) override {
    // Of the version table nobody needs to hear it.
    return in_.span == Span{} ? std::string() : returning({}, Statement::Insert);
  }
  std::string default_values() override { return " () VALUES ()"; }
  bool many_rows() override { return false; }
  bool with_follows_insert() override { return true; }

 private:
  std::string call(std::string_view name, const ir::BinaryExpr& binary) {
    const std::string left = expr(*binary.left);
    return fmt::format("{}({}, {})", name, left, expr(*binary.right));
  }
};

}  // namespace

std::unique_ptr<ExpressionPrinter> oracle_printer(const Rendering& in) {
  return std::make_unique<OraclePrinter>(in);
}

}  // namespace migc::dialects
