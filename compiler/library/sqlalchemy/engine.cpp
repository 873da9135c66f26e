#include "compiler/library/sqlalchemy/engine.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "compiler/base/text.h"
#include "compiler/library/alembic/directives.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/native_class.h"
#include "compiler/library/sqlalchemy/types.h"
#include "compiler/library/world.h"
#include "dialects/dialect.h"

namespace migc::library {

using python::Builtin;
using python::Call;
using python::Class;
using python::Site;
using python::Value;

namespace {

const dialects::Dialect* dialect_of(const Site& site) {
  const dialects::Target* target = World::of(site).outside().target;
  return target ? target->dialect : nullptr;
}

// ---- the dialect

// dialect.type_descriptor(typeobj)
Value type_descriptor(const Call& call) {
  SqlType type;
  if (!call.bind({{"typeobj", type}})) return Value::none();
  if (type.value.as<Class>()) return call.call(type.value);
  return type.value;
}

// identifier_preparer.quote(ident, force=None)
Value quote(const Call& call) {
  std::string name;
  std::optional<Value> force;
  if (!call.bind({{"ident", name}, {"force", force}})) return Value::none();
  const dialects::Dialect* dialect = dialect_of(call);
  if (!dialect) return call.unknown("the dialect that quotes this name is not known");
  return Value::text(dialect->needs_quotes(name) ? dialect->quoted(name) : name, call.span);
}

// identifier_preparer.quote_identifier(value)
Value quote_identifier(const Call& call) {
  std::string name;
  if (!call.bind({{"value", name}})) return Value::none();
  const dialects::Dialect* dialect = dialect_of(call);
  if (!dialect) return call.unknown("the dialect that quotes this name is not known");
  return Value::text(dialect->quoted(name), call.span);
}

constexpr Builtin preparer_methods[] = {
    {"quote", quote}, {"quote_schema", quote}, {"quote_identifier", quote_identifier}};
class IdentifierPreparer final : public python::Native {
 public:
  std::string_view type_name() const override { return "IdentifierPreparer"; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    for (const Builtin& method : preparer_methods) {
      if (method.name == name) return Value::builtin(method, site.span);
    }
    return std::nullopt;
  }
};

constexpr Builtin type_descriptor_method{"type_descriptor", type_descriptor};

Value bare_dialect(const std::shared_ptr<Class>&, const Call& call) {
  return call.unknown("a dialect made by hand");
}
const SpecClass default_spec{"DefaultDialect", "sqlalchemy.engine.default", bare_dialect};

/// The class of a dialect, and the one of its usual driver.
struct DialectClass {
  std::string_view dialect, base;
  SpecClass common, cls;
};
const std::array<DialectClass, 6> dialect_classes{
    {{"postgresql",
      "",
      {"PGDialect", "sqlalchemy.dialects.postgresql.base", bare_dialect},
      {"PGDialect_psycopg2", "sqlalchemy.dialects.postgresql.psycopg2", bare_dialect}},
     {"mysql",
      "",
      {"MySQLDialect", "sqlalchemy.dialects.mysql.base", bare_dialect},
      {"MySQLDialect_mysqldb", "sqlalchemy.dialects.mysql.mysqldb", bare_dialect}},
     {"mariadb",
      "mysql",
      {"MariaDBDialect", "sqlalchemy.dialects.mysql.mariadb", bare_dialect},
      {"MariaDBDialect_mysqldb", "sqlalchemy.dialects.mysql.mysqldb", bare_dialect}},
     {"sqlite",
      "",
      {"SQLiteDialect", "sqlalchemy.dialects.sqlite.base", bare_dialect},
      {"SQLiteDialect_pysqlite", "sqlalchemy.dialects.sqlite.pysqlite", bare_dialect}},
     {"mssql",
      "",
      {"MSDialect", "sqlalchemy.dialects.mssql.base", bare_dialect},
      {"MSDialect_pyodbc", "sqlalchemy.dialects.mssql.pyodbc", bare_dialect}},
     {"oracle",
      "",
      {"OracleDialect", "sqlalchemy.dialects.oracle.base", bare_dialect},
      {"OracleDialect_cx_oracle", "sqlalchemy.dialects.oracle.cx_oracle", bare_dialect}}}};

struct DialectTypes {
  std::shared_ptr<Class> common, cls;
};
std::shared_ptr<Class> default_dialect_class() {
  static const auto cls = define_class(default_spec);
  return cls;
}
DialectTypes dialect_types(std::string_view dialect) {
  static const std::array<DialectTypes, dialect_classes.size()> all = [] {
    std::array<DialectTypes, dialect_classes.size()> made;
    for (std::size_t i = 0; i < made.size(); ++i) {
      std::shared_ptr<Class> base = default_dialect_class();
      for (std::size_t k = 0; k < i; ++k) {
        if (dialect_classes[k].dialect == dialect_classes[i].base) base = made[k].common;
      }
      made[i].common = define_class(dialect_classes[i].common, {base});
      made[i].cls = define_class(dialect_classes[i].cls, {made[i].common});
    }
    return made;
  }();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (dialect_classes[i].dialect == dialect) return all[i];
  }
  return {default_dialect_class(), default_dialect_class()};
}
template <const char* dialect>
void define_dialect(python::Module& module) {
  module.type(dialect_types(dialect).common);
}
constexpr char postgresql_name[] = "postgresql", mysql_name[] = "mysql", mariadb_name[] = "mariadb",
               sqlite_name[] = "sqlite", mssql_name[] = "mssql", oracle_name[] = "oracle";
void define_default(python::Module& module) { module.type(default_dialect_class()); }

class DialectObject final : public python::Native {
 public:
  explicit DialectObject(std::string_view name) : cls_(dialect_types(name).cls) {}
  std::string_view type_name() const override { return cls_->name; }
  std::shared_ptr<Class> type() const override { return cls_; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    const Outside& outside = World::of(site).outside();
    const dialects::Dialect* dialect = dialect_of(site);
    if (name == "name") return Value::text(outside.dialect, site.span);
    if (name == "driver") {
      if (!outside.driver.empty()) return Value::text(outside.driver, site.span);
      if (dialect && !dialect->drivers().empty()) {
        return Value::text(std::string(dialect->drivers().front().name), site.span);
      }
    }
    if (name == "type_descriptor") return Value::builtin(type_descriptor_method, site.span);
    if (name == "identifier_preparer") {
      return Value::object(std::make_shared<IdentifierPreparer>(), site.span);
    }
    if (name == "server_version_info") return server_version(outside, site);
    if (name == "default_schema_name") {
      return site.unknown("the default schema is only known to the database");
    }
    if (name == "is_mariadb") return Value::boolean(outside.dialect == "mariadb", site.span);
    if (dialect) {
      const dialects::Facts& facts = dialect->facts();
      if (name == "max_identifier_length") {
        return Value::integer(static_cast<std::int64_t>(facts.identifier_limit), site.span);
      }
      if (name == "supports_native_boolean") {
        return Value::boolean(facts.native_boolean, site.span);
      }
      if (name == "supports_native_enum") {
        return Value::boolean(facts.named_types || facts.inline_enums, site.span);
      }
      if (name == "supports_alter") return Value::boolean(facts.alters_columns, site.span);
      if (name == "supports_comments") return Value::boolean(facts.comments, site.span);
    }
    if (const Builtin* question = dialect_question(name)) {
      return Value::builtin(*question, site.span);
    }
    return std::nullopt;
  }

