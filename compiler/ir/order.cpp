#include "compiler/ir/order.h"

#include <algorithm>

namespace migc::ir {

std::vector<std::string> ordered(const std::vector<std::string>& names,
                                 const std::vector<std::pair<std::string, std::string>>& before) {
  std::vector<std::string> rest = names, result;
  while (!rest.empty()) {
    std::vector<std::string> free, waiting;
    for (const std::string& name : rest) {
      const bool held = std::ranges::any_of(before, [&](const auto& pair) {
        return pair.second == name && pair.first != name &&
               std::ranges::find(rest, pair.first) != rest.end();
      });
      (held ? waiting : free).push_back(name);
    }
    if (free.empty()) return names;  // A circle: no order is asked for that could be kept.
    result.insert(result.end(), free.begin(), free.end());
    rest = std::move(waiting);
  }
  return result;
}

}  // namespace migc::ir
