#include "compiler/library/raw_sql.h"

#include "compiler/sql/lower.h"

namespace migc::library {
namespace {

/// The text with its values in their places, as far as their words do not matter for what it does.
std::optional<std::string> text_with_values(const ir::Expr& sql) {
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
    const bool plain = std::holds_alternative<ir::Literal>(value.node) ||
                       std::holds_alternative<ir::Keyword>(value.node);
    if (!list && !plain) return std::nullopt;
    text += list ? "(NULL)" : "NULL";
  }
  return text;
}

void read_one(ir::Execute& execute, const Origin& origin, std::string_view dialect,
              Diagnostics& diagnostics) {
  const std::optional<std::string> text = text_with_values(execute.sql);
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
