#include "compiler/library/alembic/context.h"

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/library/alembic/directives.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/sqlalchemy/engine.h"
#include "compiler/library/world.h"
#include "dialects/dialect.h"

namespace migc::library {

using python::Builtin;
using python::Call;
using python::Site;
using python::Value;

namespace {

class OfflineMode final : public python::Native {
 public:
  std::string_view type_name() const override { return "bool"; }
  Value truth(const Site& site) const override { return Value::boolean(true, site.span); }
  std::optional<std::string> repr() const override { return "True"; }
  std::optional<Value> compare(python::ast::CompareOp op, const Value& other,
                               const Site& site) const override {
    return site.compare(op, Value::boolean(true, site.span), other);
  }
};

// context.is_offline_mode()
Value is_offline_mode(const Call& call) {
  return Value::object(std::make_shared<OfflineMode>(), call.span);
}

// context.get_x_argument(as_dictionary=False)
Value get_x_argument(const Call& call) {
  std::optional<bool> as_dictionary;
  if (!call.bind({{"as_dictionary", as_dictionary}})) return Value::none();
  const std::vector<std::string>& arguments = World::of(call).outside().x_arguments;
  if (!as_dictionary.value_or(false)) {
    std::vector<Value> values;
    for (const std::string& argument : arguments) values.push_back(Value::text(argument));
    return Value::list(std::move(values), call.span);
  }
  Value result = Value::dict(call.span);
  for (const std::string& argument : arguments) {
    const std::size_t equals = argument.find('=');
    const std::string value = equals == std::string::npos ? "" : argument.substr(equals + 1);
    result.as<python::Dict>()->set(argument.substr(0, equals), Value::text(value));
  }
  return result;
}

Value text_or_none(const std::string& text, const Site& site) {
  return text.empty() ? Value::none(site.span) : Value::text(text, site.span);
}

// context.get_tag_argument()
Value get_tag_argument(const Call& call) {
  return text_or_none(World::of(call).outside().tag, call);
}

// context.get_starting_revision_argument()
Value get_starting_revision_argument(const Call& call) {
  return text_or_none(World::of(call).outside().starting, call);
}

// context.get_revision_argument()
Value get_revision_argument(const Call& call) {
  return text_or_none(World::of(call).outside().destination, call);
}

// context.get_head_revision(), context.get_head_revisions()
Value get_head_revision(const Call& call) {
  return call.unknown("the head revisions are not known to the code");
}

// ---- the migration context

/// The words that open and close a transaction, for a block that a revision opens itself.
ir::Action transaction_word(const Site& site, bool begin) {
  const dialects::Target* target = World::of(site).outside().target;
  const dialects::Facts* facts =
      target != nullptr && target->dialect != nullptr ? &target->dialect->facts() : nullptr;
  std::string_view word = begin ? "BEGIN" : "COMMIT";
  if (facts != nullptr) word = begin ? facts->begin : facts->commit;
  if (begin && facts != nullptr && !facts->separates_begin) {
    return ir::Note{fmt::format("{}{}", word, facts->terminator)};
  }
  return ir::Execute{.sql = ir::raw_sql(std::string(word)), .understood = true, .verbatim = true};
}

class AutocommitBlock final : public python::Native {
 public:
  std::string_view type_name() const override { return "autocommit_block"; }
  std::optional<Value> enter(const Site& site) override {
    origin_ = {site.span, site.evaluator.outermost_call()};
    World::of(site).open_frame();
    return Value::none(site.span);
  }
  bool leave(const Value&, const Site& site) override {
    World& world = World::of(site);
    world.emit_from(origin_, site, ir::Autocommit{world.close_frame()});
    return false;
  }

 private:
  Origin origin_;
};

class TransactionBlock final : public python::Native {
 public:
  std::string_view type_name() const override { return "begin_transaction"; }
  std::optional<Value> enter(const Site& site) override {
    const dialects::Target* target = World::of(site).outside().target;
    opens_ = !target || target->transactional_ddl;
    if (opens_) World::of(site).emit(site, transaction_word(site, true));
    return Value::none(site.span);
  }
  bool leave(const Value& exception, const Site& site) override {
    if (opens_ && exception.is_none()) World::of(site).emit(site, transaction_word(site, false));
    return false;
  }

