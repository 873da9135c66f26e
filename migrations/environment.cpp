#include "migrations/environment.h"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "migrations/toml.h"

namespace migc::migrations {
namespace {

constexpr std::string_view pyproject = "pyproject.toml";

/// `template % {"here": here}`, as Alembic replaces names in TOML values.
std::optional<std::string> with_here(const std::string& text, const std::string& here, Span span,
                                     Diagnostics& diagnostics) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = std::string_view(text).substr(at);
    if (rest[0] != '%') {
      result += rest[0];
    } else if (rest.starts_with("%%")) {
      result += '%';
      ++at;
    } else if (rest.starts_with("%(here)s")) {
      result += here;
      at += std::string_view("%(here)s").size() - 1;
    } else {
      diagnostics.error("toml-value", span, "`%` begins no `%(here)s`")
          .help("a plain percent sign is written `%%`");
      return std::nullopt;
    }
  }
  return result;
}

/// Splits at `, *` and at blanks, and at colons where these count too: what Alembic did before
/// there was a `path_separator`.
std::vector<std::string> legacy_split(std::string_view text, bool colons) {
  std::vector<std::string> parts(1);
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == ',' || c == ' ') {
      while (at + 1 < text.size() && text[at + 1] == ' ') ++at;
      parts.emplace_back();
    } else if (c == ':' && colons) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

class EnvironmentReader {
 public:
  EnvironmentReader(const EnvironmentOptions& options, const Files& files, Sources& sources,
                    Diagnostics& diagnostics)
      : options_(options), files_(files), sources_(sources), diagnostics_(diagnostics) {}

  std::optional<Environment> read() {
    working_folder_ = files_.canonical(".").value_or("/");
    if (!choose_files()) return std::nullopt;
    const std::size_t errors = diagnostics_.errors();
    read_ini();
    read_pyproject();
    read_migc_toml();
    for (const auto& [name, value] : options_.set) set(name, value);
    if (diagnostics_.errors() != errors) return std::nullopt;

    locate();
    if (diagnostics_.errors() != errors) return std::nullopt;
    return std::move(environment_);
  }

 private:
  std::string absolute(std::string_view path) const { return join_path(working_folder_, path); }

  bool choose_files() {
    for (const std::string& name : options_.config) {
      const bool toml = file_name(name) == pyproject;
      std::string& chosen = toml ? environment_.toml_path : environment_.ini_path;
      if (!chosen.empty()) {
        diagnostics_.error("configuration-file", {}, "two {} files: `{}` and `{}`",
                           toml ? pyproject : "ini", chosen, name);
        return false;
      }
      if (files_.kind(name) != Files::Kind::File) {
        diagnostics_.error("configuration-file", {}, "no file `{}`", escape_controls(name));
        return false;
      }
      chosen = name;
    }
    if (environment_.ini_path.empty()) environment_.ini_path = "alembic.ini";
    if (environment_.toml_path.empty()) environment_.toml_path = pyproject;
    return true;
  }

  const Source* load(const std::string& path) {
    if (files_.kind(path) == Files::Kind::Missing) return nullptr;
    Files::Content content = files_.read(path);
    if (!content.error.empty()) {
      diagnostics_.error("configuration-file", {}, "`{}` cannot be read: {}", path, content.error);
      return nullptr;
    }
    return &sources_.add(path, std::move(content.text));
  }

  void read_ini() {
    environment_.section = options_.section;
    const std::string folder = absolute(parent_path(environment_.ini_path));
    environment_.here = folder.empty() ? "/" : folder;
    const Source* source = load(environment_.ini_path);
    if (source == nullptr) {
      missing_ini_ = std::move(environment_.ini_path);
      environment_.ini_path.clear();
      source = &sources_[SourceId::none];
    }
    environment_.ini_source = source->id;
    environment_.ini = Ini::read(*source, {{"here", environment_.here}}, diagnostics_);
  }

  void read_pyproject() {
    const Source* source = load(environment_.toml_path);
    if (source == nullptr) {
      environment_.toml_path.clear();
      return;
    }
    const std::string folder = absolute(parent_path(environment_.toml_path));
    if (environment_.ini_path.empty()) environment_.here = folder;
    const auto values = read_toml(*source, diagnostics_);
    if (!values) return;
    bool found = false;
    for (const TomlValue& value : *values) {
      constexpr std::string_view prefix = "tool.alembic.";
      if (!value.name.starts_with(prefix)) continue;
      found = true;
      TomlValue option = value;
      option.name = value.name.substr(prefix.size());
      if (option.kind == TomlValue::Kind::Text) {
        const auto text = with_here(option.text, folder, option.span, diagnostics_);
        if (!text) continue;
        option.text = *text;
      }
      for (std::string& item : option.list) {
        item = with_here(item, folder, option.span, diagnostics_).value_or("");
      }
      environment_.toml_options.emplace_back(option.name, option.text);
      toml_.push_back(std::move(option));
    }
    if (!found) environment_.toml_path.clear();
  }

