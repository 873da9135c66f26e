#pragma once

#include <string>

#include "tests/databases/server.h"

namespace migc::tests {

/// Sends random names and texts through a migration into the database and reads them back. Gives
/// what did not arrive as it was; nothing when all did.
std::string round_trip(Server& server, const std::string& dialect, int count);

}  // namespace migc::tests
