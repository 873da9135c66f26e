#pragma once

#include <string_view>

#include "compiler/python/native.h"

namespace migc::library {

/// `op.get_bind()`: the MockConnection of Alembic's offline mode.
python::Value bind_value(const python::Site& site);
bool is_bind(const python::Value& value);
/// `bind.dialect`, also the argument of `load_dialect_impl`.
python::Value dialect_value(const python::Site& site);
/// `dialect.has_table(connection, …)` and the like: the inspector's questions; null.
const python::Builtin* dialect_question(std::string_view name);
/// The compiler that functions under `@compiles` get.
python::Value compiler_value(const python::Site& site);

/// Where `@compiles(SomeClass)` leaves its functions on the class: a dict by dialect, "" for any.
inline constexpr std::string_view compiles_attribute = "__compiles__";

}  // namespace migc::library
