#pragma once

// Operations and columns for tests, in words that read aloud.

#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/operation.h"

namespace migc::ir {

inline Column integer(std::string name) {
  Column column;
  column.name = std::move(name);
  column.type.kind = Integer{};
  return column;
}

inline Column text(std::string name) {
  Column column;
  column.name = std::move(name);
  column.type.kind = String{.form = String::Form::Text};
  return column;
}

inline Column id() {
  Column column = integer("id");
  column.nullable = false;
  column.primary_key = true;
  return column;
}

/// With a primary key of the columns that say they are one.
inline Action create_table(std::string name, std::vector<Column> columns,
                           std::vector<Constraint> constraints = {}) {
  Table table{.name = {"", std::move(name)}, .columns = std::move(columns)};
  PrimaryKey key;
  key.implicit = true;
  for (const Column& column : table.columns) {
    if (column.primary_key) key.columns.push_back(column.name);
  }
  if (!key.columns.empty()) table.constraints.push_back(key);
  for (Constraint& constraint : constraints) table.constraints.push_back(std::move(constraint));
  return CreateTable{std::move(table)};
}

inline Action create_index(std::string name, std::string table,
                           const std::vector<std::string>& columns) {
  Index index;
  index.name.text = std::move(name);
  index.table = {"", std::move(table)};
  for (const std::string& column : columns) {
    index.elements.push_back({Expr{ColumnRef{.table = {}, .column = column, .type = {}}}});
  }
  return CreateIndex{std::move(index)};
}

}  // namespace migc::ir
