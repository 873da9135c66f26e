#pragma once

#include <optional>
#include <string_view>

#include "dialects/dialect.h"

namespace migc::dialects {

/// `15.4`, and the names under which versions are sold: `2019` of SQL Server, `19c` of Oracle.
/// Nothing when it is none of these.
std::optional<ServerVersion> read_server_version(std::string_view text, std::string_view dialect);

}  // namespace migc::dialects