  /// Beside the configuration, or in the working directory.
  void read_migc_toml() {
    std::string path = join_path(
        parent_path(environment_.ini_path.empty() ? environment_.toml_path : environment_.ini_path),
        "migc.toml");
    if (files_.kind(path) != Files::Kind::File) path = "migc.toml";
    if (files_.kind(path) != Files::Kind::File) return;
    const Source* source = load(path);
    if (source == nullptr) return;
    environment_.migc_toml_path = path;
    const auto values = read_toml(*source, diagnostics_);
    if (!values) return;
    for (const TomlValue& value : *values) read_setting(value);
  }

  void read_setting(const TomlValue& value) {
    if (value.inner) return;  // Its table was one value.
    const std::size_t dot = value.name.find('.');
    const std::string_view table = std::string_view(value.name).substr(0, dot);
    if (dot == std::string::npos) {
      std::optional<std::string>* known = table == "dialect"          ? &environment_.dialect
                                          : table == "url"            ? &environment_.url
                                          : table == "server_version" ? &environment_.server_version
                                                                      : nullptr;
      if (known == nullptr) {
        report_unknown(value);
      } else if (value.kind == TomlValue::Kind::Text || table == "server_version") {
        *known = value.text;
      } else {
        diagnostics_.error("toml-value", value.span, "`{}` is a text", value.name);
      }
      return;
    }
    const std::string name = value.name.substr(dot + 1);
    if (table == "define") {
      environment_.define.emplace_back(name, value.json);
    } else if (table == "kwargs") {
      environment_.arguments.emplace_back(name, value.json);
    } else if (table == "env") {
      environment_.variables.emplace_back(name, value.text);
    } else if (table == "set") {
      set(name, value.text);
    } else if (table != "lint") {  // The linter reads its own.
      report_unknown(value);
    }
  }

  void report_unknown(const TomlValue& value) {
    diagnostics_
        .warning("unknown-setting", value.span, "migc.toml has no `{}`",
                 escape_controls(value.name))
        .help(
            "it has `dialect`, `url`, `server_version` and the tables `define`, `env`, `set`, "
            "`kwargs`, `lint`");
  }

  void set(const std::string& name, const std::string& value) {
    environment_.ini.set(environment_.section, name, replace_all(value, "%", "%%"));
  }

  // What the files say.

  const TomlValue* toml(std::string_view name) const {
    const auto found = std::ranges::find(toml_, name, &TomlValue::name);
    return found == toml_.end() ? nullptr : &*found;
  }

  std::optional<std::string> ini(std::string_view name) {
    return environment_.ini.value(environment_.section, name, diagnostics_);
  }

  /// Only the word itself will do in an ini file.
  bool flag(std::string_view name) {
    if (environment_.ini.has_option(environment_.section, name)) return ini(name) == "true";
    const TomlValue* value = toml(name);
    if (value == nullptr) return false;
    if (value->kind != TomlValue::Kind::Boolean) {
      diagnostics_.error("toml-value", value->span, "`{}` is `true` or `false`", name);
    }
    return value->boolean;
  }

  bool lenient_flag(std::string_view name) {
    if (!environment_.ini.has_option(environment_.section, name)) return flag(name);
    const std::string word = ascii_lower(trim(ini(name).value_or("")));
    return word == "true" || word == "yes" || word == "on" || word == "y" || word == "t" ||
           word == "1";
  }

  /// Nothing: no separator was chosen.
  std::optional<char> separator(std::string_view name) {
    const std::optional<std::string> chosen = ini(name);
    if (!chosen) return std::nullopt;
    if (*chosen == "os" || *chosen == ":") return ':';
    if (*chosen == "space") return ' ';
    if (*chosen == "newline") return '\n';
    if (*chosen == ";") return ';';
    diagnostics_
        .error("configuration-value",
               environment_.ini.span(environment_.section, name).value_or(Span{}),
               "`{}` separates no paths", escape_controls(*chosen))
        .help("write `os`, `space`, `newline`, `:` or `;`");
    return std::nullopt;
  }

