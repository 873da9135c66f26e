#pragma once

#include <string>
#include <utility>
#include <vector>

namespace migc::ir {

/// The names so that each pair stands in its order, and as they were otherwise: Kahn's order by
/// levels, of what is free, in the order given, then of what that frees. Unchanged when the pairs
/// ask for a circle.
std::vector<std::string> ordered(const std::vector<std::string>& names,
                                 const std::vector<std::pair<std::string, std::string>>& before);

}  // namespace migc::ir
