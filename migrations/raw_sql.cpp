#include "migrations/raw_sql.h"

#include "compiler/library/raw_sql.h"
#include "compiler/sql/split.h"

namespace migc::migrations {
void read_raw_sql(std::vector<ir::Operation>& operations, const dialects::Facts& dialect,
                  Diagnostics& diagnostics) {
  library::read_raw_sql(operations, dialect.name, diagnostics);
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
