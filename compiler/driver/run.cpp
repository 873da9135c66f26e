#include "compiler/driver/run.h"

#include <algorithm>
#include <exception>
#include <memory>

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "compiler/base/text.h"
#include "compiler/driver/catalogue.h"

namespace migc::driver {
namespace {

/// Options as the command line spells them, before `name=value` is taken apart.
struct RawOptions {
  GlobalOptions global;
  std::vector<std::string> set, define, env, arguments;
  std::string color = "auto";
};

/// Help in lines that a terminal shows whole.
class HelpFormatter final : public CLI::Formatter {
 public:
  HelpFormatter() { column_width(column); }

  std::string make_option_desc(const CLI::Option* option) const override {
    const std::string description = CLI::Formatter::make_option_desc(option);
    std::string result;
    std::size_t used = 0;
    for (const std::string_view word : split(description, ' ')) {
      if (used > 0) {
        const bool fits = column + used + 1 + word.size() <= line;
        result += fits ? ' ' : '\n';
        used = fits ? used + 1 : 0;
      }
      result += word;
      used += word.size();
    }
    return result;
  }

 private:
  static constexpr std::size_t column = 28, line = 80;
};

/// Each use takes one value; the option may be used again.
void repeatable(CLI::App& app, const std::string& names, std::vector<std::string>& values,
                const std::string& value, const std::string& description) {
  app.add_option(names, values, description)->allow_extra_args(false)->type_name(value);
}

void add_global_options(CLI::App& app, RawOptions& raw) {
  GlobalOptions& global = raw.global;
  const auto text = [&](const std::string& names, auto& value, const std::string& type,
                        const std::string& description) {
    app.add_option(names, value, description)->type_name(type);
  };
  repeatable(app, "-c,--config", global.config, "FILE",
             "Configuration file; by default $ALEMBIC_CONFIG or alembic.ini, and pyproject.toml. "
             "May be given twice, for an ini and a TOML file");
  text("-n,--name", global.name, "NAME", "Section of the ini file to use");
  repeatable(app, "-x", global.x_arguments, "ARG",
             "Argument for context.get_x_argument(), e.g. -x tenant=main");
  app.add_flag("--raiseerr", global.raise_error, "Accepted as Alembic does; without effect");
  app.add_flag("-q,--quiet", global.quiet, "Print neither listings nor warnings");
  text("-o,--output", global.output, "FILE",
       "Write the result to this file, whole or not at all, instead of standard output");
  text("--dialect", global.dialect, "NAME", "Dialect to write, instead of the configured one");
  text("--url", global.url, "URL", "Database URL, instead of the configured one");
  text("--server-version", global.server_version, "VERSION",
       "Version of the database server that the script is for");
  text("--now", global.now, "TIME", "The moment that datetime.now() and the like give");
  repeatable(app, "--set", raw.set, "NAME=VALUE", "Option of the configuration file's section");
  repeatable(app, "--define", raw.define, "NAME=JSON",
             "Value of a name that migrations import, e.g. app.config.SCHEMA='\"shop\"'");
  repeatable(app, "--env", raw.env, "NAME=VALUE", "Environment variable that migrations see");
  repeatable(app, "--kwarg", raw.arguments, "NAME=VALUE", "Argument of context.configure()");
  app.add_option("--color", raw.color, "Color in messages: auto, always, never")
      ->type_name("WHEN")
      ->check(CLI::IsMember({"auto", "always", "never"}));
}

std::vector<NamedText> named_texts(std::string_view option, const std::vector<std::string>& raw) {
  std::vector<NamedText> result;
  for (const std::string& text : raw) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw CLI::ValidationError(fmt::format("{}: `{}` is not NAME=VALUE", option, text));
    }
    result.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return result;
}

GlobalOptions cooked(RawOptions raw, const Host& host) {
  GlobalOptions options = std::move(raw.global);
  options.set = named_texts("--set", raw.set);
  options.define = named_texts("--define", raw.define);
  options.env = named_texts("--env", raw.env);
  options.arguments = named_texts("--kwarg", raw.arguments);
  if (options.config.empty()) {
    const std::optional<std::string> named = host.variable("ALEMBIC_CONFIG");
    if (named && !named->empty()) options.config.push_back(*named);
  }
  options.color = raw.color == "always" || (raw.color == "auto" && host.terminal);
  return options;
}

bool is_relative_revision(const std::string& argument) {
  return argument.size() > 1 && argument[0] == '-' && argument[1] >= '0' && argument[1] <= '9';
}

/// `downgrade -1` names a revision, as it does for Alembic. The parser would take `-1` for an
/// option, so such words come last, behind `--`; the value of an option stays where it is.
std::vector<std::string> with_relative_revisions(std::span<const std::string> arguments) {
  std::vector<std::string> result, relative;
  bool is_value = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--") {
      relative.insert(relative.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                      arguments.end());
      break;
    }
    if (!is_value && is_relative_revision(argument)) {
      relative.push_back(argument);
    } else {
      result.push_back(argument);
    }
    is_value = argument == "-r" || argument == "--rev-range" || argument == "-x";
  }
  if (!relative.empty()) result.emplace_back("--");
  result.insert(result.end(), relative.begin(), relative.end());
  return result;
}

