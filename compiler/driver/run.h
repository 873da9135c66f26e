#pragma once

#include <span>
#include <string>

#include "compiler/driver/session.h"

namespace migc::driver {

/// The whole program but for the process around it: reads the command line (without the program's
/// name), does the command's work and returns the exit code. Never throws.
int run(std::span<const std::string> arguments, Host& host);

}  // namespace migc::driver
