#pragma once

#include "compiler/python/native.h"

namespace migc::library {

/// What `context.is_offline_mode()` gave: true, but a branch on it that only raises is not taken.
bool is_offline_mode_value(const python::Value& value);
/// `context.config`
python::Value config_value(const python::Site& site);

}  // namespace migc::library
