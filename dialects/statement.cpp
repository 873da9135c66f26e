// Queries and the statements that carry data, as all dialects spell them, but for the hooks.
#include <utility>

#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "dialects/expression.h"

namespace migc::dialects {
namespace {

/// `a b ` of the words `a` and `b`.
std::string words(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& word : list) text += word + " ";
  return text;
}

}  // namespace

// ---- queries

std::string ExpressionPrinter::select(const ir::Select& select) {
  ++selects_;
  if (++depth_ > 200) {
    in_.refuse("expression-too-deep", "query is nested more than {} deep", 200);
    --depth_;
    --selects_;
    return {};
  }
  std::string text = whole_select(select);
  --depth_;
  --selects_;
  return text;
}

std::string ExpressionPrinter::whole_select(const ir::Select& select) {
  std::string text = common_tables(select.with);
  if (select.raw) {
    text += expr(**select.raw);
  } else if (!select.values.empty()) {
    text += "VALUES ";
    for (std::size_t i = 0; i < select.values.size(); ++i) {
      text += (i == 0 ? "(" : ", (") + list(select.values[i]) + ")";
    }
  } else if (!select.parts.empty()) {
    text += combined(select);
  } else {
    text += plain_select(select);
  }
  for (const std::string& suffix : select.suffixes) text += " " + suffix;
  return select.grouped ? "(" + text + ")" : text;
}

std::string ExpressionPrinter::common_tables(const std::vector<ir::CommonTable>& with) {
  if (with.empty()) return {};
  bool any_recursive = false;
  std::string text;
  for (const ir::CommonTable& table : with) {
    any_recursive = any_recursive || table.recursive;
    if (!text.empty()) text += ", \n";
    text += quote(table.name);
    if (!table.columns.empty()) {
      text += "(";
      for (std::size_t i = 0; i < table.columns.size(); ++i) {
        text += (i == 0 ? "" : ", ") + quote(table.columns[i]);
      }
      text += ")";
    }
    text += " AS ";
    if (table.materialized) text += *table.materialized ? "MATERIALIZED " : "NOT MATERIALIZED ";
    text += "\n(" + select(*table.select) + ")";
  }
  return fmt::format("{} {}\n ", any_recursive ? recursive() : "WITH", text);
}

std::string ExpressionPrinter::plain_select(const ir::Select& select) {
  std::string text = "SELECT ";
  std::string hints;
  for (const auto& [dialect, hint] : select.hints) {
    if (dialect == "*" || dialect == in_.dialect.facts().name) hints += hint + " ";
  }
  text += hints + words(select.prefixes) + distinct(select) + before_columns(select);
  text += list(select.columns);
  if (select.columns.empty()) text.pop_back();
  text += select.from.empty() ? without_from() : " \nFROM " + from_list(select.from);
  if (select.where) {
    const std::string condition = expr(**select.where);
    if (!condition.empty()) text += " \nWHERE " + condition;
  }
  if (!select.group_by.empty()) text += " GROUP BY " + list(select.group_by);
  if (select.having) {
    const std::string condition = expr(**select.having);
    if (!condition.empty()) text += " \nHAVING " + condition;
  }
  text += order_by(select);
  text += row_limit(select);
  if (select.for_update) text += for_update(*select.for_update);
  return text;
}

std::string ExpressionPrinter::combined(const ir::Select& select) {
  std::string text;
  for (const ir::Select& part : select.parts) {
    if (!text.empty()) text += " " + set_operator(select.set_operator) + " ";
    text += this->select(part);
  }
  // What a combination is ordered by are names of its columns, not of a table's.
  const bool before = std::exchange(qualify_, false);
  if (!select.group_by.empty()) text += " GROUP BY " + list(select.group_by);
  text += order_by(select);
  qualify_ = before;
  text += row_limit(select);
  if (select.for_update) text += for_update(*select.for_update);
  return text;
}

std::string ExpressionPrinter::distinct(const ir::Select& select) {
  return select.distinct || !select.distinct_on.empty() ? "DISTINCT " : "";
}

std::string ExpressionPrinter::order_by(const ir::Select& select) {
  if (select.order_by.empty()) return {};
  const std::string items = list(select.order_by);
  return items.empty() ? "" : " ORDER BY " + items;
}

std::string ExpressionPrinter::row_limit(const ir::Select& select) {
  if (select.fetch) return fetch(select, &**select.fetch);
  std::string text;
  if (select.limit) text += "\n LIMIT " + expr(**select.limit);
  if (select.offset) {
    if (!select.limit) text += "\n LIMIT -1";
    text += " OFFSET " + expr(**select.offset);
  }
  return text;
}

std::string ExpressionPrinter::fetch(const ir::Select& select, const ir::Expr* count) {
  std::string text;
  if (select.offset) text += fmt::format("\n OFFSET {} ROWS", expr(**select.offset));
  if (count != nullptr) {
    text += fmt::format("\n FETCH FIRST {}{} ROWS {}", expr(*count),
                        select.fetch_percent ? " PERCENT" : "",
                        select.fetch_with_ties ? "WITH TIES" : "ONLY");
  }
  return text;
}

