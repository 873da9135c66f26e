// How PostgreSQL spells expressions, queries and DML.
#include <utility>

#include "compiler/base/text.h"
#include "dialects/expression.h"

namespace migc::dialects {
namespace {

bool is_json(const ir::Type& type) { return std::holds_alternative<ir::Json>(type.kind); }

class PostgresqlPrinter final : public ExpressionPrinter {
 public:
  using ExpressionPrinter::ExpressionPrinter;

 protected:
  std::string ignoring_case(std::string text) override { return text; }
  std::string_view ilike_word(bool negated) override { return negated ? " NOT ILIKE " : " ILIKE "; }

  std::string json_path(const ir::Literal& literal) override {
    const auto* steps = std::get_if<ir::DatumList>(&literal.value.data);
    if (steps == nullptr) {
      if (const auto* index = std::get_if<std::int64_t>(&literal.value.data)) {
        return fmt::format("{}", *index);
      }
      const auto* key = std::get_if<std::string>(&literal.value.data);
      return text(key ? *key : "");
    }
    std::string path;
    for (const ir::Datum& step : steps->items) {
      if (!path.empty()) path += ", ";
      if (const auto* index = std::get_if<std::int64_t>(&step.data)) {
        path += fmt::format("{}", *index);
      } else if (const auto* key = std::get_if<std::string>(&step.data)) {
        path += *key;
      }
    }
    return text("{" + path + "}");
  }

  std::string bitwise(const ir::BinaryExpr& binary) override {
    if (binary.op == ir::Operator::BitwiseXor) return generic(binary, " # ");
    return ExpressionPrinter::bitwise(binary);
  }

  std::string match_against(const ir::BinaryExpr& binary, bool negated) override {
    const std::string left = expr(*binary.left);
    const std::string configuration = binary.flags.empty() ? "" : text(binary.flags) + ", ";
    return fmt::format("{}{} @@ plainto_tsquery({}{})", negated ? "NOT " : "", left, configuration,
                       expr(*binary.right));
  }

  std::string regexp_match(const ir::BinaryExpr& binary, bool negated) override {
    const std::string_view word = negated ? "!~" : "~";
    if (binary.flags.empty()) return generic(binary, fmt::format(" {} ", word));
    if (binary.flags == "i") return generic(binary, fmt::format(" {}* ", word));
    const std::string left = expr(*binary.left);
    return fmt::format("{} {} CONCAT('(?', {}, ')', {})", left, word, text(binary.flags),
                       expr(*binary.right));
  }

  std::string regexp_replace(const ir::BinaryExpr& binary) override {
    const std::string left = expr(*binary.left);
    const std::string flags = binary.flags.empty() ? "" : ", " + text(binary.flags);
    return fmt::format("REGEXP_REPLACE({}, {}{})", left, expr(*binary.right), flags);
  }

  std::string json_item(const ir::BinaryExpr& binary, bool path) override {
    if (!is_json(binary.type)) {
      // The text of the item, made a value of the type that was asked for.
      const std::string inner = generic(binary, path ? " #>> " : " ->> ");
      return fmt::format("CAST({} AS {})", inner, in_.dialect.type(binary.type, in_));
    }
    if (path) return generic(binary, " #> ");
    const ir::Type left_type = ir::type_of(*binary.left);
    const auto* json = std::get_if<ir::Json>(&left_type.kind);
    if (json == nullptr || !json->binary) return generic(binary, " -> ");
    const bool grouped = std::holds_alternative<ir::Function>(binary.left->node) ||
                         std::holds_alternative<ir::Cast>(binary.left->node);
    const std::string left = expr(*binary.left);
    return fmt::format(fmt::runtime(grouped ? "({})[{}]" : "{}[{}]"), left, expr(*binary.right));
  }

  std::string array_item(const ir::BinaryExpr& binary) override {
    const std::string left = expr(*binary.left);
    return fmt::format("{}[{}]", left, expr(*binary.right));
  }

