#include "compiler/library/sqlalchemy/type_methods.h"

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/library/sqlalchemy/engine.h"
#include "compiler/library/world.h"

namespace migc::library {

using python::Builtin;
using python::Call;
using python::Class;
using python::Instance;
using python::Site;
using python::Value;

namespace {

const Class* class_of(const Value& value) {
  if (const Instance* instance = value.as<Instance>()) return instance->cls.get();
  if (const TypeObject* object = value.object<TypeObject>()) return object->cls.get();
  return nullptr;
}

const TypeSpec* spec_of(const Class* cls) {
  if (!cls || !cls->native) return nullptr;
  const auto* native = dynamic_cast<const TypeClass*>(cls->native);
  return native ? &native->spec : nullptr;
}

/// An attribute that the user's own classes give, not SQLAlchemy's.
const Value* user_attribute(const Class& cls, std::string_view name) {
  if (cls.user) {
    if (const Value* own = cls.attributes.find(name)) return own;
  }
  for (const std::shared_ptr<Class>& base : cls.mro) {
    if (!base->user) continue;
    if (const Value* inherited = base->attributes.find(name)) return inherited;
  }
  return nullptr;
}

/// What `@compiles(cls)` says about the type for the running dialect.
const Value* compile_hook(const Class& cls, std::string_view dialect) {
  const Value* hooks = user_attribute(cls, compiles_attribute);
  const python::Dict* table = hooks ? hooks->dictionary() : nullptr;
  if (!table) return nullptr;
  if (const Value* exact = table->find(dialect)) return exact;
  return table->find(std::string_view{});
}

std::optional<ir::Type> fail(Value* because, Value reason) {
  if (because) *because = std::move(reason);
  return std::nullopt;
}

/// Text that the user's code made for a type, as a type.
std::optional<ir::Type> spelled(const Value& text, const Class& cls, Value* because) {
  if (text.is_unknown()) return fail(because, text);
  const auto spelling = text.text();
  if (!spelling) return std::nullopt;
  ir::Type type;
  type.kind = ir::Named{std::string(*spelling)};
  type.python = cls.name;
  return type;
}

bool processes_values(const Class& cls) {
  return user_attribute(cls, "process_bind_param") ||
         user_attribute(cls, "process_literal_param") || user_attribute(cls, "bind_processor") ||
         user_attribute(cls, "literal_processor");
}

/// `impl` of an instance: set in its `__init__`, or made of the arguments it was called with.
Value impl_of(const Value& value, const Site& site) {
  if (const Instance* instance = value.as<Instance>()) {
    if (const Value* set = instance->attributes.find("impl")) return *set;
  }
  if (const TypeObject* object = value.object<TypeObject>(); object && !object->item.is_none()) {
    return object->item;
  }
  return site.attribute(value, "impl");
}

/// `self.impl` of a TypeDecorator is its own, made of its arguments, and not what the class says.
void give_impl(const Value& value) {
  const std::shared_ptr<Instance> instance = value.share<Instance>();
  const TypeObject* object = value.object<TypeObject>();
  if (!instance || !object || object->item.is_none() || instance->frozen) return;
  if (!instance->attributes.find("impl")) instance->attributes.set("impl", object->item);
}

std::optional<ir::Type> type_of_instance(const Value& value, const Class& cls, const Site& site,
                                         Value* because) {
  const World& world = World::of(site);
  if (const Value* hook = compile_hook(cls, world.outside().dialect)) {
    const Value text = site.call(*hook, {value, compiler_value(site)});
    if (site.failed()) return std::nullopt;
    return spelled(text, cls, because);
  }
  const TypeSpec* spec = spec_of(&cls);
  const TypeObject* object = value.object<TypeObject>();
  if (!spec) return std::nullopt;
  std::optional<ir::Type> type;
  switch (spec->kind) {
    case TypeSpec::Kind::Plain:
    case TypeSpec::Kind::Abstract:
      if (!object) return std::nullopt;
      type = object->sql;
      break;
    case TypeSpec::Kind::UserDefined: {
      if (!user_attribute(cls, "get_col_spec")) {
        if (object) type = object->sql;
        break;
      }
      const Value text = site.call(site.attribute(value, "get_col_spec"));
      if (site.failed()) return std::nullopt;
      type = spelled(text, cls, because);
      break;
    }
    case TypeSpec::Kind::Decorator: {
      Value impl;
      give_impl(value);
      if (user_attribute(cls, "load_dialect_impl")) {
        impl = site.call(site.attribute(value, "load_dialect_impl"), {dialect_value(site)});
      } else {
        impl = impl_of(value, site);
      }
      if (site.failed()) return std::nullopt;
      type = type_of(impl, site, because);
      break;
    }
  }
  if (!type) return type;
  if (object && spec->kind != TypeSpec::Kind::Plain) {
    for (const auto& variant : object->sql.variants) type->variants.push_back(variant);
  }
  if (cls.user) {
    type->python = cls.name;
    type->coerces_values = type->coerces_values || processes_values(cls);
  }
  return type;
}

}  // namespace

bool is_type(const Value& value) {
  if (value.as<Class>()) return value.native_class<TypeClass>() != nullptr;
  return value.object<TypeObject>() || spec_of(class_of(value)) != nullptr;
}

std::optional<ir::Type> type_of(const Value& value, const Site& site, Value* because) {
  if (value.is_unknown()) return fail(because, value);
  if (value.as<Class>()) {
    if (!value.native_class<TypeClass>()) return std::nullopt;
    const Value made = site.call(value);
    if (site.failed() || made.as<Class>()) return std::nullopt;
    return type_of(made, site, because);
  }
  if (const Class* cls = class_of(value)) return type_of_instance(value, *cls, site, because);
  if (const TypeObject* object = value.object<TypeObject>()) return object->sql;
  return std::nullopt;
}

Value bound_value(const Value& type, const Value& value, const Site& site) {
  if (const TypeObject* object = type.object<TypeObject>()) {
    const std::string& dialect = World::of(site).outside().dialect;
    for (const auto& [name, variant] : object->variants) {
      if (name == dialect) return bound_value(variant, value, site);
    }
    if (!object->variants.empty()) return bound_value(object->item, value, site);
  }
  const Class* cls = class_of(type);
  if (!cls) return value;
  // As in SQLAlchemy, what either method returns goes through the literal form of `impl`.
  for (const std::string_view method : {"process_literal_param", "process_bind_param"}) {
    if (!user_attribute(*cls, method)) continue;
    const Value bound = site.call(site.attribute(type, method), {value, dialect_value(site)});
    return site.failed() ? site.unknown(fmt::format("`{}` failed", method)) : bound;
  }
  for (const std::string_view method : {"literal_processor", "bind_processor"}) {
    if (!user_attribute(*cls, method)) continue;
    const Value processor = site.call(site.attribute(type, method), {dialect_value(site)});
    if (site.failed()) return site.unknown(fmt::format("`{}` failed", method));
    if (processor.is_none()) return value;
    return site.call(processor, {value});
  }
  const TypeSpec* spec = spec_of(cls);
  if (spec && spec->kind == TypeSpec::Kind::Decorator) {
    const Value impl = impl_of(type, site);
    if (!site.failed() && is_type(impl)) return bound_value(impl, value, site);
  }
  return value;
}

ir::Type literal_type(const SqlType& type, const Site& site) {
  const Class* cls = class_of(type.value);
  const TypeSpec* spec = spec_of(cls);
  const TypeObject* object = type.value.object<TypeObject>();
  if (!spec || spec->kind != TypeSpec::Kind::Decorator || (object && !object->variants.empty()) ||
      (!user_attribute(*cls, "process_literal_param") &&
       !user_attribute(*cls, "process_bind_param"))) {
    return type.type;
  }
  const Value impl =
      user_attribute(*cls, "load_dialect_impl")
          ? site.call(site.attribute(type.value, "load_dialect_impl"), {dialect_value(site)})
          : impl_of(type.value, site);
  if (site.failed()) return type.type;
  return type_of(impl, site).value_or(type.type);
}

// ---- the objects

std::string_view TypeObject::type_name() const {
  return cls ? std::string_view(cls->name) : spec ? spec->name : "TypeEngine";
}

std::optional<Value> TypeObject::attribute(std::string_view name, const Site& site) const {
  for (const auto& [set, value] : extra) {
    if (set == name) return value;
  }
  const auto text = [&](const std::string& value) {
    return value.empty() ? Value::none(site.span) : Value::text(value, site.span);
  };
  const auto number = [&](const auto& value) {
    return value ? Value::integer(static_cast<std::int64_t>(*value), site.span)
                 : Value::none(site.span);
  };
  if (name == "impl" || name == "impl_instance") {
    if (item.is_none()) return std::nullopt;
    return item;
  }
  if (const auto* string = std::get_if<ir::String>(&sql.kind)) {
    if (name == "length") {
      return string->max ? Value::text("max", site.span) : number(string->length);
    }
    if (name == "collation") return text(string->collation);
  }
  if (const auto* numeric = std::get_if<ir::Numeric>(&sql.kind)) {
    if (name == "precision") return number(numeric->precision);
    if (name == "scale") return number(numeric->scale);
    if (name == "asdecimal") return Value::boolean(numeric->as_decimal, site.span);
  }
  if (const auto* real = std::get_if<ir::Float>(&sql.kind)) {
    if (name == "precision") return number(real->precision);
    if (name == "scale") return number(real->scale);
    if (name == "asdecimal") return Value::boolean(real->as_decimal, site.span);
  }
  if (const auto* binary = std::get_if<ir::Binary>(&sql.kind)) {
    if (name == "length") return number(binary->length);
  }
  if (const auto* stamp = std::get_if<ir::Timestamp>(&sql.kind)) {
    if (name == "timezone") return Value::boolean(stamp->timezone, site.span);
  }
  if (const auto* time = std::get_if<ir::Time>(&sql.kind)) {
    if (name == "timezone") return Value::boolean(time->timezone, site.span);
  }
  if (const auto* list = std::get_if<ir::Array>(&sql.kind)) {
    if (name == "item_type") return item;
    if (name == "dimensions") return number(list->dimensions);
  }
  if (const auto* json = std::get_if<ir::Json>(&sql.kind)) {
    if (name == "none_as_null") return Value::boolean(json->none_as_null, site.span);
  }
  if (const auto* uuid = std::get_if<ir::Uuid>(&sql.kind)) {
    if (name == "as_uuid") return Value::boolean(uuid->as_uuid, site.span);
  }
  if (const auto* enumeration = std::get_if<ir::Enum>(&sql.kind)) {
    if (name == "enums" || name == "values") {
      std::vector<Value> values;
      for (const std::string& value : enumeration->values) values.push_back(Value::text(value));
      return Value::list(std::move(values), site.span);
    }
    if (name == "name") return text(enumeration->name.text);
    if (name == "schema") return text(enumeration->schema);
    if (name == "native_enum") return Value::boolean(enumeration->native, site.span);
    if (name == "create_type") return Value::boolean(enumeration->create_type, site.span);
    if (name == "enum_class") return enum_class;
    if (name == "length") return number(enumeration->length);
  }
  if (const auto* domain = std::get_if<ir::Domain>(&sql.kind)) {
    if (name == "name") return text(domain->name.text);
    if (name == "schema") return text(domain->schema);
  }
  if (std::holds_alternative<ir::Boolean>(sql.kind) && name == "name") {
    return text(sql.check_name.text);
  }
  if (name == "__visit_name__")
    return Value::text(sql.exact.empty() ? std::string(spec->name) : sql.exact);
  return std::nullopt;
}

bool TypeObject::set_attribute(std::string_view name, const Value& value, const Site& site) {
  if (!site.may_change(*this)) return true;
  if (auto* enumeration = std::get_if<ir::Enum>(&sql.kind)) {
    if (name == "create_type") {
      if (const auto flag = value.boolean()) {
        enumeration->create_type = *flag;
        return true;
      }
    }
    if (name == "name" && value.text()) {
      enumeration->name.text = *value.text();
      return true;
    }
    if (name == "schema") {
      enumeration->schema = std::string(value.text().value_or(""));
      return true;
    }
  }
  if (name == "impl") {
    item = value;
    return true;
  }
  std::erase_if(extra, [&](const auto& entry) { return entry.first == name; });
  extra.emplace_back(std::string(name), value);
  return true;
}

std::optional<std::string> TypeObject::repr() const {
  if (std::holds_alternative<ir::NullType>(sql.kind)) return "NullType()";
  if (const auto* string = std::get_if<ir::String>(&sql.kind)) {
    if (string->length && string->collation.empty()) {
      return fmt::format("{}(length={})", type_name(), *string->length);
    }
    if (!string->length && string->collation.empty()) return fmt::format("{}()", type_name());
    return std::nullopt;
  }
  const bool plain = std::holds_alternative<ir::Integer>(sql.kind) ||
                     std::holds_alternative<ir::Boolean>(sql.kind) ||
                     std::holds_alternative<ir::Date>(sql.kind);
  if (plain) return fmt::format("{}()", type_name());
  return std::nullopt;
}

void TypeObject::forget() {
  item = {};
  enum_class = {};
  variants.clear();
  extra.clear();
}

// ---- methods

namespace {

std::shared_ptr<TypeObject> copy_of(const Value& self, const Call& call) {
  if (const TypeObject* object = self.object<TypeObject>(); object && !self.as<Instance>()) {
    auto copy = std::make_shared<TypeObject>();
    copy->sql = object->sql;
    copy->spec = object->spec;
    copy->cls = object->cls;
    copy->item = object->item;
    copy->enum_class = object->enum_class;
    copy->variants = object->variants;
    copy->extra = object->extra;
    return copy;
  }
  const std::optional<ir::Type> type = type_of(self, call);
  if (!type) return nullptr;
  auto copy = std::make_shared<TypeObject>();
  copy->sql = *type;
  copy->spec = spec_of(class_of(self));
  copy->item = self;
  copy->cls = type_class("TypeEngine");
  return copy;
}

// with_variant(type_, *dialect_names)
Value with_variant(const Call& call) {
  SqlType type;
  python::Rest names;
  if (!call.bind({{"type_", type}, {"dialect_names", names}})) return Value::none();
  if (names.arguments.empty()) {
    return call.raise("sqlalchemy.exc.ArgumentError", "At least one dialect name is required");
  }
  std::shared_ptr<TypeObject> result = copy_of(*call.self, call);
  if (!result) return call.unknown("a variant of a type that is not known");
  if (result->variants.empty()) result->item = *call.self;
  for (const python::Argument& argument : names.arguments) {
    const auto name = argument.value.text();
    if (!name) return call.raise("TypeError", "a dialect's name is a string");
    for (const auto& [taken, value] : result->variants) {
      if (taken == *name) {
        return call.raise("sqlalchemy.exc.ArgumentError",
                          fmt::format("Dialect {} is already present in the mapping for this {}",
                                      python::repr_of_text(*name), result->type_name()));
      }
    }
    result->sql.variants.emplace_back(std::string(*name), type.type);
    result->variants.emplace_back(std::string(*name), type.value);
  }
  return Value::object(std::move(result), call.span);
}

Value copy(const Call& call) {
  std::shared_ptr<TypeObject> result = copy_of(*call.self, call);
  if (!result) return call.unknown("a copy of a type that is not known");
  return Value::object(std::move(result), call.span);
}

Value itself(const Call& call) { return *call.self; }

// compile(dialect=None), also str(type)
Value compile(const Call& call) {
  return call.unknown("the text of a type depends on the dialect that prints it");
}

/// With `checkfirst`: whether a type of this name is there, when that is known.
std::optional<bool> exists_already(const ir::Type& type, const std::optional<Value>& checkfirst,
                                   const Call& call) {
  const std::optional<ir::TableName> name = ir::name_of(type);
  if (!checkfirst || !checkfirst->boolean().value_or(false) || !name) return std::nullopt;
  World& world = World::of(call);
  const ir::Schema* state = world.state(call, "`checkfirst`");
  if (state == nullptr) return std::nullopt;
  const ir::Presence presence = state->type(*name);
  if (presence == ir::Presence::Unknown) return std::nullopt;
  const bool there = presence == ir::Presence::Present;
  world.assume(fmt::format("type `{}` {}", *name, there ? "exists" : "does not exist"));
  return there;
}

/// The enum or domain that the type is on the running dialect, or null.
const ir::Type* named_type(const ir::Type& type, const World& world) {
  const ir::Type& resolved = type.resolved(world.outside().dialect);
  if (world.outside().dialect != "postgresql") return nullptr;
  if (const auto* enumeration = std::get_if<ir::Enum>(&resolved.kind)) {
    return enumeration->native && !enumeration->set ? &resolved : nullptr;
  }
  return std::holds_alternative<ir::Domain>(resolved.kind) ? &resolved : nullptr;
}

// create(bind, checkfirst=False), for what has a type of its own on the server
Value create(const Call& call) {
  std::optional<Value> bind;
  std::optional<Value> checkfirst;
  if (!call.bind({{"bind", bind}, {"checkfirst", checkfirst}})) return Value::none();
  Value because;
  const std::optional<ir::Type> type = type_of(*call.self, call, &because);
  if (!type) return Value::none();
  World& world = World::of(call);
  if (const ir::Type* named = named_type(*type, world)) {
    const std::optional<bool> there = exists_already(*named, checkfirst, call);
    if (there == true) return Value::none(call.span);
    const bool conditional = checkfirst && checkfirst->boolean().value_or(false) && !there;
    world.emit(call, ir::CreateType{.type = *named, .if_not_exists = conditional});
  }
  return Value::none(call.span);
}

// drop(bind, checkfirst=False)
Value drop(const Call& call) {
  std::optional<Value> bind;
  std::optional<Value> checkfirst;
  if (!call.bind({{"bind", bind}, {"checkfirst", checkfirst}})) return Value::none();
  const std::optional<ir::Type> type = type_of(*call.self, call);
  if (!type) return Value::none();
  World& world = World::of(call);
  if (const ir::Type* named = named_type(*type, world)) {
    if (exists_already(*named, checkfirst, call) == false) return Value::none(call.span);
    ir::DropType dropped;
    if (const auto* enumeration = std::get_if<ir::Enum>(&named->kind)) {
      dropped.name = {enumeration->schema, enumeration->name.text};
    } else if (const auto* domain = std::get_if<ir::Domain>(&named->kind)) {
      dropped.name = {domain->schema, domain->name.text};
      dropped.domain = true;
    }
    world.emit(call, std::move(dropped));
  }
  return Value::none(call.span);
}

// load_dialect_impl(dialect) of a decorator that does not say more
Value load_dialect_impl(const Call& call) {
  Value dialect;
  if (!call.bind({{"dialect", dialect}})) return Value::none();
  return impl_of(*call.self, call);
}

constexpr Builtin with_variant_method{"with_variant", with_variant, true};
constexpr Builtin copy_method{"copy", copy, true};
constexpr Builtin adapt_method{"dialect_impl", itself, true};
constexpr Builtin compile_method{"compile", compile, true};
constexpr Builtin create_method{"create", create, true};
constexpr Builtin drop_method{"drop", drop, true};
constexpr Builtin load_dialect_impl_method{"load_dialect_impl", load_dialect_impl, true};

}  // namespace

void define_type_methods(const TypeSpec& spec, Class& cls) {
  if (spec.name == "TypeEngine") {
    for (const Builtin* method :
         {&with_variant_method, &copy_method, &adapt_method, &compile_method}) {
      cls.attributes.set(method->name, Value::builtin(*method));
    }
  }
  const bool schema_type = std::holds_alternative<ir::Enum>(spec.start.kind) ||
                           std::holds_alternative<ir::Boolean>(spec.start.kind) ||
                           std::holds_alternative<ir::Domain>(spec.start.kind);
  if (schema_type || spec.kind == TypeSpec::Kind::Decorator) {
    cls.attributes.set("create", Value::builtin(create_method));
    cls.attributes.set("drop", Value::builtin(drop_method));
  }
  if (spec.kind == TypeSpec::Kind::Decorator) {
    cls.attributes.set("load_dialect_impl", Value::builtin(load_dialect_impl_method));
  }
}

std::optional<Value> call_again(const Call& call, const Value& callee) {
  std::vector<Value> arguments;
  for (const python::Argument& argument : call.positional) arguments.push_back(argument.value);
  std::vector<std::pair<std::string_view, Value>> keywords;
  for (const python::KeywordArgument& keyword : call.keywords) {
    keywords.emplace_back(keyword.name, keyword.value);
  }
  if (call.incomplete) return Value::unknown(*call.incomplete);
  return call.call(callee, std::move(arguments), std::move(keywords));
}

// ---- enumerations and arrays

namespace {

/// The members of a Python enumeration: what is stored for each, and the name of each.
bool enumeration_members(const Value& cls, const std::optional<Value>& values_callable,
                         ir::Enum& out, const Call& call) {
  const Class* python_class = cls.as<Class>();
  const auto& names = python_class->enumeration->members;
  std::vector<std::string> stored;
  if (values_callable && !values_callable->is_none()) {
    const Value values = call.call(*values_callable, {cls});
    if (call.failed()) return false;
    const auto items = call.items(values);
    if (!items) {
      World::of(call).refuse(call, "the values of this enumeration are not known");
      return false;
    }
    for (const Value& item : *items) {
      const auto text = item.text();
      if (!text) {
        if (const python::Unknown* unknown = item.unknown()) {
          World::of(call).refuse(
              call, fmt::format("a value of this enumeration is not known: {}", unknown->why));
          return false;
        }
        const Value converted = call.str(item);
        if (!converted.text()) return false;
        stored.emplace_back(*converted.text());
        continue;
      }
      stored.emplace_back(*text);
    }
  } else {
    stored = names;
  }
  out.values = stored;
  for (std::size_t i = 0; i < names.size() && i < stored.size(); ++i) {
    out.members.emplace_back(names[i], stored[i]);
  }
  return true;
}

const std::string* lower_class_name(const Value& cls, std::string& buffer) {
  buffer = ascii_lower(cls.as<Class>()->name);
  return &buffer;
}

}  // namespace

// Enum(*enums, create_constraint=False, metadata=None, name=None, native_enum=True, length=None,
//      schema=None, quote=None, inherit_schema=False, validate_strings=False, values_callable=None,
//      sort_key_function=None, omit_aliases=True); postgresql.ENUM adds create_type, mysql.ENUM and
//      SET charset, collation, ascii, unicode, binary
bool enum_arguments(const Call& call, TypeObject& object) {
  python::Rest enums;
  std::optional<bool> create_constraint, native_enum, inherit_schema, validate_strings,
      omit_aliases, create_type;
  std::optional<Value> metadata, name, quote, values_callable, sort_key_function, length, discarded;
  std::optional<std::string> schema, charset, collation;
  std::optional<Value> ascii, unicode, binary, national, strict, convert_unicode,
      retrieve_as_bitwise;
  python::Options unread;  // SQLAlchemy lets `native=`, `checkfirst=` and any other one pass.
  if (!call.bind({{"enums", enums},
                  {"create_constraint", create_constraint},
                  {"metadata", metadata},
                  {"name", name},
                  {"native_enum", native_enum},
                  {"length", length},
                  {"schema", schema},
                  {"quote", quote},
                  {"inherit_schema", inherit_schema},
                  {"validate_strings", validate_strings},
                  {"values_callable", values_callable},
                  {"sort_key_function", sort_key_function},
                  {"omit_aliases", omit_aliases},
                  {"create_type", create_type},
                  {"charset", charset},
                  {"collation", collation},
                  {"ascii", ascii},
                  {"unicode", unicode},
                  {"binary", binary},
                  {"national", national},
                  {"strict", strict},
                  {"convert_unicode", convert_unicode},
                  {"retrieve_as_bitwise", retrieve_as_bitwise},
                  {"kw", unread}})) {
    return false;
  }
  auto& result = std::get<ir::Enum>(object.sql.kind);
  result.native = native_enum.value_or(true);
  result.create_constraint = create_constraint.value_or(false);
  result.inherit_schema = inherit_schema.value_or(false);
  result.schema = schema.value_or("");
  result.charset = charset.value_or("");
  result.collation = collation.value_or("");
  // Only postgresql.ENUM knows it; sa.Enum swallows it.
  result.create_type = !result.dialect_native || create_type.value_or(true);

  std::vector<python::Argument>& arguments = enums.arguments;
  // `enums=[…]`: the keyword of old versions.
  if (arguments.size() == 1 && arguments[0].value.as<Class>() &&
      arguments[0].value.as<Class>()->enumeration) {
    object.enum_class = arguments[0].value;
    if (!enumeration_members(arguments[0].value, values_callable, result, call)) return false;
  } else {
    for (const python::Argument& argument : arguments) {
      if (const python::Unknown* unknown = argument.value.unknown()) {
        return python::Binding{call, "enums", argument.span}.unknown(*unknown);
      }
      const auto text = argument.value.text();
      if (!text) {
        return python::Binding{call, "enums", argument.span}.mismatch("a string", argument.value);
      }
      result.values.emplace_back(*text);
      result.members.emplace_back(std::string(*text), std::string(*text));
    }
  }
  if (name && !name->is_none()) {
    if (!object_name(*name, result.name, call)) return false;
  } else if (!name && !object.enum_class.is_none()) {
    std::string buffer;
    result.name.text = *lower_class_name(object.enum_class, buffer);
  }
  if (quote && quote->boolean()) result.name.quote = *quote->boolean();

  std::int64_t longest = 0;
  for (const std::string& value : result.values) {
    longest = std::max(longest, static_cast<std::int64_t>(count_code_points(value)));
  }
  result.length = longest;
  if (length) {
    if (const auto said = length->integer()) {
      if (!result.native && *said < longest) {
        call.raise(
            "ValueError",
            fmt::format("When provided, length must be larger or equal than the length of the "
                        "longest enum value. {} < {}",
                        *said, longest));
        return false;
      }
      result.length = *said;
    } else if (length->is_none()) {
      result.length.reset();
    }
  }
  return true;
}

// ARRAY(item_type, as_tuple=False, dimensions=None, zero_indexes=False)
bool array_arguments(const Call& call, TypeObject& object) {
  SqlType item;
  std::optional<bool> as_tuple, zero_indexes;
  std::optional<int> dimensions;
  if (!call.bind({{"item_type", item},
                  {"as_tuple", as_tuple},
                  {"dimensions", dimensions},
                  {"zero_indexes", zero_indexes}})) {
    return false;
  }
  if (std::holds_alternative<ir::Array>(item.type.kind)) {
    call.raise("ValueError",
               "Do not nest ARRAY types; ARRAY(basetype) handles multi-dimensional "
               "arrays of basetype");
    return false;
  }
  object.sql.kind = ir::Array{Box<ir::Type>(std::move(item.type)), dimensions};
  object.item = item.value;
  return true;
}

}  // namespace migc::library

namespace migc::python {

bool from_value(const Value& value, library::SqlType& out, const Binding& binding) {
  if (value.as<Function>() || value.as<BoundMethod>()) {
    // What can be called is, as SQLAlchemy does it with classes.
    const Value made = binding.call.call(value);
    if (binding.call.failed()) return false;
    if (!made.as<Function>() && !made.as<BoundMethod>()) return from_value(made, out, binding);
  }
  Value because;
  const std::optional<ir::Type> type = library::type_of(value, binding.call, &because);
  if (!type) {
    if (const Unknown* unknown = because.unknown()) return binding.unknown(*unknown);
    if (binding.call.failed()) return false;
    return binding.refuse("a column type", value);
  }
  out = {*type, value};
  return true;
}

bool from_value(const Value& value, ir::Type& out, const Binding& binding) {
  library::SqlType type;
  if (!from_value(value, type, binding)) return false;
  out = std::move(type.type);
  return true;
}

}  // namespace migc::python
