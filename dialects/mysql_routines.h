#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace migc::dialects {

/// Statements between which the mysql client must be told another delimiter than a semicolon.
struct Routines {
  std::string delimiter;
  std::vector<std::string> statements;
};

/// The statements of a text if one of them (CREATE TRIGGER and the like, BEGIN NOT ATOMIC) holds
/// semicolons of its own. Nothing when none does, or when the text sets a delimiter itself.
std::optional<Routines> routines_in(std::string_view sql);

}  // namespace migc::dialects
