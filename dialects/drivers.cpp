#include "dialects/catalogue.h"

namespace migc::dialects {

const Dialect* find_dialect(std::string_view name) {
  for (const Entry* entry : catalogue()) {
    if (entry->dialect.facts().name == name) return &entry->dialect;
  }
  return nullptr;
}

std::optional<UrlDialect> dialect_of_url(std::string_view url) {
  const std::string_view scheme = url.substr(0, url.find(':'));
  const std::size_t plus = scheme.find('+');
  const Dialect* dialect = find_dialect(scheme.substr(0, plus));
  if (dialect == nullptr) return std::nullopt;

  UrlDialect found{dialect, dialect->drivers().front()};
  if (plus == std::string_view::npos) return found;
  for (const Driver& driver : dialect->drivers()) {
    if (driver.name == scheme.substr(plus + 1)) found.driver = driver;
  }
  return found;
}

Target target_for(const Dialect& dialect, const Driver& driver) {
  const Facts& facts = dialect.facts();
  return {.dialect = &dialect,
          .driver = driver,
          .paramstyle = driver.paramstyle,
          .double_percent = driver.doubles_percent,
          .transactional_ddl = facts.transactional_ddl,
          .batch_separator = std::string(facts.batch_separator)};
}

Target target_for(const Dialect& dialect) { return target_for(dialect, dialect.drivers().front()); }

ServerVersion Target::server() const { return version.value_or(dialect->facts().newest); }

}  // namespace migc::dialects