// ---- FROM

std::string ExpressionPrinter::from_list(const std::vector<ir::FromItem>& items) {
  std::string text;
  for (const ir::FromItem& item : items) {
    if (!text.empty()) text += ", ";
    text += from(item);
  }
  return text;
}

std::string_view ExpressionPrinter::join_word(ir::Join::Kind kind) {
  switch (kind) {
    case ir::Join::Kind::Inner:
      return " JOIN ";
    case ir::Join::Kind::Left:
      return " LEFT OUTER JOIN ";
    case ir::Join::Kind::Full:
      return " FULL OUTER JOIN ";
    case ir::Join::Kind::Cross:
      return " CROSS JOIN ";
  }
  return " JOIN ";
}

std::string ExpressionPrinter::table(const ir::TableRef& table) {
  std::string text = in_.dialect.table_name(table.table, in_);
  if (!table.alias.empty()) text += alias(quote(table.alias));
  if (!table.hint.empty()) text += " " + table.hint;
  return text;
}

std::string ExpressionPrinter::from(const ir::FromItem& item) {
  const auto names = [&](const std::vector<std::string>& columns) {
    std::string text;
    for (const std::string& column : columns) text += (text.empty() ? "" : ", ") + quote(column);
    return text;
  };
  return match(
      item.node, [&](const ir::TableRef& node) { return table(node); },
      [&](const ir::SubqueryRef& node) {
        std::string text = node.lateral ? "LATERAL (" : "(";
        text += select(*node.select) + ")";
        if (!node.alias.empty()) text += alias(quote(node.alias));
        if (!node.column_names.empty()) text += "(" + names(node.column_names) + ")";
        return text;
      },
      [&](const ir::FunctionRef& node) {
        std::string text = expr(node.function);
        if (table_function_in_from()) text = "TABLE (" + text + ")";
        if (node.with_ordinality) text += " WITH ORDINALITY";
        if (node.lateral) text = "LATERAL " + text;
        if (!node.alias.empty()) text += alias(quote(node.alias));
        std::string columns;
        for (const auto& [name, type] : node.columns) {
          if (!columns.empty()) columns += ", ";
          columns += quote(name);
          if (type) columns += " " + in_.dialect.type(*type, in_);
        }
        return columns.empty() ? text : text + "(" + columns + ")";
      },
      [&](const ir::ValuesRef& node) {
        std::string rows;
        for (const std::vector<ir::Expr>& row : node.rows) {
          rows += (rows.empty() ? "(" : ", (") + list(row) + ")";
        }
        std::string text = "(VALUES " + rows + ")";
        if (!node.alias.empty())
          text += alias(quote(node.alias)) + " (" + names(node.columns) + ")";
        return text;
      },
      [&](const ir::Join& node) {
        std::string text = from(*node.left);
        text += join_word(node.kind);
        text += from(*node.right);
        if (node.on) text += " ON " + expr(*node.on);
        return text;
      },
      [&](const ir::RawFrom& node) { return expr(node.text); });
}

// ---- INSERT

std::string ExpressionPrinter::insert_head(const ir::TableName& table,
                                           const std::vector<std::string>& prefixes,
                                           const std::vector<std::string>& columns) {
  std::string text = "INSERT " + words(prefixes) + "INTO " + in_.dialect.table_name(table, in_);
  std::string names;
  for (const std::string& column : columns) names += (names.empty() ? "" : ", ") + quote(column);
  if (!names.empty()) text += " (" + names + ")";
  return text;
}

std::string ExpressionPrinter::implicit_returning(const ir::InsertRows& insert) {
  std::vector<ir::Expr> columns;
  for (const std::string& name : insert.primary_key) {
    columns.push_back({ir::ColumnRef{insert.table, name, {}}});
  }
  return returning(columns, Statement::Insert);
}

void ExpressionPrinter::insert_rows(const ir::InsertRows& insert) {
  if (insert.rows.size() > 1 && !insert.bulk && !many_rows()) {
    lacks("INSERT of several rows at once");
    return;
  }
  const auto print = [&](const std::vector<std::vector<ir::Expr>>& rows) {
    std::string text = insert_head(insert.table, insert.prefixes, insert.columns);
    std::string back;
    if (!insert.returning.empty()) {
      back = returning(insert.returning, Statement::Insert);
    } else if (!insert.primary_key.empty() && !insert.bulk && in_.target.implicit_returning) {
      back = implicit_returning(insert);
    }
    if (!back.empty() && returning_first()) text += " " + std::exchange(back, {});
    if (insert.columns.empty()) {
      text += default_values();
    } else {
      text += " VALUES ";
      for (std::size_t i = 0; i < rows.size(); ++i) {
        text += (i == 0 ? "(" : ", (") + list(rows[i]) + ")";
      }
    }
    if (insert.on_conflict) text += " " + on_conflict(*insert.on_conflict, insert.table);
    if (!back.empty()) text += " " + back;
    in_.out.statement(common_tables(insert.with) + text);
  };
  if (!insert.bulk) return print(insert.rows);
  for (const std::vector<ir::Expr>& row : insert.rows) print({row});
}

