// Expressions and the statements that carry data.
#include "compiler/base/match.h"
#include "dialects/dialect.h"

namespace migc::dialects {

std::string Dialect::expr(const ir::Expr& expr, const Rendering& in) const {
  if (const auto* raw = std::get_if<ir::RawSql>(&expr.node)) {
    std::string text;
    for (const auto& piece : raw->pieces) {
      text += match(
          piece, [](const std::string& words) { return words; },
          [&](const Box<ir::Expr>& value) { return this->expr(*value, in); });
    }
    return text;
  }
  if (const auto* value = std::get_if<ir::Literal>(&expr.node)) {
    return literal(value->value, value->type, in);
  }
  if (const auto* column = std::get_if<ir::ColumnRef>(&expr.node)) {
    return column->verbatim ? column->column : quote(column->column, column->quote, in);
  }
  in.refuse("unsupported-expression", "expression cannot be rendered yet");
  return {};
}

std::string Dialect::select(const ir::Select&, const Rendering& in) const {
  in.refuse("unsupported-expression", "query cannot be rendered yet");
  return {};
}

void Dialect::insert_rows(const ir::InsertRows&, const Rendering&) const {}
void Dialect::insert_select(const ir::InsertSelect&, const Rendering&) const {}
void Dialect::update(const ir::Update&, const Rendering&) const {}
void Dialect::remove(const ir::Delete&, const Rendering&) const {}
void Dialect::query(const ir::Query&, const Rendering&) const {}

}  // namespace migc::dialects
