#include "compiler/python/modules.h"

namespace migc::python {

ModelledModules::ModelledModules(std::span<const ModelledModule* const> catalogue) {
  const auto made = [&](std::string_view name) -> Module& {
    std::shared_ptr<Module>& module = modules_[std::string(name)];
    if (!module) {
      module = std::make_shared<Module>();
      module->name = name;
      module->complete = false;
      module->attributes.set_owned("__name__", Value::text(std::string(name)));
    }
    return *module;
  };
  for (const ModelledModule* modelled : catalogue) {
    Module& module = made(modelled->name);
    module.complete = modelled->complete;
    modelled->define(module);
    for (std::size_t dot = modelled->name.rfind('.'); dot != std::string_view::npos && dot > 0;
         dot = modelled->name.rfind('.', dot - 1)) {
      made(modelled->name.substr(0, dot));
    }
  }
  for (const auto& [name, module] : modules_) {
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos) continue;
    Module& parent = *modules_.find(name.substr(0, dot))->second;
    // What the parent defines under that name itself stays (`sqlalchemy.text` is a function).
    const std::string leaf = name.substr(dot + 1);
    if (!parent.attributes.find(leaf)) parent.attributes.set_owned(leaf, Value::module(module));
  }
  for (const auto& [name, module] : modules_) freeze(Value::module(module));
}

std::shared_ptr<Module> ModelledModules::find(std::string_view name) const {
  const auto found = modules_.find(name);
  return found == modules_.end() ? nullptr : found->second;
}

}  // namespace migc::python
