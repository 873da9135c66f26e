// How SQLite spells expressions, queries and DML.
#include <algorithm>
#include <utility>

#include "dialects/expression.h"

namespace migc::dialects {
namespace {

class SqlitePrinter final : public ExpressionPrinter {
 public:
  using ExpressionPrinter::ExpressionPrinter;

 protected:
  std::string divide(const ir::BinaryExpr& binary) override {
    const std::string left = expr(*binary.left);
    return fmt::format("{} / ({} + 0.0)", left, expr(*binary.right));
  }

  std::string bitwise(const ir::BinaryExpr& binary) override {
    if (binary.op != ir::Operator::BitwiseXor) return ExpressionPrinter::bitwise(binary);
    ir::BinaryExpr part = binary;
    part.eager = true;
    const std::string either = generic(part, " | ");
    const std::string both = generic(part, " & ");
    return fmt::format("({} - {})", either, both);
  }

  std::string distinct_from(const ir::BinaryExpr& binary, bool negated) override {
    return generic(binary, negated ? " IS " : " IS NOT ");
  }

  std::string regexp_match(const ir::BinaryExpr& binary, bool negated) override {
    return generic(binary, negated ? " NOT REGEXP " : " REGEXP ");
  }

  std::string json_item(const ir::BinaryExpr& binary, bool) override {
    const std::string left = expr(*binary.left);
    const std::string item = fmt::format("JSON_EXTRACT({}, {})", left, expr(*binary.right));
    const bool json = std::holds_alternative<ir::Json>(binary.type.kind);
    return json ? "JSON_QUOTE(" + item + ")" : item;
  }

  std::string in_list(const ir::BinaryExpr& binary) override {
    // A list of tuples is a table of values here.
    const auto* right = std::get_if<ir::Group>(&binary.right->node);
    const auto* rows = right ? std::get_if<ir::List>(&right->inner->node) : nullptr;
    const auto is_row = [](const ir::Expr& item) {
      const auto* group = std::get_if<ir::Group>(&item.node);
      return group != nullptr && std::holds_alternative<ir::List>(group->inner->node);
    };
    if (rows == nullptr || rows->items.empty() || !std::ranges::all_of(rows->items, is_row)) {
      return ExpressionPrinter::in_list(binary);
    }
    const std::string left = expr(*binary.left);
    return fmt::format("{} {} (VALUES {})", left, binary.op == ir::Operator::In ? "IN" : "NOT IN",
                       list(rows->items));
  }

  std::string empty_set(const ir::EmptySet& set) override {
    std::string ones = "1";
    for (std::size_t i = 1; i < set.types.size(); ++i) ones += ", 1";
    return fmt::format("(SELECT {0} FROM (SELECT {0}) WHERE 1!=1)", ones);
  }

  std::optional<std::string> renamed_function(const ir::Function& function,
                                              std::string_view name) override {
    if (name == "now") return "CURRENT_TIMESTAMP";
    if (name == "localtimestamp") return "DATETIME(CURRENT_TIMESTAMP, 'localtime')";
    if (name == "char_length") return "length" + arguments(function);
    if (name == "aggregate_strings") return "group_concat" + arguments(function);
    return std::nullopt;
  }

  std::string extract(const ir::Extract& extract) override {
    static constexpr std::pair<std::string_view, std::string_view> formats[] = {
        {"month", "%m"}, {"day", "%d"},    {"year", "%Y"},  {"second", "%S"}, {"hour", "%H"},
        {"doy", "%j"},   {"minute", "%M"}, {"epoch", "%s"}, {"dow", "%w"},    {"week", "%W"}};
    const auto* found =
        std::ranges::find(formats, extract.field, [](const auto& entry) { return entry.first; });
    if (found == std::end(formats)) return lacks("EXTRACT of `" + extract.field + "`");
    return fmt::format("CAST(STRFTIME('{}', {}) AS INTEGER)", found->second,
                       expr(*extract.operand));
  }

  std::string row_limit(const ir::Select& select) override {
    if (select.fetch) return fetch(select, &**select.fetch);
    if (!select.limit && !select.offset) return {};
    std::string text = "\n LIMIT " + (select.limit ? expr(**select.limit) : "-1");
    return text + " OFFSET " + (select.offset ? expr(**select.offset) : "0");
  }

  std::string for_update(const ir::ForUpdate&) override { return {}; }

  std::string returning(const std::vector<ir::Expr>& columns, Statement statement) override {
    if (in_.target.server() < ServerVersion{3, 35, 0}) {
      in_.refuse("unsupported-returning", "SQLite has no RETURNING before version 3.35");
    }
    const bool before = std::exchange(qualify_, false);
    std::string text = ExpressionPrinter::returning(columns, statement);
    qualify_ = before;
    return text;
  }

  std::string implicit_returning(const ir::InsertRows& insert) override {
    if (in_.target.server() < ServerVersion{3, 35, 0}) return {};
    return ExpressionPrinter::implicit_returning(insert);
  }

  std::string on_conflict(const ir::OnConflict& conflict, const ir::TableName&) override {
    if (conflict.dialect != "postgresql" && conflict.dialect != "sqlite") {
      return lacks("ON DUPLICATE KEY");
    }
    if (in_.target.server() < ServerVersion{3, 24, 0}) {
      in_.refuse("unsupported-conflict", "SQLite has no ON CONFLICT in INSERT before version 3.24");
    }
    ir::OnConflict plain = conflict;
    plain.constraint.clear();
    const std::string target = conflict_target(plain);
    std::string text = "ON CONFLICT " + (target.empty() ? "" : target + " ");
    if (!conflict.update) return text + "DO NOTHING";
    return text + "DO UPDATE SET " + conflict_update(conflict);
  }

  std::string update_from(const ir::Update& update) override {
    if (in_.target.server() < ServerVersion{3, 33, 0}) {
      in_.refuse("unsupported-update", "SQLite has no UPDATE … FROM before version 3.33");
    }
    return "FROM " + from_list(update.from);
  }
};

}  // namespace

std::unique_ptr<ExpressionPrinter> sqlite_printer(const Rendering& in) {
  return std::make_unique<SqlitePrinter>(in);
}

}  // namespace migc::dialects
