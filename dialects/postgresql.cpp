#include <array>

#include "dialects/catalogue.h"
#include "dialects/expression.h"

namespace migc::dialects {
namespace {

constexpr std::array<Driver, 6> known_drivers{{
    {"psycopg2", Paramstyle::Pyformat, true},
    {"psycopg", Paramstyle::Pyformat, true},
    {"psycopg2cffi", Paramstyle::Pyformat, true},
    {"asyncpg", Paramstyle::NumericDollar, false},
    {"psycopg_async", Paramstyle::Pyformat, true},
    {"pg8000", Paramstyle::Format, false},
}};

class Postgresql final : public Dialect {
 public:
  Postgresql()
      : Dialect({.name = "postgresql",
                 .display = "PostgreSQL",
                 .transactional_ddl = true,
                 .identifier_limit = 63,
                 .generated_limit = 63,
                 .named_types = true,
                 .backslash_escapes = true,
                 .newest = {17, 0, 0}}) {}

  std::span<const Driver> drivers() const override { return known_drivers; }

 protected:
  std::unique_ptr<ExpressionPrinter> printer(const Rendering& in) const override {
    return postgresql_printer(in);
  }
  std::span<const std::string_view> reserved_words() const override { return {}; }
  std::string spell_type(const ir::Type& type, const Rendering&, const ir::Column*) const override {
    return type.exact;
  }
};

const Postgresql instance;

}  // namespace

extern const Entry postgresql{instance};

}  // namespace migc::dialects