 private:
  bool opens_ = false;
};

// MigrationContext.autocommit_block()
Value autocommit_block(const Call& call) {
  if (!call.bind({})) return Value::none();
  return Value::object(std::make_shared<AutocommitBlock>(), call.span);
}

// MigrationContext.begin_transaction(_per_migration=False)
Value begin_transaction(const Call& call) {
  return Value::object(std::make_shared<TransactionBlock>(), call.span);
}

// MigrationContext.execute(sql, execution_options=None)
Value context_execute(const Call& call) {
  Value sql;
  std::optional<Value> execution_options;
  if (!call.bind({{"sql", sql}, {"execution_options", execution_options}})) return Value::none();
  execute_statement(sql, nullptr, call);
  return Value::none(call.span);
}

// MigrationContext.get_current_revision(), get_current_heads()
Value get_current_revision(const Call& call) {
  return call.unknown("the current revision is in the database");
}

// impl.static_output(text)
Value static_output(const Call& call) {
  std::string text;
  if (!call.bind({{"text", text}})) return Value::none();
  World::of(call).emit(call, ir::Note{std::move(text)});
  return Value::none(call.span);
}

constexpr Builtin context_methods[] = {{"autocommit_block", autocommit_block},
                                       {"begin_transaction", begin_transaction},
                                       {"execute", context_execute},
                                       {"get_current_revision", get_current_revision},
                                       {"get_current_heads", get_current_revision}};
constexpr Builtin impl_methods[] = {
    {"execute", context_execute}, {"static_output", static_output}, {"bulk_insert", bulk_insert}};

class Impl final : public python::Native {
 public:
  std::string_view type_name() const override { return "DefaultImpl"; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    for (const Builtin& method : impl_methods) {
      if (method.name == name) return Value::builtin(method, site.span);
    }
    if (name == "dialect") return dialect_value(site);
    if (name == "connection" || name == "bind") return bind_value(site);
    if (name == "as_sql") return Value::boolean(true, site.span);
    if (name == "transactional_ddl") {
      const dialects::Target* target = World::of(site).outside().target;
      return Value::boolean(target && target->transactional_ddl, site.span);
    }
    return std::nullopt;
  }
};

// context.get_impl()
Value get_impl(const Call& call) {
  if (!call.bind({})) return Value::none();
  return Value::object(std::make_shared<Impl>(), call.span);
}

class MigrationContext final : public python::Native {
 public:
  std::string_view type_name() const override { return "MigrationContext"; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    for (const Builtin& method : context_methods) {
      if (method.name == name) return Value::builtin(method, site.span);
    }
    if (name == "dialect") return dialect_value(site);
    if (name == "bind" || name == "connection") return bind_value(site);
    if (name == "as_sql") return Value::boolean(true, site.span);
    if (name == "config") return config_value(site);
    if (name == "impl") return Value::object(std::make_shared<Impl>(), site.span);
    if (name == "opts") return options(site);
    if (name == "version_table") return configured(name, "alembic_version", site);
    if (name == "version_table_schema") return configured(name, nullptr, site);
    return std::nullopt;
  }

