// `os`, `os.path`, `sys`: the environment variables the user gave, and paths as text. The machine
// itself is not asked.
#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/files.h"
#include "compiler/base/text.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/world.h"
#include "compiler/python/signature.h"

namespace migc::library {
namespace {

using python::Call;
using python::Site;
using python::Value;

const std::string* variable(const Site& site, std::string_view name) {
  const auto& variables = World::of(site).outside().variables;
  const auto found = std::ranges::find(variables, name, &NamedText::first);
  return found == variables.end() ? nullptr : &found->second;
}

/// One that was not given: whether env.py asks in a reading that takes such for unknown.
bool may_be_set(const Site& site) {
  World& world = World::of(site);
  world.missed_variable = true;
  return world.environment && world.doubts_absent_variables;
}

Value unknown_variable(const Site& site, std::string_view name) {
  return site.unknown(
      fmt::format("the environment variable `{0}`, which `--env {0}=…` gives", name));
}

/// The variable or what the code says instead; the latter is remembered as an assumption.
Value variable_or(const Site& site, const std::string& name, const Value& otherwise) {
  if (const std::string* value = variable(site, name)) return site.text(*value);
  if (may_be_set(site)) return unknown_variable(site, name);
  World::of(site).assume(fmt::format("environment variable `{}` is not set", name));
  return otherwise;
}

// os.getenv(key, default=None), os.environ.get(key, default=None)
Value getenv(const Call& call) {
  std::string key;
  std::optional<Value> otherwise;
  if (!call.bind({{"key", key}, {"default", otherwise}})) return Value::none();
  return variable_or(call, key, otherwise.value_or(Value::none(call.span)));
}

constexpr python::Builtin get_method{"get", getenv};

class Environ final : public python::Native {
 public:
  std::string_view type_name() const override { return "environ"; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    if (name == "get" || name == "setdefault" || name == "pop") {
      return Value::builtin(get_method, site.span);
    }
    return std::nullopt;
  }
  std::optional<Value> item(const Value& index, const Site& site) const override {
    const auto name = index.text();
    if (!name) return std::nullopt;
    if (const std::string* value = variable(site, *name)) return site.text(*value);
    // Where the script is applied it will be set; env.py, and the application it imports, mostly
    // want the place of the database.
    const World& world = World::of(site);
    if (world.environment || world.importing != nullptr) return unknown_variable(site, *name);
    return site.raise("KeyError", python::repr_of_text(*name),
                      fmt::format("give the variable with `--env {}=…`", *name));
  }
  bool set_item(const Value&, const Value&, const Site&) override { return true; }
  bool delete_item(const Value&, const Site&) override { return true; }
  std::optional<Value> contains(const Value& item, const Site& site) const override {
    const auto name = item.text();
    if (!name) return std::nullopt;
    if (variable(site, *name) != nullptr) return Value::boolean(true, site.span);
    if (may_be_set(site)) return unknown_variable(site, *name);
    return Value::boolean(false, site.span);
  }
};

// ---- os.path

/// An argument that is not known: what is made of it is not known either.
std::optional<Value> unknown_in(const Call& call) {
  for (const python::Argument& argument : call.positional) {
    if (argument.value.is_unknown()) return argument.value;
  }
  for (const python::KeywordArgument& keyword : call.keywords) {
    if (keyword.value.is_unknown()) return keyword.value;
  }
  return std::nullopt;
}

std::string absolute(const std::string& path) {
  return path.starts_with('/') ? normal_path(path) : path;
}

/// One path in, one text out.
template <std::string (*function)(const std::string&)>
Value path_function(const Call& call) {
  if (const auto unknown = unknown_in(call)) return *unknown;
  std::string path;
  if (!call.bind({{"path", path}})) return Value::none();
  return call.text(function(path));
}

std::string dirname(const std::string& path) { return parent_path(path); }
std::string basename(const std::string& path) { return file_name(path); }
std::string normalized(const std::string& path) {
  const std::string result = normal_path(path);
  return result.empty() ? "." : result;
}
std::string unchanged(const std::string& path) { return path; }

// os.path.join(path, *paths)
Value join(const Call& call) {
  if (const auto unknown = unknown_in(call)) return *unknown;
  std::string path;
  python::Rest rest;
  if (!call.bind({{"path", path}, {"*paths", rest}})) return Value::none();
  for (const python::Argument& argument : rest.arguments) {
    const auto part = argument.value.text();
    if (!part) return call.unknown("a part of the path");
    if (part->starts_with('/')) {
      path = std::string(*part);
    } else {
      if (!path.empty() && !path.ends_with('/')) path += '/';
      path += *part;
    }
  }
  return call.text(std::move(path));
}

Value splitext(const Call& call) {
  if (const auto unknown = unknown_in(call)) return *unknown;
  std::string path;
  if (!call.bind({{"path", path}})) return Value::none();
  const std::size_t name = path.rfind('/') + 1;
  std::size_t dot = path.rfind('.');
  // Dots at the start of a name begin no extension.
  if (dot == std::string::npos || dot < name || path.find_first_not_of('.', name) > dot) {
    dot = path.size();
  }
  return Value::tuple({Value::text(path.substr(0, dot)), Value::text(path.substr(dot))}, call.span);
}

Value path_split(const Call& call) {
  if (const auto unknown = unknown_in(call)) return *unknown;
  std::string path;
  if (!call.bind({{"path", path}})) return Value::none();
  return Value::tuple({Value::text(parent_path(path)), Value::text(file_name(path))}, call.span);
}

Value isabs(const Call& call) {
  if (const auto unknown = unknown_in(call)) return *unknown;
  std::string path;
  if (!call.bind({{"path", path}})) return Value::none();
  return Value::boolean(path.starts_with('/'), call.span);
}

/// Whether a file of the project is there; of others nothing is known.
Value exists(const Call& call) {
  if (const auto unknown = unknown_in(call)) return *unknown;
  std::string path;
  if (!call.bind({{"path", path}})) return Value::none();
  const auto& read_file = World::of(call).outside().read_file;
  if (read_file && read_file(path)) return Value::boolean(true, call.span);
  return call.unknown(fmt::format("whether `{}` exists", path));
}

constexpr python::Builtin path_functions[] = {
    {"join", join},
    {"dirname", path_function<dirname>},
    {"basename", path_function<basename>},
    {"abspath", path_function<absolute>},
    {"realpath", path_function<absolute>},
    {"normpath", path_function<normalized>},
    {"expanduser", path_function<unchanged>},
    {"splitext", splitext},
    {"split", path_split},
    {"isabs", isabs},
    {"exists", exists},
    {"isfile", exists},
    {"isdir", exists},
    {"islink", exists},
    {"lexists", exists},
};

Value fspath(const Call& call) {
  Value path;
  if (!call.bind({{"path", path}})) return Value::none();
  return call.str(path);
}

/// What a revision does to files is not part of the script.
Value change_files(const Call& call) {
  World::of(call).assume(
      "files are as the script finds them; what the revision does to them is "
      "not part of it");
  return Value::none(call.span);
}
Value ask_files(const Call& call) { return call.unknown("what files there are"); }
Value getcwd(const Call& call) { return call.unknown("the folder in which this runs"); }

constexpr python::Builtin os_functions[] = {
    {"getenv", getenv},        {"fspath", fspath},           {"makedirs", change_files},
    {"mkdir", change_files},   {"remove", change_files},     {"unlink", change_files},
    {"rmdir", change_files},   {"removedirs", change_files}, {"rename", change_files},
    {"replace", change_files}, {"renames", change_files},    {"symlink", change_files},
    {"link", change_files},    {"chmod", change_files},      {"chown", change_files},
    {"utime", change_files},   {"listdir", ask_files},       {"scandir", ask_files},
    {"walk", ask_files},       {"stat", ask_files},          {"getcwd", getcwd}};
constexpr python::Builtin shutil_functions[] = {
    {"move", change_files},     {"copy", change_files},    {"copy2", change_files},
    {"copyfile", change_files}, {"rmtree", change_files},  {"copytree", change_files},
    {"chown", change_files},    {"disk_usage", ask_files}, {"which", ask_files}};

void define_shutil(python::Module& module) {
  for (const python::Builtin& function : shutil_functions) module.function(function);
}

void define_os(python::Module& module) {
  for (const python::Builtin& function : os_functions) module.function(function);
  module.define("environ", Value::object(std::make_shared<Environ>()));
  module.define("sep", Value::text("/"));
  module.define("linesep", Value::text("\n"));
  module.define("pathsep", Value::text(":"));
  module.define("name", Value::text("posix"));
}

void define_path(python::Module& module) {
  for (const python::Builtin& function : path_functions) module.function(function);
  module.define("sep", Value::text("/"));
}

/// `sys.path`, `sys.modules`: changed freely, asked nothing.
class Changeable final : public python::Native {
 public:
  std::string_view type_name() const override { return "sys object"; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    if (name == "insert" || name == "append" || name == "extend" || name == "remove") {
      static constexpr python::Builtin ignore{
          "ignore", [](const Call& call) { return Value::none(call.span); }};
      return Value::builtin(ignore, site.span);
    }
    return std::nullopt;
  }
  bool set_item(const Value&, const Value&, const Site&) override { return true; }
  std::optional<Value> contains(const Value&, const Site& site) const override {
    return Value::boolean(false, site.span);
  }
};

void define_sys(python::Module& module) {
  module.define("path", Value::object(std::make_shared<Changeable>()));
  module.define("modules", Value::object(std::make_shared<Changeable>()));
  module.define("argv", Value::list({Value::text("alembic")}));
  module.define("platform", Value::text("linux"));
  module.define("maxsize", Value::integer(python::Int(std::int64_t{INT64_MAX})));
  // The newest Python that migc reads.
  std::vector<Value> version;
  for (const int part : {3, 13, 0})
    version.push_back(Value::integer(python::Int(std::int64_t{part})));
  module.define("version_info", Value::tuple(std::move(version)));
}

constexpr python::ModelledModule modules[] = {
    {"os", define_os},         {"os.path", define_path}, {"posixpath", define_path},
    {"shutil", define_shutil}, {"sys", define_sys},
};

}  // namespace

extern const Part standard_os{modules};

}  // namespace migc::library
