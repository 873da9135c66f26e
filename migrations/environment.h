#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/base/files.h"
#include "compiler/base/source.h"
#include "migrations/ini.h"

namespace migc::migrations {

using NamedText = std::pair<std::string, std::string>;

/// Where a project is and what its configuration files say: `alembic.ini`, `[tool.alembic]` of
/// `pyproject.toml`, and `migc.toml`. What `env.py` makes of it is another matter.
struct Environment {
  std::string ini_path, toml_path;  ///< As messages show them; empty when there is none.
  std::string section = "alembic";
  std::string here;  ///< The absolute folder of the ini (or TOML) file.
  Ini ini;
  SourceId ini_source = SourceId::none;

  std::string script_location;                 ///< Absolute.
  std::vector<std::string> version_locations;  ///< Absolute.
  std::vector<std::string> prepend_sys_path;   ///< As written, `%(here)s` replaced.
  bool recursive_version_locations = false;
  bool sourceless = false;
  bool revision_environment = false;
  std::string env_py;  ///< Absolute path of `env.py`.

  // migc.toml
  std::string migc_toml_path;
  std::optional<std::string> dialect, url, server_version;
  std::vector<NamedText> define;     ///< `package.module.name` and its value as JSON.
  std::vector<NamedText> variables;  ///< `[env]`
  std::vector<NamedText> arguments;  ///< `[kwargs]`: of `context.configure()`, as JSON.

  /// `config.get_main_option(name)`: of the ini file alone, as in Alembic.
  std::optional<std::string> main_option(std::string_view name, Diagnostics& diagnostics) const;
  /// `config.get_alembic_option(name)`: the ini file, else `[tool.alembic]`. Text only.
  std::optional<std::string> alembic_option(std::string_view name, Diagnostics& diagnostics) const;

  /// The texts of `[tool.alembic]`, `%(here)s` replaced; booleans as `true` and `false`.
  std::vector<NamedText> toml_options;
};

struct EnvironmentOptions {
  std::vector<std::string> config;  ///< `-c`: an ini file, a TOML file, or one of each.
  std::string section = "alembic";  ///< `-n`
  std::vector<NamedText> set;       ///< `--set name=value`: options of the main section.
};

/// Reads the configuration of the project in the working directory, or of the files named. Gives
/// nothing, and says why, when there is no project.
std::optional<Environment> read_environment(const EnvironmentOptions& options, const Files& files,
                                            Sources& sources, Diagnostics& diagnostics);

/// A file in a version location that is, or may be, a revision.
struct RevisionFile {
  enum class Kind { Python, Json, Sql };

  std::string path;  ///< Absolute, symbolic links resolved.
  Kind kind = Kind::Python;
};

/// The revision files of a project in Alembic's order.
std::vector<RevisionFile> revision_files(const Environment& environment, const Files& files,
                                         Diagnostics& diagnostics);

}  // namespace migc::migrations
