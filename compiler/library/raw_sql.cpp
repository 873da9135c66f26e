#include "compiler/library/raw_sql.h"

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/sql/lower.h"

namespace migc::library {
namespace {

/// What stands for a value that is not spelled here: nobody knows what it is.
constexpr std::string_view some_value = "now()";

std::string spelled(const ir::Datum& value, std::string_view dialect) {
  if (std::holds_alternative<ir::Null>(value.data)) return "NULL";
  if (const auto* flag = std::get_if<bool>(&value.data)) {
    if (dialect == "postgresql") return *flag ? "true" : "false";
    return *flag ? "1" : "0";
  }
  if (const auto* number = std::get_if<std::int64_t>(&value.data)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&value.data)) {
    std::string escaped = replace_all(*text, "'", "''");
    if (dialect == "mysql" || dialect == "mariadb") {
      escaped = replace_all(std::move(escaped), "\\", "\\\\");
    }
    return "'" + escaped + "'";
  }
  return std::string(some_value);
}

/// The text with its values in their places.
std::optional<std::string> text_with_values(const ir::Expr& sql, std::string_view dialect) {
  const auto* raw = std::get_if<ir::RawSql>(&sql.node);
  if (raw == nullptr) return std::nullopt;
  std::string text;
  for (const auto& piece : raw->pieces) {
    if (const auto* words = std::get_if<std::string>(&piece)) {
      text += *words;
      continue;
    }
    const ir::Expr& value = *std::get<Box<ir::Expr>>(piece);
    const bool list = std::holds_alternative<ir::Group>(value.node) ||
                      std::holds_alternative<ir::EmptySet>(value.node);
    const auto* literal = std::get_if<ir::Literal>(&value.node);
    const auto* keyword = std::get_if<ir::Keyword>(&value.node);
    if (list) {
      text += fmt::format("({})", some_value);
    } else if (literal) {
      text += spelled(literal->value, dialect);
    } else if (keyword) {
      text += keyword->word == ir::Keyword::Word::Null ? "NULL" : some_value;
    } else {
      return std::nullopt;
    }
  }
  return text;
}

void read_one(ir::Execute& execute, const Origin& origin, std::string_view dialect,
              Diagnostics& diagnostics) {
  const std::optional<std::string> text = text_with_values(execute.sql, dialect);
  if (!text) return;  // Expressions stand in it; what it does is not read.
  sql::Lowered lowered = sql::lower(*text, dialect, origin, diagnostics);
  execute.effects = std::move(lowered.effects);
  execute.understood = lowered.understood;
}

}  // namespace

void read_raw_sql(std::vector<ir::Operation>& operations, std::string_view dialect,
                  Diagnostics& diagnostics) {
  for (ir::Operation& operation : operations) {
    if (auto* execute = std::get_if<ir::Execute>(&operation.action)) {
      read_one(*execute, operation.origin, dialect, diagnostics);
    } else if (auto* batch = std::get_if<ir::Batch>(&operation.action)) {
      read_raw_sql(batch->operations, dialect, diagnostics);
    } else if (auto* autocommit = std::get_if<ir::Autocommit>(&operation.action)) {
      read_raw_sql(autocommit->operations, dialect, diagnostics);
    }
  }
}

}  // namespace migc::library
