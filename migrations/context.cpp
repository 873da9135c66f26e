#include "migrations/context.h"

#include "compiler/base/text.h"
#include "dialects/catalogue.h"
#include "dialects/server_version.h"

namespace migc::migrations {
namespace {

using python::Value;

class Arguments {
 public:
  Arguments(const library::EnvironmentAction& configure, Diagnostics& diagnostics)
      : configure_(configure), diagnostics_(diagnostics) {}

  /// Null when it is absent or None. What is not known is an error: it shapes the whole script.
  const Value* find(std::string_view name) const {
    for (const auto& [argument, value] : configure_.arguments) {
      if (argument != name || value.is_none()) continue;
      if (const python::Unknown* unknown = value.unknown()) {
        diagnostics_
            .error("unknown-environment", configure_.where,
                   "`{}` of context.configure() is not known", name)
            .label(unknown->because, unknown->why)
            .help(fmt::format("say it with `--kwarg {0}=VALUE`, or `{0} = …` below `[kwargs]` in "
                              "migc.toml",
                              name));
        return nullptr;
      }
      return &value;
    }
    return nullptr;
  }
  std::optional<bool> flag(std::string_view name) const {
    const Value* value = find(name);
    return value != nullptr ? value->boolean() : std::nullopt;
  }
  std::string text(std::string_view name, std::string otherwise = {}) const {
    const Value* value = find(name);
    if (value == nullptr) return otherwise;
    if (const std::optional<std::string_view> text = value->text()) return std::string(*text);
    diagnostics_.error("invalid-argument", configure_.where,
                       "`{}` of context.configure() is no text", name);
    return otherwise;
  }
  /// The argument, known or not; null when it is absent.
  const Value* given(std::string_view name) const {
    for (const auto& [argument, value] : configure_.arguments) {
      if (argument == name) return &value;
    }
    return nullptr;
  }
  const python::Unknown* unknown(std::string_view name) const {
    const Value* value = given(name);
    return value != nullptr ? value->unknown() : nullptr;
  }

