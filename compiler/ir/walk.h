#pragma once

#include <functional>
#include <string_view>

#include "compiler/ir/expr.h"

namespace migc::ir {

/// Visits an expression and all that stands in it, queries included, parents first.
void walk(const Expr& expr, const std::function<void(const Expr&)>& visit);
void walk(Expr& expr, const std::function<void(Expr&)>& visit);
void walk(const Select& select, const std::function<void(const Expr&)>& visit);

/// The tables that a query reads, in the order written.
void walk_tables(const Select& select, const std::function<void(const TableName&)>& visit);

/// The words of SQL text, string literals and comments aside: `visit(word, at)`; quoted identifiers
/// come without their quotes.
void for_each_word(std::string_view sql,
                   const std::function<void(std::string_view word, std::size_t at)>& visit);

/// A column of this name is meant somewhere in it; raw SQL is read word by word.
bool mentions_column(const Expr& expr, std::string_view column);
/// `quoted`: how raw SQL must write the new name where the old one stands without quotes.
void rename_column_in(Expr& expr, std::string_view column, std::string_view new_name,
                      std::string_view quoted = {});

}  // namespace migc::ir
