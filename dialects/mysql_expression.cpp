// How MySQL and MariaDB spell expressions, queries and DML.
#include <utility>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "dialects/expression.h"

namespace migc::dialects {
namespace {

class MysqlPrinter final : public ExpressionPrinter {
 public:
  MysqlPrinter(const Rendering& in, bool mariadb) : ExpressionPrinter(in), mariadb_(mariadb) {}

 protected:
  std::string boolean(bool value) override { return value ? "true" : "false"; }
  bool boolean_conditions() override { return false; }

  std::string concat(const std::vector<std::string>& parts) override {
    return "concat(" + join_text(parts, ", ") + ")";
  }

  std::string divide(const ir::BinaryExpr& binary) override {
    const std::string left = expr(*binary.left);
    return left + " / " + expr(*binary.right);
  }
  std::string floor_divide(const ir::BinaryExpr& binary) override {
    return "FLOOR(" + divide(binary) + ")";
  }

  std::string distinct_from(const ir::BinaryExpr& binary, bool negated) override {
    const std::string left = expr(*binary.left);
    const std::string same = left + " <=> " + expr(*binary.right);
    return negated ? same : "NOT (" + same + ")";
  }

  std::string match_against(const ir::BinaryExpr& binary, bool negated) override {
    const std::string left = expr(*binary.left);
    return fmt::format("{}MATCH ({}) AGAINST ({}{})", negated ? "NOT " : "", left,
                       expr(*binary.right),
                       binary.flags.empty() ? " IN BOOLEAN MODE" : " " + binary.flags);
  }

  std::string regexp_match(const ir::BinaryExpr& binary, bool negated) override {
    const std::string_view word = negated ? " NOT REGEXP " : " REGEXP ";
    if (binary.flags.empty()) return generic(binary, word);
    const std::string left = expr(*binary.left);
    const std::string pattern = expr(*binary.right);
    if (mariadb_) {
      return fmt::format("{}{}CONCAT('(?', {}, ')', {})", left, word, text(binary.flags), pattern);
    }
    return fmt::format("{}REGEXP_LIKE({}, {}, {})", negated ? "NOT " : "", left, pattern,
                       text(binary.flags));
  }

  std::string regexp_replace(const ir::BinaryExpr& binary) override {
    const std::string left = expr(*binary.left);
    if (binary.flags.empty()) {
      return fmt::format("REGEXP_REPLACE({}, {})", left, expr(*binary.right));
    }
    const auto* parts = std::get_if<ir::List>(&binary.right->node);
    if (mariadb_ && parts && parts->items.size() == 2) {
      return fmt::format("REGEXP_REPLACE({}, CONCAT('(?', {}, ')', {}), {})", left,
                         text(binary.flags), expr(parts->items[0]), expr(parts->items[1]));
    }
    return fmt::format("REGEXP_REPLACE({}, {}, {})", left, expr(*binary.right), text(binary.flags));
  }

  std::string json_item(const ir::BinaryExpr& binary, bool) override {
    const std::string left = expr(*binary.left);
    const std::string item = fmt::format("JSON_EXTRACT({}, {})", left, expr(*binary.right));
    if (std::holds_alternative<ir::Json>(binary.type.kind)) return item;
    const std::string otherwise = match(
        binary.type.kind,
        [&](const ir::Integer&) { return fmt::format("ELSE CAST({} AS SIGNED INTEGER)", item); },
        [&](const ir::Numeric& number) {
          if (number.precision && number.scale) {
            return fmt::format("ELSE CAST({} AS DECIMAL({}, {}))", item, *number.precision,
                               *number.scale);
          }
          return fmt::format("ELSE {}+0.0000000000000000000000", item);
        },
        [&](const ir::Float&) { return fmt::format("ELSE {}+0.0000000000000000000000", item); },
        [&](const ir::Boolean&) { return std::string("WHEN true THEN true ELSE false"); },
        [&](const ir::String&) { return fmt::format("ELSE JSON_UNQUOTE({})", item); },
        [&](const auto&) { return "ELSE " + item; });
    return fmt::format("CASE {} WHEN 'null' THEN NULL {} END", item, otherwise);
  }

  std::optional<std::string> renamed_function(const ir::Function& function,
                                              std::string_view name) override {
    if (name == "random") return "rand" + arguments(function);
    if (name == "sysdate") return "SYSDATE()";
    if (name == "rollup") return list(function.arguments) + " WITH ROLLUP";
    if (name == "aggregate_strings" && function.arguments.size() == 2) {
      const std::string element = expr(function.arguments[0]);
      return fmt::format("group_concat({} SEPARATOR {})", element, expr(function.arguments[1]));
    }
    return std::nullopt;
  }

  std::string extract(const ir::Extract& extract) override {
    if (extract.field != "milliseconds") return ExpressionPrinter::extract(extract);
    return fmt::format("EXTRACT(millisecond FROM {})", expr(*extract.operand));
  }

  std::string cast(const ir::Cast& cast) override {
    if (cast.try_cast) return lacks("TRY_CAST");
    const std::optional<std::string> type = cast_type(cast.type);
    if (!type) {
      in_.warn("cast-left-out", "MySQL cannot cast to {}; the value stands uncast",
               in_.dialect.type(cast.type, in_));
      const std::string operand = expr(*cast.operand);
      const bool atom = !std::holds_alternative<ir::BinaryExpr>(cast.operand->node) &&
                        !std::holds_alternative<ir::List>(cast.operand->node);
      return atom ? operand : "(" + operand + ")";
    }
    return fmt::format("CAST({} AS {})", expr(*cast.operand), *type);
  }

