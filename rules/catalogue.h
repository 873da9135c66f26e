#pragma once

#include <span>

#include "linter/rule.h"

namespace migc::rules {

/// Every rule, in the order of CMakeLists.txt.
std::span<const linter::Rule* const> catalogue();

}  // namespace migc::rules
