// What an executed statement gives, by its kind.
#include "compiler/base/text.h"
#include "compiler/library/database/answer.h"
#include "compiler/sql/query.h"

namespace migc::library {
namespace {

/// A text with its values, as one that can be read. Nothing: a value has no plain spelling.
std::optional<std::string> with_values(const ir::Expr& sql) {
  const auto* raw = std::get_if<ir::RawSql>(&sql.node);
  if (!raw) return std::nullopt;
  std::string text;
  for (const auto& piece : raw->pieces) {
    if (const auto* written = std::get_if<std::string>(&piece)) {
      text += *written;
      continue;
    }
    const auto* literal = std::get_if<ir::Literal>(&std::get<Box<ir::Expr>>(piece)->node);
    if (!literal) return std::nullopt;
    if (std::holds_alternative<ir::Null>(literal->value.data)) {
      text += "NULL";
    } else if (const auto* flag = std::get_if<bool>(&literal->value.data)) {
      text += *flag ? "true" : "false";
    } else if (const auto* number = std::get_if<std::int64_t>(&literal->value.data)) {
      text += std::to_string(*number);
    } else if (const auto* string = std::get_if<std::string>(&literal->value.data)) {
      text += "'" + replace_all(*string, "'", "''") + "'";
    } else {
      text += "$1";  // A value nobody asks for here.
    }
  }
  return text;
}

Answer rowless(Answer answer) {
  answer.rows.emplace();
  answer.count = 0;
  return answer;
}

Answer changed(const ir::TableName& table, const ir::Schema& schema) {
  Answer result;
  if (schema.table(table) == ir::Presence::Present && schema.rows(table) == ir::Rows::None) {
    result.empty.push_back(fmt::format("{}", table));
    return rowless(std::move(result));
  }
  result.why = fmt::format("how many rows of `{}` are changed is not known", table);
  return result;
}

}  // namespace

bool is_question(std::string_view sql) {
  const std::string_view text = trim(sql);
  return ascii_lower(text.substr(0, 6)) == "select";
}

Answer answer(const ir::Action& statement, const ir::Schema& schema, const Outside& outside) {
  if (const auto* query = std::get_if<ir::Query>(&statement)) {
    return answer(query->select, schema, outside);
  }
  if (const auto* update = std::get_if<ir::Update>(&statement)) {
    return changed(update->table.table, schema);
  }
  if (const auto* erase = std::get_if<ir::Delete>(&statement)) {
    return changed(erase->table.table, schema);
  }
  if (const auto* execute = std::get_if<ir::Execute>(&statement)) {
    const std::optional<std::string> text = with_values(execute->sql);
    if (text) {
      if (const auto select = sql::read_query(*text, outside.dialect)) {
        return answer(*select, schema, outside);
      }
    }
    if (execute->effects.size() == 1 && execute->understood) {
      return answer(execute->effects.front().action, schema, outside);
    }
  }
  Answer result;
  result.why = "what the statement gives is not known";
  return result;
}

}  // namespace migc::library
