#pragma once

#include <span>

#include "compiler/driver/command.h"

namespace migc::driver {

/// Every command, in the order of CMakeLists.txt.
std::span<const Command* const> catalogue();

}  // namespace migc::driver
