#pragma once

#include <optional>
#include <string_view>

#include "compiler/python/native.h"

namespace migc::library {

/// The directive that `@Operations.register_operation(name)` made, or nothing.
std::optional<python::Value> registered_directive(std::string_view name, const python::Site& site);

/// `alembic` and `alembic.op` of one evaluation, with the directives that it registers.
python::Value own_module(std::string_view name, const python::Site& site);

}  // namespace migc::library
