#include "compiler/library/sqlalchemy/types.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>

#include "compiler/base/text.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/sqlalchemy/type_methods.h"
#include "compiler/library/world.h"

namespace migc::library {

using python::Call;
using python::Class;
using python::Site;
using python::Value;

namespace {

// ---- arguments of the families

bool no_arguments(const Call&, TypeObject&) { return true; }  // TypeEngine takes and ignores any.

// String(length=None, collation=None)
bool string_arguments(const Call& call, TypeObject& object) {
  std::optional<Value> length;
  std::optional<std::string> collation;
  std::optional<Value> ignored_convert, ignored_error, ignored_warn;
  if (!call.bind({{"length", length}, {"collation", collation}})) return false;
  auto& string = std::get<ir::String>(object.sql.kind);
  if (length && !length->is_none()) {
    if (const auto number = length->integer()) {
      string.length = *number;
    } else if (const auto text = length->text()) {
      // SQL Server's VARCHAR("max").
      string.max = equal_ignoring_case(*text, "max");
      if (!string.max) {
        std::int64_t digits = 0;
        for (const char c : *text) {
          if (c < '0' || c > '9') return call.raise("TypeError", "length must be a number"), false;
          digits = digits * 10 + (c - '0');
        }
        string.length = digits;
      }
    } else if (const python::Unknown* unknown = length->unknown()) {
      return python::Binding{call, "length", length->span}.unknown(*unknown);
    } else {
      return python::Binding{call, "length", length->span}.mismatch("a number", *length);
    }
  }
  string.collation = collation.value_or("");
  return true;
}

// Numeric(precision=None, scale=None, decimal_return_scale=None, asdecimal=True)
bool numeric_arguments(const Call& call, TypeObject& object) {
  std::optional<int> precision, scale, decimal_return_scale;
  std::optional<bool> asdecimal;
  if (!call.bind({{"precision", precision},
                  {"scale", scale},
                  {"decimal_return_scale", decimal_return_scale},
                  {"asdecimal", asdecimal}})) {
    return false;
  }
  auto& numeric = std::get<ir::Numeric>(object.sql.kind);
  numeric.precision = precision;
  numeric.scale = scale;
  numeric.as_decimal = asdecimal.value_or(true);
  return true;
}

// Float(precision=None, asdecimal=False, decimal_return_scale=None)
bool float_arguments(const Call& call, TypeObject& object) {
  std::optional<int> precision, decimal_return_scale;
  std::optional<bool> asdecimal;
  if (!call.bind({{"precision", precision},
                  {"asdecimal", asdecimal},
                  {"decimal_return_scale", decimal_return_scale}})) {
    return false;
  }
  auto& number = std::get<ir::Float>(object.sql.kind);
  number.precision = precision;
  number.as_decimal = asdecimal.value_or(false);
  return true;
}

// LargeBinary(length=None)
bool binary_arguments(const Call& call, TypeObject& object) {
  std::optional<std::int64_t> length;
  if (!call.bind({{"length", length}})) return false;
  std::get<ir::Binary>(object.sql.kind).length = length;
  return true;
}

// DateTime(timezone=False)
bool timezone_arguments(const Call& call, TypeObject& object) {
  std::optional<bool> timezone;
  if (!call.bind({{"timezone", timezone}})) return false;
  if (auto* time = std::get_if<ir::Time>(&object.sql.kind))
    time->timezone = timezone.value_or(false);
  if (auto* stamp = std::get_if<ir::Timestamp>(&object.sql.kind)) {
    stamp->timezone = timezone.value_or(false);
  }
  return true;
}

// Interval(native=True, second_precision=None, day_precision=None)
bool interval_arguments(const Call& call, TypeObject& object) {
  std::optional<bool> native;
  std::optional<int> second_precision, day_precision;
  if (!call.bind({{"native", native},
                  {"second_precision", second_precision},
                  {"day_precision", day_precision}})) {
    return false;
  }
  auto& interval = std::get<ir::Interval>(object.sql.kind);
  interval.native = native.value_or(true);
  interval.second_precision = second_precision;
  interval.day_precision = day_precision;
  return true;
}

// JSON(none_as_null=False)
bool json_arguments(const Call& call, TypeObject& object) {
  std::optional<bool> none_as_null;
  if (!call.bind({{"none_as_null", none_as_null}})) return false;
  std::get<ir::Json>(object.sql.kind).none_as_null = none_as_null.value_or(false);
  return true;
}

// Uuid(as_uuid=True, native_uuid=True)
bool uuid_arguments(const Call& call, TypeObject& object) {
  std::optional<bool> as_uuid, native_uuid;
  if (object.sql.exact.empty()) {
    if (!call.bind({{"as_uuid", as_uuid}, {"native_uuid", native_uuid}})) return false;
  } else if (!call.bind({{"as_uuid", as_uuid}})) {
    return false;
  }
  auto& uuid = std::get<ir::Uuid>(object.sql.kind);
  uuid.as_uuid = as_uuid.value_or(true);
  uuid.native = native_uuid.value_or(true);
  return true;
}

// Boolean(create_constraint=False, name=None)
bool boolean_arguments(const Call& call, TypeObject& object) {
  std::optional<bool> create_constraint, create_events;
  ir::ObjectName name;
  std::optional<Value> said_name, adapted_from;
  if (!call.bind({{"create_constraint", create_constraint},
                  {"name", said_name},
                  {"_create_events", create_events},
                  {"_adapted_from", adapted_from}})) {
    return false;
  }
  object.sql.check_constraint = create_constraint.value_or(false);
  if (said_name && !object_name(*said_name, object.sql.check_name, call)) return false;
  return true;
}

// PickleType(protocol=5, pickler=None, comparator=None, impl=None)
bool pickle_arguments(const Call& call, TypeObject& object) {
  std::optional<Value> protocol, pickler, comparator, impl;
  if (!call.bind({{"protocol", protocol},
                  {"pickler", pickler},
                  {"comparator", comparator},
                  {"impl", impl}})) {
    return false;
  }
  if (impl && !impl->is_none()) {
    std::optional<ir::Type> type = type_of(*impl, call);
    if (!type) return false;
    object.sql = std::move(*type);
    object.sql.coerces_values = true;
  }
  return true;
}

// TypeDecorator(*args, **kwargs): what `impl` of the class makes of them.
bool decorator_arguments(const Call& call, TypeObject& object) {
  const Value* impl = object.cls ? object.cls->find("impl") : nullptr;
  if (!impl) {
    call.raise(
        "AttributeError",
        "TypeDecorator implementations require a class-level variable 'impl' which refers to "
        "the class of type being decorated");
    return false;
  }
  if (!impl->as<Class>() && !impl->as<python::Function>()) {
    object.item = *impl;
    return true;
  }
  const std::optional<Value> made = call_again(call, *impl);
  if (!made || call.failed()) return false;
  object.item = *made;
  return true;
}

constexpr auto plain = TypeSpec::Kind::Plain;

ir::String varying(bool unicode = false) {
  return {.form = ir::String::Form::Varying, .unicode = unicode};
}
ir::String fixed(bool unicode = false) {
  return {.form = ir::String::Form::Fixed, .unicode = unicode};
}
ir::String text(bool unicode = false) {
  return {.form = ir::String::Form::Text, .unicode = unicode};
}
ir::Type of(auto kind) { return {.kind = std::move(kind)}; }

}  // namespace

std::span<const TypeSpec> generic_type_specs() {
  using Size = ir::Integer::Size;
  using FloatSize = ir::Float::Size;
  using Form = ir::Binary::Form;
  static const std::vector<TypeSpec> specs{
      {"TypeEngine", "", "", "", of(ir::NullType{}), no_arguments, TypeSpec::Kind::Abstract},
      {"NullType", "", "TypeEngine", "", of(ir::NullType{}), no_arguments, plain},
      {"TupleType", "", "TypeEngine", "", of(ir::NullType{}), no_arguments, plain},
      {"UserDefinedType", "", "TypeEngine", "", of(ir::NullType{}), no_arguments,
       TypeSpec::Kind::UserDefined},
      {"SchemaType", "", "TypeEngine", "", of(ir::NullType{}), no_arguments,
       TypeSpec::Kind::Abstract},
      {"TypeDecorator", "", "TypeEngine", "", of(ir::NullType{}), decorator_arguments,
       TypeSpec::Kind::Decorator},

      {"Integer", "", "TypeEngine", "", of(ir::Integer{}), no_arguments, plain},
      {"SmallInteger", "", "Integer", "", of(ir::Integer{Size::Small}), no_arguments, plain},
      {"BigInteger", "", "Integer", "", of(ir::Integer{Size::Big}), no_arguments, plain},
      {"INTEGER", "", "Integer", "INTEGER", of(ir::Integer{}), no_arguments, plain},
      {"SMALLINT", "", "SmallInteger", "SMALLINT", of(ir::Integer{Size::Small}), no_arguments,
       plain},
      {"BIGINT", "", "BigInteger", "BIGINT", of(ir::Integer{Size::Big}), no_arguments, plain},

      {"Numeric", "", "TypeEngine", "", of(ir::Numeric{}), numeric_arguments, plain},
      {"NUMERIC", "", "Numeric", "NUMERIC", of(ir::Numeric{}), numeric_arguments, plain},
      {"DECIMAL", "", "Numeric", "DECIMAL", of(ir::Numeric{}), numeric_arguments, plain},
      {"Float", "", "Numeric", "", of(ir::Float{}), float_arguments, plain},
      {"FLOAT", "", "Float", "FLOAT", of(ir::Float{}), float_arguments, plain},
      {"REAL", "", "Float", "REAL", of(ir::Float{FloatSize::Single}), float_arguments, plain},
      {"Double", "", "Float", "", of(ir::Float{FloatSize::Double}), float_arguments, plain},
      {"DOUBLE", "", "Double", "DOUBLE", of(ir::Float{FloatSize::Double}), float_arguments, plain},
      {"DOUBLE_PRECISION", "", "Double", "DOUBLE PRECISION", of(ir::Float{FloatSize::Double}),
       float_arguments, plain},

      {"String", "", "TypeEngine", "", of(varying()), string_arguments, plain},
      {"Unicode", "", "String", "", of(varying(true)), string_arguments, plain},
      {"Text", "", "String", "", of(text()), string_arguments, plain},
      {"UnicodeText", "", "Text", "", of(text(true)), string_arguments, plain},
      {"VARCHAR", "", "String", "VARCHAR", of(varying()), string_arguments, plain},
      {"NVARCHAR", "", "Unicode", "NVARCHAR", of(varying(true)), string_arguments, plain},
      {"CHAR", "", "String", "CHAR", of(fixed()), string_arguments, plain},
      {"NCHAR", "", "Unicode", "NCHAR", of(fixed(true)), string_arguments, plain},
      {"TEXT", "", "Text", "TEXT", of(text()), string_arguments, plain},
      {"CLOB", "", "Text", "CLOB", of(text()), string_arguments, plain},

      {"LargeBinary", "", "TypeEngine", "", of(ir::Binary{}), binary_arguments, plain},
      {"BLOB", "", "LargeBinary", "BLOB", of(ir::Binary{}), binary_arguments, plain},
      {"BINARY", "", "TypeEngine", "BINARY", of(ir::Binary{Form::Fixed}), binary_arguments, plain},
      {"VARBINARY", "", "TypeEngine", "VARBINARY", of(ir::Binary{Form::Varying}), binary_arguments,
       plain},
      {"PickleType", "", "TypeDecorator", "", of(ir::Binary{.pickle = true}), pickle_arguments,
       plain},

      {"Boolean", "", "TypeEngine", "", of(ir::Boolean{}), boolean_arguments, plain},
      {"BOOLEAN", "", "Boolean", "BOOLEAN", of(ir::Boolean{}), boolean_arguments, plain},
      {"MatchType", "", "Boolean", "", of(ir::Boolean{}), boolean_arguments, plain},

      {"Date", "", "TypeEngine", "", of(ir::Date{}), no_arguments, plain},
      {"DATE", "", "Date", "DATE", of(ir::Date{}), no_arguments, plain},
      {"Time", "", "TypeEngine", "", of(ir::Time{}), timezone_arguments, plain},
      {"TIME", "", "Time", "TIME", of(ir::Time{}), timezone_arguments, plain},
      {"DateTime", "", "TypeEngine", "", of(ir::Timestamp{}), timezone_arguments, plain},
      {"DATETIME", "", "DateTime", "DATETIME", of(ir::Timestamp{}), timezone_arguments, plain},
      {"TIMESTAMP", "", "DateTime", "TIMESTAMP", of(ir::Timestamp{}), timezone_arguments, plain},
      {"Interval", "", "TypeEngine", "", of(ir::Interval{}), interval_arguments, plain},

      {"JSON", "", "TypeEngine", "", of(ir::Json{}), json_arguments, plain},
      {"Uuid", "", "TypeEngine", "", of(ir::Uuid{}), uuid_arguments, plain},
      {"UUID", "", "Uuid", "UUID", of(ir::Uuid{}), uuid_arguments, plain},
      {"Enum", "", "String", "", of(ir::Enum{}), enum_arguments, plain},
      {"ARRAY", "", "TypeEngine", "", of(ir::Array{Box<ir::Type>(ir::Type{}), std::nullopt}),
       array_arguments, plain},
  };
  return specs;
}

namespace {

/// All type classes, by dialect and name.
struct Registry {
  std::deque<TypeClass> natives;
  std::map<std::pair<std::string_view, std::string_view>, std::shared_ptr<Class>> classes;

