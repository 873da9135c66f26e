#include "compiler/library/definitions.h"

#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/library/standard/json.h"
#include "compiler/python/signature.h"

namespace migc::library {
namespace {

using python::Call;
using python::Site;
using python::Value;

/// The value of a definition, or an object that knows how the definitions go on from here.
std::optional<Value> defined_value(const std::string& path, const Site& site);

/// Something of which the user defined parts: `config`, of which `config[schema]` is known.
class Defined final : public python::Native {
 public:
  explicit Defined(std::string path) : path_(std::move(path)) {}

  std::string_view type_name() const override { return "defined object"; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    return known(fmt::format("{}.{}", path_, name), site);
  }
  std::optional<Value> item(const Value& index, const Site& site) const override {
    const auto key = key_text(index);
    if (!key) return site.unknown(fmt::format("an item of `{}`", path_));
    return known(fmt::format("{}[{}]", path_, *key), site);
  }
  bool callable() const override { return true; }
  Value call(const Call& call) override {
    std::string arguments;
    for (const python::Argument& argument : call.positional) {
      const auto text = key_text(argument.value);
      if (!text) return call.unknown(fmt::format("a call of `{}`", path_));
      arguments += fmt::format("{}{}", arguments.empty() ? "" : ", ", *text);
    }
    return known(fmt::format("{}({})", path_, arguments), call);
  }

 private:
  static std::optional<std::string> key_text(const Value& value) {
    if (const auto text = value.text()) return std::string(*text);
    if (const auto number = value.integer()) return std::to_string(*number);
    return std::nullopt;
  }
  static Value known(const std::string& path, const Site& site) {
    if (std::optional<Value> value = defined_value(path, site)) return *value;
    return site.unknown(fmt::format("`{}` is not defined; add `--define '{}=…'`", path, path));
  }

  const std::string path_;
};

std::optional<Value> defined_value(const std::string& path, const Site& site) {
  bool goes_on = false;
  for (const auto& [name, json] : World::of(site).outside().definitions) {
    if (name == path) return json_value(json, site);
    goes_on = goes_on || (name.size() > path.size() && name.starts_with(path) &&
                          std::string_view(".[(").find(name[path.size()]) != std::string::npos);
  }
  if (!goes_on) return std::nullopt;
  return Value::object(std::make_shared<Defined>(path), site.span);
}

}  // namespace

std::shared_ptr<python::Module> defined_module(std::string_view name,
                                               const std::shared_ptr<python::Module>& found,
                                               const Site& site) {
  const std::string prefix = fmt::format("{}.", name);
  std::shared_ptr<python::Module> module;
  for (const auto& [path, json] : World::of(site).outside().definitions) {
    if (!path.starts_with(prefix)) continue;
    const std::string rest = path.substr(prefix.size());
    const std::string first = rest.substr(0, rest.find_first_of(".[("));
    if (!module) {
      module =
          found ? std::make_shared<python::Module>(*found) : std::make_shared<python::Module>();
      module->frozen = false;
      module->name = std::string(name);
      if (!found) module->complete = false;
    }
    if (std::optional<Value> value = defined_value(prefix + first, site)) {
      module->attributes.set_owned(first, *value);
    }
  }
  return module;
}

}  // namespace migc::library
