#include "dialects/catalogue.h"
#include "dialects/expression.h"
#include "dialects/mysql.h"
#include "dialects/reserved.h"

namespace migc::dialects {
namespace {

class Mariadb final : public Mysql {
 public:
  Mariadb()
      : Mysql({.name = "mariadb",
               .display = "MariaDB",
               .family = "mysql",
               .identifier_limit = 255,
               .generated_limit = 64,
               .inline_comments = true,
               .inline_enums = true,
               .boolean_checks = true,
               .backslash_escapes = true,
               .backslash_strings = true,
               .newest = {11, 4, 0}}) {}

 protected:
  std::unique_ptr<ExpressionPrinter> printer(const Rendering& in) const override {
    return mysql_printer(in, true);
  }
  std::span<const std::string_view> reserved_words() const override { return reserved_mariadb(); }
  bool conditional_parts() const override { return true; }
  std::string_view drop_check_words() const override { return "CONSTRAINT "; }
  bool computed_is_nullable() const override { return true; }
  bool functional_indexes() const override { return false; }
  ServerVersion default_expressions_since() const override { return {10, 2, 1}; }
  std::optional<ServerVersion> uuid_since() const override { return ServerVersion{10, 7, 0}; }
  bool checks_stand_in_columns() const override { return true; }
  // A CHECK with a name does not stand in its column.
  static void move_out(std::vector<ir::Constraint>& constraints) {
    for (ir::Constraint& constraint : constraints) {
      auto* check = std::get_if<ir::Check>(&constraint);
      if (check != nullptr && !check->name.empty()) check->column.clear();
    }
  }
  void create_table(const ir::CreateTable& create, const Rendering& out) const override {
    ir::CreateTable apart = create;
    move_out(apart.table.constraints);
    Mysql::create_table(apart, out);
  }
  void add_column(const ir::AddColumn& add, const Rendering& out) const override {
    ir::AddColumn apart = add;
    move_out(apart.constraints);
    Mysql::add_column(apart, out);
  }
  std::string spell_type(const ir::Type& type, const Rendering& in,
                         const ir::Column* column) const override {
    if (type.exact == "INET4" || type.exact == "INET6") return type.exact;
    return Mysql::spell_type(type, in, column);
  }
};

const Mariadb instance;

}  // namespace

extern const Entry mariadb{instance};

}  // namespace migc::dialects
