#include "compiler/library/sqlalchemy/names.h"

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/native_class.h"
#include "compiler/library/sqlalchemy/expression.h"
#include "compiler/library/sqlalchemy/schema.h"
#include "compiler/library/sqlalchemy/type_methods.h"
#include "compiler/library/world.h"

namespace migc::library {

using python::Call;
using python::Class;
using python::Instance;
using python::Site;
using python::Value;

namespace {

std::shared_ptr<Class> name_class(std::string_view which);

/// Both classes are subclasses of `str`: what they make is an instance around one.
Value string_instance(const std::shared_ptr<Class>& cls, std::string text, const Site& site) {
  auto instance = std::make_shared<Instance>();
  instance->cls = cls;
  instance->payload = Value::text(std::move(text), site.span);
  Value value;
  value.data = std::move(instance);
  value.span = site.span;
  return value;
}

// conv(value, quote=None)
Value make_conv(const std::shared_ptr<Class>&, const Call& call) {
  std::string text;
  std::optional<bool> quote;
  if (!call.bind({{"value", text}, {"quote", quote}})) return Value::none();
  return conv_value(std::move(text), call);
}

// quoted_name(value, quote)
Value make_quoted_name(const std::shared_ptr<Class>&, const Call& call) {
  std::string text;
  std::optional<bool> quote;
  if (!call.bind({{"value", text}, {"quote", quote}})) return Value::none();
  return quoted_name_value(std::move(text), quote, call);
}

const SpecClass conv_spec{"conv", "sqlalchemy.sql.elements", make_conv};
const SpecClass quoted_name_spec{"quoted_name", "sqlalchemy.sql.elements", make_quoted_name};

std::shared_ptr<Class> name_class(std::string_view which) {
  static const std::shared_ptr<Class> quoted = define_class(quoted_name_spec);
  static const std::shared_ptr<Class> conv = define_class(conv_spec, {quoted});
  return which == "conv" ? conv : quoted;
}

void define_names(python::Module& module) {
  module.define("quoted_name", Value::type(name_class("quoted_name")));
}
void define_conv(python::Module& module) {
  module.define("conv", Value::type(name_class("conv")));
  define_names(module);
}

constexpr python::ModelledModule modules[] = {
    {"sqlalchemy", define_names},
    {"sqlalchemy.sql", define_names},
    {"sqlalchemy.schema", define_conv},
    {"sqlalchemy.sql.schema", define_conv},
    {"sqlalchemy.sql.elements", define_conv},
    {"sqlalchemy.sql.expression", define_names},
    {"sqlalchemy.sql.naming", define_conv},
};

/// The arguments that dialects know on SQLAlchemy's constructs.
struct DialectArguments {
  std::string_view dialect, construct, arguments;  ///< Separated by blanks; `*` is any.
};
constexpr std::array<DialectArguments, 25> dialect_arguments{{
    {"postgresql", "Index",
     "using include where ops concurrently with tablespace nulls_not_distinct"},
    {"postgresql", "Table",
     "ignore_search_path tablespace partition_by with_oids on_commit inherits using"},
    {"postgresql", "CheckConstraint", "not_valid"},
    {"postgresql", "ForeignKeyConstraint", "not_valid"},
    {"postgresql", "PrimaryKeyConstraint", "include"},
    {"postgresql", "UniqueConstraint", "include nulls_not_distinct"},
    {"mysql", "Table", "*"},
    {"mysql", "Update", "limit"},
    {"mysql", "Delete", "limit"},
    {"mysql", "PrimaryKeyConstraint", "using"},
    {"mysql", "Index", "using length prefix with_parser"},
    {"mariadb", "Table", "*"},
    {"mariadb", "Update", "limit"},
    {"mariadb", "Delete", "limit"},
    {"mariadb", "PrimaryKeyConstraint", "using"},
    {"mariadb", "Index", "using length prefix with_parser"},
    {"sqlite", "Table", "autoincrement with_rowid strict"},
    {"sqlite", "Index", "where"},
    {"sqlite", "Column", "on_conflict_primary_key on_conflict_not_null on_conflict_unique"},
    {"mssql", "PrimaryKeyConstraint", "clustered"},
    {"mssql", "UniqueConstraint", "clustered"},
    {"mssql", "Index", "clustered include where columnstore"},
    {"mssql", "Column", "identity_start identity_increment"},
    {"oracle", "Table", "resolve_synonyms on_commit compress tablespace"},
    {"oracle", "Index", "bitmap compress vector"},
}};
constexpr std::array known_dialects{"postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"};

bool accepts(std::string_view dialect, std::string_view construct, std::string_view argument) {
  if (dialect == "sqlite" && argument == "on_conflict" && construct.ends_with("Constraint")) {
    return true;
  }
  for (const DialectArguments& entry : dialect_arguments) {
    if (entry.dialect != dialect || entry.construct != construct) continue;
    if (entry.arguments == "*") return true;
    const std::vector<std::string_view> names = split(entry.arguments, ' ');
    return std::ranges::find(names, argument) != names.end();
  }
  return false;
}

}  // namespace

extern const Part sqlalchemy_names{modules};

Value conv_value(std::string text, const Site& site) {
  return string_instance(name_class("conv"), std::move(text), site);
}

Value quoted_name_value(std::string text, std::optional<bool> quote, const Site& site) {
  Value value = string_instance(name_class("quoted_name"), std::move(text), site);
  value.as<Instance>()->attributes.set(
      "quote", quote ? Value::boolean(*quote, site.span) : Value::none(site.span));
  return value;
}

bool option_value(const Value& value, ir::OptionValue& out, const Call& call) {
  if (value.is_none()) {
    out.data = ir::Null{};
    return true;
  }
  if (const python::Unknown* unknown = value.unknown()) {
    return python::Binding{call, "option", value.span}.unknown(*unknown);
  }
  if (const bool* flag = value.as<bool>()) {
    out.data = *flag;
    return true;
  }
  if (const auto text = value.text()) {
    out.data = std::string(*text);
    return true;
  }
  if (const auto number = value.integer()) {
    out.data = *number;
    return true;
  }
  if (const auto number = value.real()) {
    out.data = *number;
    return true;
  }
  if (const Column* column = value.object<Column>()) {
    out.data = column->column.name;
    return true;
  }
  if (const python::Dict* dict = value.dictionary()) {
    ir::OptionMap map;
    bool fine = true;
    dict->each([&](const Value& key, const Value& item) {
      const Column* column = key.object<Column>();
      const auto text = key.text();
      ir::OptionValue converted;
      fine = fine && (text || column) && option_value(item, converted, call);
      if (fine) map.emplace_back(column ? column->key : std::string(*text), std::move(converted));
    });
    out.data = std::move(map);
    return fine;
  }
  if (is_expression(value)) {
    std::optional<ir::Expr> expr = lower_expression(value, call);
    if (!expr) return false;
    out.data = std::move(*expr);
    return true;
  }
  if (const TypeObject* type = value.object<TypeObject>()) {
    out.data = type->sql.exact.empty() ? std::string(type->type_name()) : type->sql.exact;
    return true;
  }
  const std::optional<std::vector<Value>> items = call.items(value);
  if (!items) return false;
  ir::OptionList list;
  for (const Value& item : *items) {
    if (!option_value(item, list.emplace_back(), call)) return false;
  }
  out.data = std::move(list);
  return true;
}

bool dialect_options(const python::Options& keywords, std::string_view construct, ir::Options& out,
                     const Call& call) {
  for (const python::KeywordArgument& keyword : keywords.arguments) {
    const std::size_t underscore = keyword.name.find('_', 1);
    if (underscore == std::string_view::npos || underscore + 1 == keyword.name.size()) {
      call.raise(
          "TypeError",
          fmt::format("Additional arguments should be named <dialectname>_<argument>, got '{}'",
                      keyword.name));
      return false;
    }
    const std::string_view dialect = keyword.name.substr(0, underscore);
    const std::string_view argument = keyword.name.substr(underscore + 1);
    const bool known = std::ranges::find(known_dialects, dialect) != known_dialects.end();
    if (known && !accepts(dialect, construct, argument)) {
      call.raise("sqlalchemy.exc.ArgumentError",
                 fmt::format("Argument '{}' is not accepted by dialect '{}' on behalf of {}",
                             keyword.name, dialect, construct));
      return false;
    }
    // SQLAlchemy warns of a dialect that it does not know; nobody reads what is said for it.
    if (!known) continue;
    ir::OptionValue value;
    if (!option_value(keyword.value, value, call)) return false;
    out.items.emplace_back(std::string(keyword.name), std::move(value));
  }
  return true;
}

bool object_name(const Value& value, ir::ObjectName& out, const Call& call) {
  if (value.is_none()) return true;
  SqlName name;
  if (!python::from_value(value, name, python::Binding{call, "name", value.span})) return false;
  out = name.object();
  return true;
}

}  // namespace migc::library

namespace migc::python {

bool from_value(const Value& value, library::SqlName& out, const Binding& binding) {
  const auto text = value.text();
  if (!text) return binding.refuse("a string", value);
  out = {.text = std::string(*text)};
  if (const Instance* instance = value.as<Instance>()) {
    out.final = instance->cls->name == "conv";
    if (const Value* quote = instance->attributes.find("quote")) out.quote = quote->boolean();
  }
  return true;
}

}  // namespace migc::python