 private:
  /// What env.py gave to `context.configure()`, or what Alembic takes then.
  static Value configured(std::string_view name, const char* fallback, const Site& site) {
    for (const auto& [key, value] : World::of(site).outside().context_options) {
      if (key == name && !value.is_none()) return value;
    }
    return fallback ? Value::text(fallback, site.span) : Value::none(site.span);
  }
  static Value options(const Site& site) {
    Value result = Value::dict(site.span);
    python::Dict& dict = *result.as<python::Dict>();
    for (const auto& [name, value] : World::of(site).outside().context_options) {
      dict.set(name, value);
    }
    dict.set("as_sql", Value::boolean(true));
    return result;
  }
};

// ---- Config

std::optional<std::string> option_of(const Site& site, std::string_view section,
                                     std::string_view name) {
  const World& world = World::of(site);
  const std::string_view main = world.outside().section_name;
  const std::string_view wanted = section.empty() ? main : section;
  for (auto set = world.set_options.rbegin(); set != world.set_options.rend(); ++set) {
    if (std::get<0>(*set) == wanted && std::get<1>(*set) == ascii_lower(name)) {
      return std::get<2>(*set);
    }
  }
  return world.outside().option ? world.outside().option(wanted, name) : std::nullopt;
}

/// The option's value, Unknown when the code set it to what is not known.
Value option_or(const Call& call, std::string_view section, std::string_view name,
                const std::optional<Value>& fallback) {
  for (const auto& [in, key, cause] : World::of(call).unknown_options) {
    if (in == section && key == ascii_lower(name)) return Value::unknown(cause);
  }
  if (const auto value = option_of(call, section, name)) return Value::text(*value, call.span);
  return fallback.value_or(Value::none(call.span));
}

// config.get_main_option(name, default=None)
Value get_main_option(const Call& call) {
  std::string name;
  std::optional<Value> fallback;
  if (!call.bind({{"name", name}, {"default", fallback}})) return Value::none();
  return option_or(call, World::of(call).outside().section_name, name, fallback);
}

// config.get_section_option(section, name, default=None)
Value get_section_option(const Call& call) {
  std::string section, name;
  std::optional<Value> fallback;
  if (!call.bind({{"section", section}, {"name", name}, {"default", fallback}})) {
    return Value::none();
  }
  return option_or(call, section, name, fallback);
}

// config.get_section(name, default={})
Value get_section(const Call& call) {
  std::string name;
  std::optional<Value> fallback;
  if (!call.bind({{"name", name}, {"default", fallback}})) return Value::none();
  const World& world = World::of(call);
  const auto items = world.outside().section ? world.outside().section(name) : std::nullopt;
  const bool changed = std::ranges::any_of(
      world.set_options, [&](const auto& set) { return std::get<0>(set) == name; });
  if (!items && !changed) return fallback.value_or(Value::dict(call.span));
  Value result = Value::dict(call.span);
  python::Dict& dict = *result.as<python::Dict>();
  if (items) {
    for (const auto& [key, value] : *items) dict.set(key, Value::text(value));
  }
  for (const auto& [section, key, value] : world.set_options) {
    if (section == name) dict.set(key, Value::text(value));
  }
  return result;
}

// config.set_main_option(name, value), config.set_section_option(section, name, value)
void set_option(const Call& call, std::string section, const std::string& name,
                const Value& value) {
  World& world = World::of(call);
  std::string text;
  if (const python::Unknown* unknown = value.unknown()) {
    // What asks for the option later must not get the old value.
    world.unknown_options.emplace_back(std::move(section), ascii_lower(name), *unknown);
    return;
  }
  text = value.text().value_or("");
  // As in an ini file, a doubled percent sign is one.
  text = replace_all(std::move(text), "%%", "%");
  world.set_options.emplace_back(std::move(section), ascii_lower(name), std::move(text));
}
Value set_main_option(const Call& call) {
  std::string name;
  Value value;
  if (!call.bind({{"name", name}, {"value", value}})) return Value::none();
  set_option(call, World::of(call).outside().section_name, name, value);
  return Value::none(call.span);
}
Value set_section_option(const Call& call) {
  std::string section, name;
  Value value;
  if (!call.bind({{"section", section}, {"name", name}, {"value", value}})) return Value::none();
  set_option(call, std::move(section), name, value);
  return Value::none(call.span);
}

// config.print_stdout(text, *arg), get_template_directory()
Value print_stdout(const Call& call) { return Value::none(call.span); }

/// `config.file_config`: a ConfigParser, as far as env.py asks it.
Value file_get(const Call& call) {
  std::string section, name;
  std::optional<Value> fallback, raw, vars;
  if (!call.bind({{"section", section},
                  {"option", name},
                  {"raw", raw},
                  {"vars", vars},
                  {"fallback", fallback}})) {
    return Value::none();
  }
  if (const auto value = option_of(call, section, name)) return Value::text(*value, call.span);
  if (fallback) return *fallback;
  return call.raise("configparser.NoOptionError",
                    fmt::format("No option '{}' in section: '{}'", name, section));
}
Value file_has_section(const Call& call) {
  std::string section;
  if (!call.bind({{"section", section}})) return Value::none();
  const auto& sections = World::of(call).outside().section;
  return Value::boolean(sections && sections(section), call.span);
}
Value file_has_option(const Call& call) {
  std::string section, name;
  if (!call.bind({{"section", section}, {"option", name}})) return Value::none();
  return Value::boolean(option_of(call, section, name).has_value(), call.span);
}
constexpr Builtin file_methods[] = {
    {"get", file_get}, {"has_section", file_has_section}, {"has_option", file_has_option}};
class FileConfig final : public python::Native {
 public:
  std::string_view type_name() const override { return "ConfigParser"; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    for (const Builtin& method : file_methods) {
      if (method.name == name) return Value::builtin(method, site.span);
    }
    return std::nullopt;
  }
};

constexpr Builtin config_methods[] = {{"get_main_option", get_main_option},
                                      {"get_alembic_option", get_main_option},
                                      {"get_section_option", get_section_option},
                                      {"get_section", get_section},
                                      {"set_main_option", set_main_option},
                                      {"set_section_option", set_section_option},
                                      {"print_stdout", print_stdout}};

/// `config.cmd_opts`: what argparse made of the command line.
class CommandOptions final : public python::Native {
 public:
  std::string_view type_name() const override { return "Namespace"; }
  bool complete() const override { return true; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    const Outside& outside = World::of(site).outside();
    if (name == "x") {
      if (outside.x_arguments.empty()) return Value::none(site.span);
      std::vector<Value> values;
      for (const std::string& argument : outside.x_arguments) {
        values.push_back(Value::text(argument));
      }
      return Value::list(std::move(values), site.span);
    }
    if (name == "sql") return Value::boolean(true, site.span);
    if (name == "tag") return text_or_none(outside.tag, site);
    if (name == "name") return Value::text(outside.section_name, site.span);
    if (name == "revision") return text_or_none(outside.destination, site);
    if (name == "raiseerr" || name == "quiet" || name == "verbose") {
      return Value::boolean(false, site.span);
    }
    if (name == "autogenerate") return std::nullopt;
    return std::nullopt;
  }
};

class Config final : public python::Native {
 public:
  std::string_view type_name() const override { return "Config"; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    for (const Builtin& method : config_methods) {
      if (method.name == name) return Value::builtin(method, site.span);
    }
    World& world = World::of(site);
    if (name == "config_file_name") return text_or_none(world.outside().config_file, site);
    if (name == "config_ini_section") return Value::text(world.outside().section_name, site.span);
    if (name == "attributes") {
      if (world.config_attributes.is_none()) world.config_attributes = Value::dict(site.span);
      return world.config_attributes;
    }
    if (name == "cmd_opts") return Value::object(std::make_shared<CommandOptions>(), site.span);
    if (name == "file_config") return Value::object(std::make_shared<FileConfig>(), site.span);
    return std::nullopt;
  }
};

/// `context.script`: the revisions, of which the code of one knows nothing.
class ScriptDirectory final : public python::Native {
 public:
  std::string_view type_name() const override { return "ScriptDirectory"; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    if (name == "dir") return text_or_none(World::of(site).outside().script_location, site);
    return std::nullopt;
  }
};

constexpr Builtin functions[] = {
    {"is_offline_mode", is_offline_mode},
    {"get_x_argument", get_x_argument},
    {"get_tag_argument", get_tag_argument},
    {"get_starting_revision_argument", get_starting_revision_argument},
    {"get_revision_argument", get_revision_argument},
    {"get_head_revision", get_head_revision},
    {"get_head_revisions", get_head_revision},
    {"get_context", get_context},
    {"get_bind", get_bind},
    {"get_impl", get_impl},
    {"execute", context_execute},
};

void define_context(python::Module& module) {
  for (const Builtin& function : functions) module.function(function);
  module.define("config", Value::object(std::make_shared<Config>()));
  module.define("script", Value::object(std::make_shared<ScriptDirectory>()));
}

// alembic.context is its own object; the classes are named in annotations and isinstance().
constexpr python::ModelledModule modules[] = {
    {"alembic.context", define_context},
    {"alembic",
     [](python::Module& module) { module.define("__version__", Value::text("1.19.2")); }},
};

}  // namespace

extern const Part alembic_context{modules};

bool is_offline_mode_value(const Value& value) { return value.object<OfflineMode>() != nullptr; }

Value config_value(const Site& site) {
  return Value::object(std::make_shared<Config>(), site.span);
}

Value migration_context_value(const Site& site) {
  return Value::object(std::make_shared<MigrationContext>(), site.span);
}

}  // namespace migc::library