  std::vector<std::string> paths(std::string_view name, bool colons) {
    const std::optional<std::string> text = ini(name);
    if (!text || text->empty()) {
      const TomlValue* value = toml(name);
      if (value == nullptr) return {};
      if (value->kind == TomlValue::Kind::List) return value->list;
      diagnostics_.error("toml-value", value->span, "`{}` is a list of texts", name);
      return {};
    }
    const std::size_t errors = diagnostics_.errors();
    std::optional<char> by = separator("path_separator");
    if (!by && !colons && diagnostics_.errors() == errors) by = separator("version_path_separator");
    if (!by) return legacy_split(*text, colons);
    std::vector<std::string> parts;
    for (const std::string_view part : split(*text, *by)) {
      if (!part.empty()) parts.emplace_back(trim(part));
    }
    return parts;
  }

  /// A path, or `package:folder` of a package found where Python would look for it.
  std::string resolved(const std::string& path, Span span) {
    if (path.starts_with('/') || path.find(':') == std::string::npos) return absolute(path);
    const auto tokens = split(path, ':');
    const std::string package = replace_all(std::string(tokens[0]), ".", "/");
    std::vector<std::string> roots = environment_.prepend_sys_path;
    roots.insert(roots.end(), {environment_.here, ".", join_path(environment_.here, "src"), "src"});
    for (const std::string& root : roots) {
      std::string folder = join_path(absolute(root), package);
      if (files_.kind(folder) != Files::Kind::Directory) continue;
      for (std::size_t i = 1; i < tokens.size(); ++i) folder = join_path(folder, tokens[i]);
      return folder;
    }
    diagnostics_
        .error("script-location", span, "no package `{}` for `{}`", tokens[0],
               escape_controls(path))
        .help("say in `prepend_sys_path` where packages are");
    return {};
  }

  Span span_of(std::string_view name) const {
    if (const auto span = environment_.ini.span(environment_.section, name)) return *span;
    const TomlValue* value = toml(name);
    return value == nullptr ? Span{} : value->span;
  }

  void locate() {
    const std::size_t errors = diagnostics_.errors();
    environment_.prepend_sys_path = paths("prepend_sys_path", true);
    const std::optional<std::string> location =
        environment_.alembic_option("script_location", diagnostics_);
    if (!location) {
      if (diagnostics_.errors() == errors) report_no_location();
      return;
    }
    environment_.script_location = resolved(*location, span_of("script_location"));
    if (diagnostics_.errors() != errors) return;
    if (files_.kind(environment_.script_location) != Files::Kind::Directory) {
      Diagnostic& said = diagnostics_.error("script-location", span_of("script_location"),
                                            "no folder `{}`", escape_controls(*location));
      if (!location->starts_with('/')) {
        said.note("a relative path starts at the working directory, not at the file")
            .help("to have it start at the file, write `%(here)s/…`");
      }
      return;
    }
    environment_.env_py = join_path(environment_.script_location, "env.py");

    const Span span = span_of("version_locations");
    for (const std::string& path : paths("version_locations", false)) {
      environment_.version_locations.push_back(resolved(path, span));
    }
    if (environment_.version_locations.empty()) {
      environment_.version_locations.push_back(join_path(environment_.script_location, "versions"));
    }
    environment_.recursive_version_locations = flag("recursive_version_locations");
    environment_.sourceless = flag("sourceless");
    environment_.revision_environment = lenient_flag("revision_environment");
  }

  void report_no_location() {
    if (environment_.ini_path.empty() && environment_.toml_path.empty()) {
      diagnostics_
          .error("no-configuration", {}, "no `{}` here, and no `[tool.alembic]` in `{}`",
                 missing_ini_, pyproject)
          .help("run migc in the project's folder, or name the file: `-c FILE`");
      return;
    }
    const bool by_toml = environment_.ini_path.empty();
    Diagnostic& said = diagnostics_.error("no-configuration", {environment_.ini_source, 0, 0},
                                          "`[{}]` of `{}` sets no `script_location`",
                                          by_toml ? "tool.alembic" : environment_.section,
                                          by_toml ? environment_.toml_path : environment_.ini_path);
    if (!environment_.ini_path.empty() && !environment_.ini.has_section(environment_.section)) {
      said.note(fmt::format("the file has no section `[{}]`, only {}", environment_.section,
                            join_text(environment_.ini.sections(), ", ")))
          .help("choose a section with `-n NAME`");
    }
  }

  const EnvironmentOptions& options_;
  const Files& files_;
  Sources& sources_;
  Diagnostics& diagnostics_;
  Environment environment_;
  std::string working_folder_, missing_ini_;
  std::vector<TomlValue> toml_;
};