  Registry() {
    for (const TypeSpec& spec : generic_type_specs()) add(spec);
    for (const TypeSpec& spec : dialect_type_specs()) add(spec);
  }

  void add(const TypeSpec& spec) {
    std::vector<std::shared_ptr<Class>> bases;
    if (!spec.base.empty()) {
      auto base = classes.find({spec.dialect, spec.base});
      if (base == classes.end()) base = classes.find({std::string_view{}, spec.base});
      bases.push_back(base->second);
    }
    natives.emplace_back(spec);
    std::shared_ptr<Class> cls = python::native_class(natives.back(), std::move(bases));
    define_type_methods(spec, *cls);
    classes.emplace(std::pair{spec.dialect, spec.name}, std::move(cls));
  }
};

const Registry& registry() {
  static const Registry all;
  return all;
}

void define_generic(python::Module& module, bool everything) {
  // What `sqlalchemy` itself does not export.
  static constexpr std::array hidden{"TypeEngine", "NullType", "UserDefinedType", "MatchType",
                                     "SchemaType"};
  for (const TypeSpec& spec : generic_type_specs()) {
    if (!everything && std::ranges::find(hidden, spec.name) != hidden.end()) continue;
    module.define(spec.name, Value::type(type_class(spec.name)));
  }
  module.define("INT", Value::type(type_class("INTEGER")));
  module.define("Binary", Value::type(type_class("LargeBinary")));  // Its name before version 1.4.
}
void define_sqlalchemy(python::Module& module) { define_generic(module, false); }
void define_types(python::Module& module) {
  define_generic(module, true);
  static constexpr std::array<std::pair<const char*, const char*>, 5> constants{
      {{"NULLTYPE", "NullType"},
       {"INTEGERTYPE", "Integer"},
       {"STRINGTYPE", "String"},
       {"BOOLEANTYPE", "Boolean"},
       {"NUMERICTYPE", "Numeric"}}};
  for (const auto& [name, type] : constants) {
    const auto& specs = generic_type_specs();
    const auto spec = std::ranges::find(specs, std::string_view(type), &TypeSpec::name);
    module.define(name, type_value(spec->start, type));
  }
}

constexpr python::ModelledModule modules[] = {
    {"sqlalchemy", define_sqlalchemy},
    {"sqlalchemy.types", define_types},
    {"sqlalchemy.sql.sqltypes", define_types},
    {"sqlalchemy.sql.type_api", define_types},
};

}  // namespace

extern const Part sqlalchemy_types{modules};

std::string_view TypeClass::module() const {
  if (spec.dialect == "postgresql") return "sqlalchemy.dialects.postgresql";
  if (spec.dialect == "mysql") return "sqlalchemy.dialects.mysql";
  if (spec.dialect == "mssql") return "sqlalchemy.dialects.mssql";
  if (spec.dialect == "oracle") return "sqlalchemy.dialects.oracle";
  if (spec.dialect == "sqlite") return "sqlalchemy.dialects.sqlite";
  return "sqlalchemy.sql.sqltypes";
}

Value TypeClass::instantiate(const std::shared_ptr<Class>& cls, const Call& call) const {
  auto object = std::make_shared<TypeObject>();
  object->spec = &spec;
  object->cls = cls;
  object->sql = spec.start;
  object->sql.exact = spec.exact;
  object->sql.dialect = spec.dialect;
  if (cls && cls->user) {
    object->sql.python = cls->name;
  } else {
    object->sql.python = spec.dialect.empty() ? "sa" : spec.dialect;
    object->sql.python += '.';
    object->sql.python += spec.name;
  }
  if (spec.arguments && !spec.arguments(call, *object)) {
    return call.unknown(fmt::format("the type `{}` could not be made", spec.name));
  }
  return Value::object(std::move(object), call.span);
}

std::shared_ptr<Class> type_class(std::string_view name, std::string_view dialect) {
  const auto& classes = registry().classes;
  const auto found = classes.find({dialect, name});
  return found == classes.end() ? nullptr : found->second;
}

Value type_value(ir::Type type, std::string_view name, std::string_view dialect) {
  auto object = std::make_shared<TypeObject>();
  object->sql = std::move(type);
  object->cls = type_class(name, dialect);
  object->spec = &dynamic_cast<const TypeClass*>(object->cls->native)->spec;
  object->frozen = true;
  return Value::object(std::move(object));
}

}  // namespace migc::library