 private:
  const library::EnvironmentAction& configure_;
  Diagnostics& diagnostics_;
};

std::optional<dialects::Paramstyle> paramstyle(std::string_view name) {
  using enum dialects::Paramstyle;
  if (name == "named") return Named;
  if (name == "pyformat") return Pyformat;
  if (name == "format") return Format;
  if (name == "qmark") return Qmark;
  if (name == "numeric") return Numeric;
  if (name == "numeric_dollar") return NumericDollar;
  return std::nullopt;
}

/// The project's own URL where it is for this dialect; empty otherwise.
std::string url_for(const dialects::Dialect& dialect, const Arguments& arguments,
                    const Project& project) {
  Diagnostics unheard;
  const Environment& environment = project.environment;
  const Value* given = arguments.given("url");
  const std::optional<std::string_view> text = given ? given->text() : std::nullopt;
  for (const std::optional<std::string>& url :
       {environment.url, text ? std::optional<std::string>(*text) : std::nullopt,
        environment.ini.value(environment.section, "sqlalchemy.url", unheard)}) {
    if (!url) continue;
    const auto found = dialects::dialect_of_url(*url);
    if (found && found->dialect == &dialect) return *url;
  }
  return {};
}

/// The dialect: what the user says, else what env.py says, else the URL of the ini file.
std::optional<dialects::UrlDialect> find_dialect(const Arguments& arguments, const Project& project,
                                                 Span where, std::string& url,
                                                 Diagnostics& diagnostics) {
  const auto from = [&](const std::string& text,
                        std::string_view origin) -> std::optional<dialects::UrlDialect> {
    std::optional<dialects::UrlDialect> found = dialects::dialect_of_url(text);
    if (!found) {
      diagnostics
          .error("unknown-dialect", where, "no dialect `{}`, which {} names",
                 escape_controls(text.substr(0, text.find(':'))), origin)
          .help("the dialects are postgresql, mysql, mariadb, sqlite, mssql and oracle");
    }
    return found;
  };
  const ProjectOptions& options = project.options;
  if (options.url) url = *options.url;
  if (options.dialect) {
    const auto found = from(*options.dialect, "--dialect");
    if (found && !options.url) url = url_for(*found->dialect, arguments, project);
    return found;
  }
  if (options.url) return from(*options.url, "--url");
  const Environment& environment = project.environment;
  if (environment.url) url = *environment.url;
  if (environment.dialect) return from(*environment.dialect, environment.migc_toml_path);
  if (environment.url) return from(*environment.url, environment.migc_toml_path);

  if (!arguments.unknown("url")) {
    if (const std::string said = arguments.text("url"); !said.empty()) {
      url = said;
      return from(said, "env.py");
    }
    if (const std::string said = arguments.text("dialect_name"); !said.empty()) {
      return from(said, "env.py");
    }
  }
  Diagnostics unheard;
  const std::optional<std::string> configured =
      environment.ini.value(environment.section, "sqlalchemy.url", unheard);
  if (configured) {
    if (const auto found = dialects::dialect_of_url(*configured)) {
      url = *configured;
      return found;
    }
  }
  Diagnostic& error = diagnostics.error("unknown-dialect", where,
                                        "which database the script is for cannot be known");
  if (const python::Unknown* unknown = arguments.unknown("url")) {
    error.label(unknown->because, unknown->why);
  }
  error.help("say it with `--dialect postgresql`, or `dialect = \"postgresql\"` in migc.toml");
  return std::nullopt;
}

}  // namespace

std::optional<ContextOptions> read_context(const library::EnvironmentAction& configure,
                                           const Project& project, Diagnostics& diagnostics) {
  const Arguments arguments(configure, diagnostics);
  ContextOptions context;
  const std::optional<dialects::UrlDialect> dialect =
      find_dialect(arguments, project, configure.where, context.url, diagnostics);
  if (!dialect) return std::nullopt;

  dialects::Target& target = context.target;
  target = dialects::target_for(*dialect->dialect, dialect->driver);
  target.literal_binds = arguments.flag("literal_binds").value_or(false);
  if (const auto transactional = arguments.flag("transactional_ddl")) {
    target.transactional_ddl = *transactional;
  }
  if (const Value* options = arguments.find("dialect_opts"); options && options->dictionary()) {
    const python::Dict& given = *options->dictionary();
    if (const Value* style = given.find("paramstyle"); style && style->text()) {
      if (const auto known = paramstyle(*style->text())) {
        target.paramstyle = *known;
        target.double_percent =
            *known == dialects::Paramstyle::Pyformat || *known == dialects::Paramstyle::Format;
      }
    }
    if (const Value* large = given.find("deprecate_large_types")) {
      target.deprecate_large_types = large->boolean();
    }
  }
  const std::string separator = fmt::format("{}_batch_separator", target.dialect->facts().name);
  for (const auto& [name, value] : configure.arguments) {
    if (name == separator) target.batch_separator = std::string(value.text().value_or(""));
  }
  const std::optional<std::string>& version = project.options.server_version
                                                  ? project.options.server_version
                                                  : project.environment.server_version;
  if (version) {
    target.version = dialects::read_server_version(*version, target.dialect->facts().name);
    if (!target.version) {
      diagnostics.error("bad-server-version", {}, "`{}` is no version of a server",
                        escape_controls(*version));
      return std::nullopt;
    }
  }

  context.transaction_per_migration = arguments.flag("transaction_per_migration").value_or(false);
  context.version_table.name = arguments.text("version_table", "alembic_version");
  context.version_table.schema = arguments.text("version_table_schema");
  context.version_table_primary_key = arguments.flag("version_table_pk").value_or(true);
  context.starting_revision = arguments.text("starting_rev");
  if (!arguments.unknown("tag")) context.tag = arguments.text("tag");
  // One that is not known is refused where it could name something.
  if (const Value* convention = arguments.given("naming_convention")) {
    if (!convention->is_none() && !convention->is_unknown() && !convention->dictionary()) {
      diagnostics.error("bad-environment", configure.where,
                        "`naming_convention` is a dict, not `{}`", python::type_name(*convention));
    }
    context.naming_convention = *convention;
    python::freeze(*convention);
  }
  if (const Value* callbacks = arguments.find("on_version_apply")) {
    if (const std::vector<Value>* several = callbacks->items()) {
      context.on_version_apply = *several;
    } else {
      context.on_version_apply = {*callbacks};
    }
  }
  context.arguments = configure.arguments;
  for (const auto& [_, value] : context.arguments) python::freeze(value);
  return context;
}

}  // namespace migc::migrations
