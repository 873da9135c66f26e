#pragma once

#include <span>

#include "compiler/python/modules.h"

namespace migc::library {

/// What one file models: whole modules, or its part of modules that several files make up.
///
///     constexpr python::ModelledModule modules[] = {{"json", define_json}};
///     extern const Part standard_json{modules};
struct Part {
  std::span<const python::ModelledModule> modules;
};

/// All parts, in the order of the list in `CMakeLists.txt`.
std::span<const Part* const> catalogue();

/// Every modelled module: `alembic.op`, `sqlalchemy`, `datetime`, … Made once, frozen, so its
/// functions find the world of their evaluation by `World::of(site)`.
const python::ModelledModules& modelled_modules();

}  // namespace migc::library
