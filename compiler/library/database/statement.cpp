// What an executed statement gives, by its kind.
#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/library/database/answer.h"
#include "compiler/library/database/known_rows.h"
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

/// The rows that an INSERT left, as RETURNING gives them.
Answer returned(const ir::InsertRows& insert, const std::vector<std::string>& names,
                const ir::Schema& before, const Outside& outside) {
  Answer result;
  result.why = fmt::format("what is in the rows of `{}` is not known", insert.table);
  ir::Schema after = before;
  Diagnostics unheard;
  ir::Operation operation;
  operation.action = insert;
  ir::apply(operation, after, unheard);
  const ir::TableState* state = after.find_state(insert.table);
  const auto rows = state ? known_rows(*state, after, outside) : std::nullopt;
  const std::size_t count = insert.default_values ? 1 : insert.rows.size();
  if (!rows || rows->rows.size() < count || insert.on_conflict) return result;
  const std::vector<ir::Column>& columns = state->table.columns;
  RowSet set;
  std::vector<std::size_t> wanted;
  for (const std::string& name : names) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (name != "*" && columns[i].name != name) continue;
      set.names.push_back(columns[i].name);
      wanted.push_back(i);
    }
  }
  if (wanted.empty() || (names != std::vector<std::string>{"*"} && wanted.size() != names.size())) {
    return result;
  }
  for (std::size_t i = rows->rows.size() - count; i < rows->rows.size(); ++i) {
    std::vector<python::Value>& cells = set.rows.emplace_back();
    for (const std::size_t column : wanted) cells.push_back(rows->rows[i].cells[column]);
  }
  result.count = static_cast<std::int64_t>(count);
  result.rows = std::move(set);
  result.filled.push_back(fmt::format("{}", insert.table));
  return result;
}

/// The names behind the last RETURNING of a text; none when there is more to it than names.
std::vector<std::string> returned_names(std::string_view sql) {
  const std::string lower = ascii_lower(sql);
  const std::size_t at = lower.rfind("returning");
  std::vector<std::string> names;
  if (at == std::string::npos) return names;
  std::string_view rest = trim(sql.substr(at + 9));
  while (rest.ends_with(';')) rest = trim(rest.substr(0, rest.size() - 1));
  for (const std::string_view item : split(rest, ',')) {
    const std::string name(trim(item));
    const bool plain = !name.empty() && std::ranges::all_of(name, [](char c) {
      return c == '_' || c == '*' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
             (c >= 'A' && c <= 'Z');
    });
    if (!plain) return {};
    names.push_back(name);
  }
  return names;
}

}  // namespace

bool is_question(std::string_view sql) {
  const std::string_view text = trim(sql);
  return ascii_lower(text.substr(0, 6)) == "select";
}

Answer answer(const ir::Action& statement, const ir::Schema& schema, const Outside& outside,
              Missing missing) {
  if (const auto* query = std::get_if<ir::Query>(&statement)) {
    return answer(query->select, schema, outside, missing);
  }
  if (const auto* update = std::get_if<ir::Update>(&statement)) {
    return changed(update->table.table, schema);
  }
  if (const auto* erase = std::get_if<ir::Delete>(&statement)) {
    return changed(erase->table.table, schema);
  }
  if (const auto* insert = std::get_if<ir::InsertRows>(&statement)) {
    std::vector<std::string> names;
    for (const ir::Expr& expr : insert->returning) {
      const auto* column = std::get_if<ir::ColumnRef>(&expr.node);
      names.push_back(column ? column->column : "");
    }
    return returned(*insert, insert->returning.empty() ? insert->primary_key : names, schema,
                    outside);
  }
  if (const auto* execute = std::get_if<ir::Execute>(&statement)) {
    const std::optional<std::string> text = with_values(execute->sql);
    if (text) {
      if (const auto select = sql::read_query(*text, outside.dialect)) {
        return answer(*select, schema, outside, missing);
      }
    }
    const auto* insert = execute->effects.size() == 1 && execute->understood
                             ? std::get_if<ir::InsertRows>(&execute->effects.front().action)
                             : nullptr;
    if (insert && text) return returned(*insert, returned_names(*text), schema, outside);
    if (execute->effects.size() == 1 && execute->understood) {
      return answer(execute->effects.front().action, schema, outside, missing);
    }
  }
  Answer result;
  result.why = "what the statement gives is not known";
  return result;
}

}  // namespace migc::library
