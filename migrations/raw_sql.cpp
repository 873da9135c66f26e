#include "migrations/raw_sql.h"

#include "compiler/sql/lower.h"
#include "compiler/sql/split.h"

namespace migc::migrations {
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

void read_one(ir::Execute& execute, const Origin& origin, const dialects::Facts& dialect,
              Diagnostics& diagnostics) {
  const std::optional<std::string> text = text_with_values(execute.sql);
  if (!text) return;  // Expressions stand in it; what it does is not read.
  sql::Lowered lowered = sql::lower(*text, dialect.name, origin, diagnostics);
  execute.effects = std::move(lowered.effects);
  execute.understood = lowered.understood;
}

}  // namespace

void read_raw_sql(std::vector<ir::Operation>& operations, const dialects::Facts& dialect,
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

std::vector<ir::Operation> statements(std::string_view sql, Span where,
                                      const dialects::Facts& dialect, Diagnostics& diagnostics) {
  std::vector<ir::Operation> operations;
  for (const std::string_view statement :
       sql::split_statements(sql, sql::syntax_of(dialect.name))) {
    const auto begin = where.begin + static_cast<std::uint32_t>(statement.data() - sql.data());
    const Span span{where.source, begin, begin + static_cast<std::uint32_t>(statement.size())};
    ir::Execute execute;
    execute.sql = ir::raw_sql(std::string(statement));
    execute.verbatim = true;
    operations.push_back({.origin = {span, span}, .action = std::move(execute)});
  }
  read_raw_sql(operations, dialect, diagnostics);
  return operations;
}

}  // namespace migc::migrations