void ExpressionPrinter::insert_select(const ir::InsertSelect& insert) {
  std::string text = insert_head(insert.table, insert.prefixes, insert.columns);
  std::string back;
  if (!insert.returning.empty()) back = returning(insert.returning, Statement::Insert);
  if (!back.empty() && returning_first()) text += " " + std::exchange(back, {});
  std::string with = common_tables(insert.with);
  text += " ";
  if (with_follows_insert()) text += std::exchange(with, {});
  ++selects_;
  text += select(insert.select);
  --selects_;
  if (insert.on_conflict) text += " " + on_conflict(*insert.on_conflict, insert.table);
  if (!back.empty()) text += " " + back;
  in_.out.statement(with + text);
}

std::string ExpressionPrinter::conflict_target(const ir::OnConflict& conflict) {
  std::string text;
  if (!conflict.constraint.empty()) {
    text = "ON CONSTRAINT " + quote(conflict.constraint);
  } else if (!conflict.columns.empty() || !conflict.elements.empty()) {
    const bool before = std::exchange(qualify_, false);
    for (const std::string& column : conflict.columns) {
      text += (text.empty() ? "(" : ", ") + quote(column);
    }
    for (const ir::Expr& element : conflict.elements) {
      text += (text.empty() ? "(" : ", ") + expr(element);
    }
    text += ")";
    if (conflict.target_where) text += " WHERE " + expr(*conflict.target_where);
    qualify_ = before;
  }
  return text;
}

std::string ExpressionPrinter::conflict_update(const ir::OnConflict& conflict) {
  std::string text;
  for (const auto& [column, value] : conflict.assignments) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{} = {}", quote(column), expr(value));
  }
  if (conflict.where) text += " WHERE " + expr(*conflict.where);
  return text;
}

std::string ExpressionPrinter::on_conflict(const ir::OnConflict&, const ir::TableName&) {
  return lacks("ON CONFLICT");
}

// ---- UPDATE, DELETE, RETURNING

std::string ExpressionPrinter::returning(const std::vector<ir::Expr>& columns, Statement) {
  return "RETURNING " + list(columns);
}

std::string ExpressionPrinter::update_tables(const ir::Update& update) {
  return table(update.table);
}
std::string ExpressionPrinter::update_from(const ir::Update&) {
  return lacks("UPDATE with further tables");
}
std::string ExpressionPrinter::delete_table(const ir::Delete& remove) {
  return table(remove.table);
}
std::string ExpressionPrinter::delete_using(const ir::Delete&) {
  return lacks("DELETE with further tables");
}

void ExpressionPrinter::update(const ir::Update& update) {
  const std::string with = common_tables(update.with);
  std::string text = "UPDATE " + words(update.prefixes) + update_tables(update) + " SET ";
  for (std::size_t i = 0; i < update.assignments.size(); ++i) {
    const auto& [left, right] = update.assignments[i];
    if (i > 0) text += ", ";
    const bool before = std::exchange(qualify_, qualify_assignments(update));
    text += expr(left);
    qualify_ = before;
    text += "=" + expr(right);
  }
  std::string back;
  if (!update.returning.empty()) back = " " + returning(update.returning, Statement::Update);
  if (returning_first()) text += std::exchange(back, {});
  if (!update.from.empty()) {
    const std::string further = update_from(update);
    if (!further.empty()) text += " " + further;
  }
  if (update.where) {
    const std::string condition = expr(*update.where);
    if (!condition.empty()) text += " WHERE " + condition;
  }
  text += row_limit_option(update.options) + back;
  in_.out.statement(with + text);
}

void ExpressionPrinter::remove(const ir::Delete& remove) {
  const std::string with = common_tables(remove.with);
  std::string text = "DELETE " + words(remove.prefixes) + "FROM " + delete_table(remove);
  std::string back;
  if (!remove.returning.empty()) back = " " + returning(remove.returning, Statement::Delete);
  if (returning_first()) text += std::exchange(back, {});
  if (!remove.using_tables.empty()) {
    const std::string further = delete_using(remove);
    if (!further.empty()) text += " " + further;
  }
  if (remove.where) {
    const std::string condition = expr(*remove.where);
    if (!condition.empty()) text += " WHERE " + condition;
  }
  text += row_limit_option(remove.options) + back;
  in_.out.statement(with + text);
}

void ExpressionPrinter::query(const ir::Query& query) { in_.out.statement(select(query.select)); }

}  // namespace migc::dialects