 private:
  static Value server_version(const Outside& outside, const Site& site) {
    if (!outside.server_version) {
      return site.unknown("the server's version is not said: give it with `--server-version`");
    }
    std::vector<Value> parts;
    for (const std::string_view part : split(*outside.server_version, '.')) {
      std::int64_t number = 0;
      std::from_chars(part.data(), part.data() + part.size(), number);
      parts.push_back(Value::integer(number));
    }
    return Value::tuple(std::move(parts), site.span);
  }

  std::shared_ptr<Class> cls_;
};

/// What functions under `@compiles` get as `compiler`.
class Compiler final : public python::Native {
 public:
  std::string_view type_name() const override { return "DDLCompiler"; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    if (name == "dialect") return dialect_value(site);
    if (name == "preparer") return Value::object(std::make_shared<IdentifierPreparer>(), site.span);
    return std::nullopt;
  }
};

/// Registers a function that compiles a class: returned by `compiles(cls, *dialects)`.
class CompilesDecorator final : public python::Native {
 public:
  CompilesDecorator(std::shared_ptr<Class> cls, std::vector<std::string> dialects)
      : cls_(std::move(cls)), dialects_(std::move(dialects)) {}
  std::string_view type_name() const override { return "function"; }
  bool callable() const override { return true; }
  Value call(const Call& call) override {
    Value function;
    if (!call.bind({{"fn", function}})) return Value::none();
    Value* table = cls_->attributes.find(compiles_attribute);
    if (!table) {
      cls_->attributes.set(compiles_attribute, Value::dict());
      table = cls_->attributes.find(compiles_attribute);
    }
    for (const std::string& dialect : dialects_) table->as<python::Dict>()->set(dialect, function);
    return function;
  }
  void forget() override { cls_ = nullptr; }