  std::string array(const ir::ArrayLiteral& array) override {
    const auto* type = std::get_if<ir::Array>(&array.type.kind);
    if (array.items.empty() && type && !std::holds_alternative<ir::NullType>(type->item->kind)) {
      return "ARRAY[]::" + in_.dialect.type(array.type, in_);
    }
    return "ARRAY[" + list(array.items) + "]";
  }

  std::string next_value(const ir::NextValue& next) override {
    return "nextval(" + text(in_.dialect.table_name(next.sequence, in_)) + ")";
  }

  std::optional<std::string> renamed_function(const ir::Function& function,
                                              std::string_view name) override {
    if (name == "substring" && function.arguments.size() >= 2) {
      const std::string of = expr(function.arguments[0]);
      const std::string from = expr(function.arguments[1]);
      if (function.arguments.size() == 2) return fmt::format("SUBSTRING({} FROM {})", of, from);
      return fmt::format("SUBSTRING({} FROM {} FOR {})", of, from, expr(function.arguments[2]));
    }
    if (name == "aggregate_strings") return "string_agg" + arguments(function);
    return std::nullopt;
  }

  std::string distinct(const ir::Select& select) override {
    if (select.distinct_on.empty()) return ExpressionPrinter::distinct(select);
    return "DISTINCT ON (" + list(select.distinct_on) + ") ";
  }

  std::string table(const ir::TableRef& table) override {
    if (table.hint.empty()) return ExpressionPrinter::table(table);
    if (ascii_upper(table.hint) != "ONLY") return lacks("hint `" + table.hint + "`");
    ir::TableRef plain = table;
    plain.hint.clear();
    return "ONLY " + ExpressionPrinter::table(plain);
  }

  std::string row_limit(const ir::Select& select) override {
    if (select.fetch) return fetch(select, &**select.fetch);
    std::string text;
    if (select.limit) text += " \n LIMIT " + expr(**select.limit);
    if (select.offset) {
      if (!select.limit) text += "\n LIMIT ALL";
      text += " OFFSET " + expr(**select.offset);
    }
    return text;
  }

  std::string fetch(const ir::Select& select, const ir::Expr* count) override {
    std::string text;
    if (select.offset) text += fmt::format("\n OFFSET ({}) ROWS", expr(**select.offset));
    if (count != nullptr) {
      text += fmt::format("\n FETCH FIRST ({}){} ROWS {}", expr(*count),
                          select.fetch_percent ? " PERCENT" : "",
                          select.fetch_with_ties ? "WITH TIES" : "ONLY");
    }
    return text;
  }

  std::string for_update(const ir::ForUpdate& lock) override {
    std::string text = lock.read ? (lock.key_share ? " FOR KEY SHARE" : " FOR SHARE")
                                 : (lock.key_share ? " FOR NO KEY UPDATE" : " FOR UPDATE");
    for (std::size_t i = 0; i < lock.of.size(); ++i) {
      text += (i == 0 ? " OF " : ", ") + quote(lock.of[i]);
    }
    if (lock.nowait) text += " NOWAIT";
    if (lock.skip_locked) text += " SKIP LOCKED";
    return text;
  }

  std::string on_conflict(const ir::OnConflict& conflict, const ir::TableName&) override {
    if (conflict.dialect != "postgresql") {
      return lacks("conflict clause of another dialect's insert()");
    }
    const std::string target = conflict_target(conflict);
    std::string text = "ON CONFLICT " + (target.empty() ? "" : target + " ");
    if (!conflict.update) return text + "DO NOTHING";
    return text + "DO UPDATE SET " + conflict_update(conflict);
  }

  std::string update_from(const ir::Update& update) override {
    return "FROM " + from_list(update.from);
  }
  std::string delete_using(const ir::Delete& remove) override {
    return "USING " + from_list(remove.using_tables);
  }
};

}  // namespace

std::unique_ptr<ExpressionPrinter> postgresql_printer(const Rendering& in) {
  return std::make_unique<PostgresqlPrinter>(in);
}

}  // namespace migc::dialects
