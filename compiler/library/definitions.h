#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/library/world.h"

namespace migc::library {

/// The module of this name as the user defined it with `--define module.name=JSON`, over `found`,
/// which may be null. Nothing when no definition names the module.
///
/// What stands behind the module's name may be any path as the code spells it: `settings.srid`,
/// `config[schema]`, `settings.get(srid)`.
std::shared_ptr<python::Module> defined_module(std::string_view name,
                                               const std::shared_ptr<python::Module>& found,
                                               const python::Site& site);

}  // namespace migc::library