 private:
  std::shared_ptr<Class> cls_;
  std::vector<std::string> dialects_;
};

// compiles(class_, *specs)
Value compiles(const Call& call) {
  Value cls;
  python::Rest specs;
  if (!call.bind({{"class_", cls}, {"specs", specs}})) return Value::none();
  std::vector<std::string> dialects;
  for (const python::Argument& spec : specs.arguments) {
    if (const auto text = spec.value.text()) dialects.emplace_back(*text);
  }
  if (dialects.empty()) dialects.emplace_back();
  const std::shared_ptr<Class> target = cls.share<Class>();
  if (!target || !target->user) {
    World& world = World::of(call);
    const bool concerned = std::ranges::any_of(dialects, [&](const std::string& dialect) {
      return dialect.empty() || dialect == world.outside().dialect;
    });
    if (!concerned) return call.unknown("a decorator for another dialect");
    return world.refuse(call, "how a class of SQLAlchemy itself is compiled is changed here",
                        "give the columns a type of your own");
  }
  return Value::object(std::make_shared<CompilesDecorator>(target, std::move(dialects)), call.span);
}
constexpr Builtin compiles_function{"compiles", compiles};

constexpr python::ModelledModule modules[] = {
    {"sqlalchemy.ext.compiler", [](python::Module& module) { module.function(compiles_function); }},
    {"sqlalchemy.engine.default", define_default},
    {"sqlalchemy.dialects.postgresql.base", define_dialect<postgresql_name>},
    {"sqlalchemy.dialects.mysql.base", define_dialect<mysql_name>},
    {"sqlalchemy.dialects.mysql.mariadb", define_dialect<mariadb_name>},
    {"sqlalchemy.dialects.sqlite.base", define_dialect<sqlite_name>},
    {"sqlalchemy.dialects.mssql.base", define_dialect<mssql_name>},
    {"sqlalchemy.dialects.oracle.base", define_dialect<oracle_name>},
};

}  // namespace

extern const Part sqlalchemy_engine{modules};

Value dialect_value(const Site& site) {
  return Value::object(std::make_shared<DialectObject>(World::of(site).outside().dialect),
                       site.span);
}

Value compiler_value(const Site& site) {
  return Value::object(std::make_shared<Compiler>(), site.span);
}

}  // namespace migc::library