  std::string next_value(const ir::NextValue& next) override {
    return "nextval(" + in_.dialect.table_name(next.sequence, in_) + ")";
  }

  std::string_view join_word(ir::Join::Kind kind) override {
    return kind == ir::Join::Kind::Inner ? " INNER JOIN " : ExpressionPrinter::join_word(kind);
  }

  std::string row_limit(const ir::Select& select) override {
    if (select.fetch) return fetch(select, &**select.fetch);
    if (!select.offset) return select.limit ? " \n LIMIT " + expr(**select.limit) : "";
    const std::string offset = expr(**select.offset);
    return fmt::format(" \n LIMIT {}, {}", offset,
                       select.limit ? expr(**select.limit) : "18446744073709551615");
  }

  std::string for_update(const ir::ForUpdate& lock) override {
    std::string text = lock.read ? " LOCK IN SHARE MODE" : " FOR UPDATE";
    if (lock.nowait) text += " NOWAIT";
    if (lock.skip_locked) text += " SKIP LOCKED";
    return text;
  }

  std::string default_values() override { return " () VALUES ()"; }
  bool with_follows_insert() override { return true; }
  std::string implicit_returning(const ir::InsertRows&) override { return {}; }

  std::string on_conflict(const ir::OnConflict& conflict, const ir::TableName&) override {
    if (conflict.dialect != "mysql") return lacks("ON CONFLICT");
    return "ON DUPLICATE KEY UPDATE " + conflict_update(conflict);
  }

  std::string update_tables(const ir::Update& update) override {
    std::string text = table(update.table);
    if (!update.from.empty()) text += ", " + from_list(update.from);
    return text;
  }
  std::string update_from(const ir::Update&) override { return {}; }
  bool qualify_assignments(const ir::Update& update) override { return !update.from.empty(); }

  std::string delete_table(const ir::Delete& remove) override {
    if (remove.using_tables.empty() || remove.table.alias.empty()) return table(remove.table);
    return quote(remove.table.alias);
  }
  std::string delete_using(const ir::Delete& remove) override {
    return "USING " + table(remove.table) + ", " + from_list(remove.using_tables);
  }

  std::string row_limit_option(const ir::Options& options) override {
    const std::string name = mariadb_ ? "mariadb_limit" : "mysql_limit";
    const std::optional<std::string> limit = options.text(name);
    return limit ? " LIMIT " + *limit : "";
  }

 private:
  /// The type as CAST knows it; nothing when CAST does not know it.
  std::optional<std::string> cast_type(const ir::Type& said) {
    const ir::Type& type = said.resolved(in_.dialect.facts().name);
    const auto spelled = [&]() -> std::optional<std::string> {
      return in_.dialect.type(type, in_);
    };
    return match(
        type.kind,
        [&](const ir::Integer& integer) -> std::optional<std::string> {
          return integer.is_unsigned ? "UNSIGNED INTEGER" : "SIGNED INTEGER";
        },
        [&](const ir::Timestamp& timestamp) -> std::optional<std::string> {
          if (type.exact == "TIMESTAMP") return "DATETIME";
          (void)timestamp;
          return spelled();
        },
        [&](const ir::Date&) { return spelled(); }, [&](const ir::Time&) { return spelled(); },
        [&](const ir::Numeric& number) -> std::optional<std::string> {
          if (type.exact == "MONEY") return std::nullopt;
          if (type.exact == "NUMBER") return in_.dialect.type({number, "DECIMAL"}, in_);
          return replace_all(*spelled(), "NUMERIC", "DECIMAL");
        },
        [&](const ir::Interval&) -> std::optional<std::string> {
          if (!type.exact.empty()) return std::nullopt;
          return spelled();
        },
        [&](const ir::Named& named) -> std::optional<std::string> {
          if (named.sql == "CITEXT") return "CHAR";
          return std::nullopt;
        },
        [&](const ir::String& string) -> std::optional<std::string> {
          ir::Type narrow{string};
          ir::String& form = std::get<ir::String>(narrow.kind);
          form.form = ir::String::Form::Fixed;
          form.national = false;
          form.unicode = false;
          form.size.clear();
          if (type.dialect != "mysql")
            form = {.form = ir::String::Form::Fixed,
                    .length = string.length,
                    .collation = type.exact == "CHAR" ? string.collation : ""};
          narrow.exact = "CHAR";
          narrow.dialect = type.dialect;
          return in_.dialect.type(narrow, in_);
        },
        [&](const ir::Enum& values) -> std::optional<std::string> {
          if (values.dialect_native || values.native) return std::nullopt;
          return in_.dialect.type(
              {ir::String{.form = ir::String::Form::Fixed, .length = values.length}, "CHAR"}, in_);
        },
        [&](const ir::Binary&) -> std::optional<std::string> { return "BINARY"; },
        [&](const ir::Json&) -> std::optional<std::string> { return "JSON"; },
        [&](const auto&) -> std::optional<std::string> { return std::nullopt; });
  }

  bool mariadb_;
};

}  // namespace

std::unique_ptr<ExpressionPrinter> mysql_printer(const Rendering& in, bool mariadb) {
  return std::make_unique<MysqlPrinter>(in, mariadb);
}

}  // namespace migc::dialects