/// What is wrong with the command line, in the words of the rest of the program.
std::string usage_message(const CLI::App& app, const CLI::ParseError& error) {
  if (!app.get_subcommands().empty()) return error.what();
  std::vector<std::string> names;
  for (const Command* command : catalogue()) names.emplace_back(command->name);
  for (const std::string& word : app.remaining()) {
    if (word.starts_with('-')) return fmt::format("no option `{}`", word);
    const std::optional<std::string> closest = closest_name(word, names);
    const std::string hint = closest ? fmt::format("; did you mean `{}`?", *closest) : "";
    return fmt::format("no command `{}`{}", word, hint);
  }
  if (error.get_name() == "RequiredError") return "a command is required";
  return error.what();
}

Status usage_error(const CLI::App& app, const CLI::ParseError& error, Host& host) {
  std::string command = "migc";
  for (const CLI::App* used : app.get_subcommands()) command += " " + used->get_name();
  host.output.error(fmt::format("{}: error: {}\ntry `{} --help`\n", command,
                                escape_controls(usage_message(app, error)), command));
  return Status::Usage;
}

Status print(std::string_view text, Host& host) {
  const std::optional<Output::Failure> failed = host.output.standard(text);
  if (failed && !failed->quiet) {
    host.output.error(
        fmt::format("error: cannot write standard output: {} [cannot-write]\n", failed->why));
  }
  return failed ? Status::Output : Status::Clean;
}

constexpr const char* shown_version = "migc " MIGC_VERSION;

Status parse_and_act(std::span<const std::string> arguments, Host& host) {
  // The parser throws for it, and the first throw in a static program sorts all its unwind tables.
  if (arguments.size() == 1 && arguments[0] == "--version") {
    return print(fmt::format("{}\n", shown_version), host);
  }
  CLI::App app("Offline SQL and lint for database migrations, without running them.", "migc");
  app.formatter(std::make_shared<HelpFormatter>());
  app.set_version_flag("--version", shown_version, "Print the version");
  app.set_help_flag("-h,--help", "Print this help");
  app.require_subcommand(1);
  app.fallthrough();
  app.footer("Examples:\n  migc upgrade head --sql > plan.sql\n  migc lint\n  migc history");

  RawOptions raw;
  add_global_options(app, raw);
  std::vector<std::pair<CLI::App*, Action>> actions;
  for (const Command* command : catalogue()) {
    CLI::App* added = app.add_subcommand(std::string(command->name), std::string(command->summary));
    if (!command->examples.empty()) added->footer(fmt::format("Examples:\n{}", command->examples));
    Action action = command->add(*added);
    actions.emplace_back(added, std::move(action));
  }

  try {
    std::vector<std::string> words = with_relative_revisions(arguments);
    std::ranges::reverse(words);  // CLI11 takes them from the back.
    app.parse(std::move(words));
    Session session(cooked(std::move(raw), host), host);
    for (const auto& [command, action] : actions) {
      if (command->parsed()) return session.finish(action(session));
    }
    return Status::Usage;
  } catch (const CLI::CallForHelp&) {
    return print(app.help(), host);
  } catch (const CLI::CallForVersion& version) {
    return print(fmt::format("{}\n", version.what()), host);
  } catch (const CLI::ParseError& error) {
    return usage_error(app, error, host);
  }
}

}  // namespace

int run(std::span<const std::string> arguments, Host& host) {
  try {
    return static_cast<int>(parse_and_act(arguments, host));
  } catch (const std::exception& error) {
    host.output.error(
        fmt::format("internal error: {}; please report this\n", escape_controls(error.what())));
  } catch (...) {
    host.output.error("internal error; please report this\n");
  }
  return static_cast<int>(Status::Internal);
}

}  // namespace migc::driver