/// Collects the files of one version location.
class Collector {
 public:
  Collector(const Environment& environment, const Files& files, Diagnostics& diagnostics)
      : environment_(environment), files_(files), diagnostics_(diagnostics) {}

  void collect(const std::string& location) {
    struct Folder {
      std::string path;
      int depth;
    };
    std::vector<Folder> folders{{files_.canonical(location).value_or(location), 0}};
    while (!folders.empty()) {
      const Folder folder = std::move(folders.back());
      folders.pop_back();
      const std::vector<Files::Entry> entries = files_.list(folder.path);
      // Files in the cache are another matter, but what lies below it counts.
      if (!file_name(folder.path).ends_with("__pycache__")) {
        for (const Files::Entry& entry : entries) {
          if (entry.kind == Files::Kind::File) add(folder.path, entry);
        }
      }
      if (!environment_.recursive_version_locations) return;
      if (folder.depth >= deepest) {
        diagnostics_.warning("version-location", {}, "`{}` lies too deep and is left out",
                             folder.path);
        continue;
      }
      for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        if (entry->kind != Files::Kind::Directory) continue;
        const std::string inner = join_path(folder.path, entry->name);
        // As Python's walk does, links to folders are not followed.
        if (!entry->link) folders.push_back({inner, folder.depth + 1});
      }
    }
  }

  std::vector<RevisionFile> take() { return std::move(found_); }

 private:
  static constexpr int deepest = 100;

  void add(const std::string& folder, const Files::Entry& entry) {
    const std::string& written = entry.name;
    const bool python = written.ends_with(".py"), json = written.ends_with(".json"),
               sql = written.ends_with(".sql"),
               compiled = written.ends_with(".pyc") || written.ends_with(".pyo");
    if (!python && !json && !sql && !compiled) return;
    if (compiled && !environment_.sourceless) return;
    // Resolving each of ten thousand paths would cost more than reading the files.
    std::optional<std::string> real = join_path(folder, entry.name);
    if (entry.link) real = files_.canonical(*real);
    if (!real) return;
    if (entry.link && !inside_project(*real)) {
      diagnostics_.error("version-location", {}, "`{}` is a link that leads out of the project",
                         join_path(folder, entry.name));
      return;
    }
    const std::string name = file_name(*real);
    if (name.starts_with(".#") || name.starts_with("__init__")) return;
    if (compiled) {
      const std::string source = real->substr(0, real->size() - 1);
      if (files_.kind(source) == Files::Kind::File) return;
      diagnostics_.error("compiled-revision", {}, "`{}` is there without its source", *real)
          .help("migc reads source code, never compiled one");
      return;
    }
    if (!seen_.insert(*real).second) {
      if (python) {
        diagnostics_.warning("version-location", {}, "`{}` is found twice", *real)
            .help("name each version location once");
      }
      return;
    }
    found_.push_back({*real, python ? RevisionFile::Kind::Python
                             : json ? RevisionFile::Kind::Json
                                    : RevisionFile::Kind::Sql});
  }

  /// What a pull request adds must not show other files of the machine that reads it.
  bool inside_project(const std::string& real) const {
    std::vector<std::string> folders = environment_.version_locations;
    folders.push_back(environment_.here);
    folders.push_back(".");
    return std::ranges::any_of(folders, [&](const std::string& folder) {
      const std::optional<std::string> known = files_.canonical(folder);
      return known && real.starts_with(*known + "/");
    });
  }

  const Environment& environment_;
  const Files& files_;
  Diagnostics& diagnostics_;
  std::vector<RevisionFile> found_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

std::optional<std::string> Environment::main_option(std::string_view name,
                                                    Diagnostics& diagnostics) const {
  return ini.value(section, name, diagnostics);
}

std::optional<std::string> Environment::alembic_option(std::string_view name,
                                                       Diagnostics& diagnostics) const {
  if (ini.has_option(section, name)) return ini.value(section, name, diagnostics);
  for (const auto& [option, text] : toml_options) {
    if (option == name) return text;
  }
  return std::nullopt;
}

std::optional<Environment> read_environment(const EnvironmentOptions& options, const Files& files,
                                            Sources& sources, Diagnostics& diagnostics) {
  return EnvironmentReader(options, files, sources, diagnostics).read();
}

std::vector<RevisionFile> revision_files(const Environment& environment, const Files& files,
                                         Diagnostics& diagnostics) {
  Collector collector(environment, files, diagnostics);
  for (const std::string& location : environment.version_locations) collector.collect(location);
  return collector.take();
}

}  // namespace migc::migrations
