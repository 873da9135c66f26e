#pragma once

#include <string_view>

#include "compiler/python/native.h"

namespace migc::library {

/// The value of a JSON text, or of the text itself when it is no JSON.
python::Value json_value(std::string_view text, const python::Site& site);

}  // namespace migc::library
